package dev.isthmus.load.cloud;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One simulated cloud in a process of its own, so that it can be killed or stopped from outside.
 *
 * <p>Prints one line of JSON with its ports when it is ready, and then runs until it is killed.
 */
@Command(name = "cloud", mixinStandardHelpOptions = true, description = "Runs one simulated cloud.")
public final class CloudMain implements Callable<Integer> {

  @Option(
      names = "--kind",
      required = true,
      description =
          "azure, vertex, compatible, anthropic, sign_in, bedrock, sagemaker or aws_sign_in")
  private String kind = "";

  @Option(names = "--name", description = "what it is called (default: its kind)")
  private @Nullable String name;

  @Option(names = "--region", description = "its region; on Vertex AI also its location")
  private String region = "local";

  @Option(names = "--project", description = "the project of a Vertex AI cloud")
  private String project = "";

  @Option(names = "--key", description = "an API key it accepts; may be repeated")
  private List<String> keys = List.of();

  @Option(names = "--token-secret", description = "shared with the sign_in cloud it trusts")
  private String tokenSecret = Access.DEFAULT.tokenSecret();

  @Option(
      names = "--token-life-seconds",
      description = "how long what an aws_sign_in cloud issues lives at most (default: 12 hours)")
  private long tokenLifeSeconds = Access.DEFAULT.tokenLife().toSeconds();

  @Option(names = "--deployment", description = "name=…,model=…,…; may be repeated")
  private List<String> deployments = List.of();

  @Option(
      names = "--host",
      description = "address to listen at (default: loopback); beyond loopback anybody may use it")
  private String host = Listen.LOOPBACK;

  @Option(names = "--port", description = "service port (default: a free one)")
  private int port;

  @Option(names = "--control-port", description = "control port (default: a free one)")
  private int controlPort;

  @Option(names = "--certificate", description = "PEM chain: serves TLS")
  private @Nullable Path certificate;

  @Option(names = "--private-key", description = "PEM key of the certificate")
  private @Nullable Path privateKey;

  @Option(names = "--seed", description = "of everything drawn")
  private long seed = 1;

  @Option(names = "--until-input-ends", description = "ends when its standard input does")
  private boolean untilInputEnds;

  /** Runs a cloud as {@code arguments} say. */
  public static void main(String[] arguments) {
    // Its standard output is read by a program: Netty's own chatter goes to standard error.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    System.exit(new CommandLine(new CloudMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (CloudHost host = CloudHost.start(1)) {
      Cloud cloud = host.open(spec());
      System.out.println(
          Json.object()
              .put("name", cloud.name())
              .put("port", cloud.port())
              .put("control_port", cloud.controlPort()));
      if (untilInputEnds) {
        while (System.in.read() >= 0) {} // whatever comes is of no interest
      } else {
        new CountDownLatch(1).await();
      }
    }
    return 0;
  }

  /** The cloud that its options describe. */
  CloudSpec spec() {
    CloudKind of = CloudKind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_'));
    Listen.Tls tls =
        certificate == null || privateKey == null ? null : new Listen.Tls(certificate, privateKey);
    CloudSpec spec =
        CloudSpec.of(of, name == null ? kind : name, region, project)
            .access(
                new Access(new HashSet<>(keys), tokenSecret, Duration.ofSeconds(tokenLifeSeconds)))
            .listen(new Listen(host, port, controlPort, tls))
            .seed(seed);
    for (String text : deployments) {
      spec = spec.deploy(DeploymentText.read(text));
    }
    return spec;
  }
}
