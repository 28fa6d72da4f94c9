package dev.isthmus.load.archive;

import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.FaultKind;
import dev.isthmus.load.measure.StubProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a gateway under training is put in front of: a stub for the many calls, and a simulated
 * cloud for each other wire; and a folder for its files. All of it goes with this. Threads: any.
 */
final class TrainingGround implements AutoCloseable {
  /** What callers send as their key. */
  static final String KEY = "sk-training";

  /** A deployment that fails now and then, each time in another way. */
  private static final String UNSTEADY = "unsteady";

  private static final String CLOUD_KEY = "training-cloud-key";
  private static final int DIMENSIONS = 256;
  private static final long TOKEN_LIFE_MILLIS = 3_600_000;

  private final StubProvider stub = StubProvider.local();
  private final CloudHost host = CloudHost.start(1);
  private final Path folder = Files.createTempDirectory("isthmus-training-");
  private final Path config;
  private final Map<String, String> secrets;

  TrainingGround() throws IOException {
    Cloud vertex =
        host.open(
            CloudSpec.vertex("vertex", "project", "europe-west4").deploy(of("gemini-2.5-chat")));
    this.config = Files.writeString(folder.resolve("gateway.yaml"), fillIn(template(), vertex));
    this.secrets =
        Map.of(
            "CALLER_KEY",
            KEY,
            "CLOUD_KEY",
            CLOUD_KEY,
            "GOOGLE_TOKEN",
            vertex.issueToken(TOKEN_LIFE_MILLIS));
  }

  private static Deployment of(String name) {
    return Deployment.of(name, name);
  }

  private static String template() throws IOException {
    try (InputStream in = TrainingGround.class.getResourceAsStream("/training.yaml")) {
      if (in == null) {
        throw new IOException("training.yaml is missing from the package");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String fillIn(String text, Cloud vertex) throws IOException {
    Cloud azure =
        host.open(
            CloudSpec.azure("azure", "one")
                .key(CLOUD_KEY)
                .deploy(of("chat"))
                .deploy(of(UNSTEADY))
                .deploy(Deployment.embedding("vectors", "vectors", DIMENSIONS)));
    List.of(
            Fault.status(500),
            Fault.status(429),
            Fault.of(FaultKind.RESET_BEFORE_HEAD),
            Fault.of(FaultKind.RESET_AFTER_EVENTS),
            Fault.of(FaultKind.ERROR_MIDSTREAM))
        .forEach(fault -> azure.faults().add(fault.onDeployment(UNSTEADY).probability(0.1)));
    Cloud anthropic =
        host.open(
            CloudSpec.anthropic("anthropic").key(CLOUD_KEY).deploy(of("claude-sonnet-4-5-chat")));
    Cloud bedrock =
        host.open(
            CloudSpec.bedrock("bedrock", "eu-central-1")
                .key("AKIDTRAIN:" + CLOUD_KEY)
                .deploy(of("eu.anthropic.claude-sonnet-4-5-chat-v1:0")));
    return text.replace("@STUB@", "http://127.0.0.1:" + stub.port())
        .replace("@AZURE@", azure.base().toString())
        .replace("@ANTHROPIC@", anthropic.base().toString())
        .replace("@VERTEX@", vertex.base().toString())
        .replace("@BEDROCK@", bedrock.base().toString())
        .replace("@DECISIONS@", folder.resolve("decisions").toString());
  }

  /** The gateway's configuration. */
  Path config() {
    return config;
  }

  /** What the configuration takes from the environment. */
  Map<String, String> secrets() {
    return secrets;
  }

  StubProvider stub() {
    return stub;
  }

  @Override
  public void close() {
    host.close();
    stub.close();
    try (Stream<Path> all = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
