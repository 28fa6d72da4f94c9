package dev.isthmus.load.demo;

import dev.isthmus.load.generator.LiveSecond;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.server.boot.Gateway;
import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a gateway in front of simulated clouds and shows where its calls go. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a gateway in front of simulated clouds, on this machine only,",
      "sends it some calls, and shows every second where they go."
    })
public final class DemoVerb implements Callable<Integer> {
  /** Names the file that the gateway's log goes to; read by the demo's logging configuration. */
  public static final String LOG_PROPERTY = "isthmus.demo.log";

  private static final String KEY = "sk-demo";
  private static final String EU_KEY = "sk-demo-eu";
  private static final String ADMIN_TOKEN = "admin-demo-token";
  private static final String MODEL = "gpt-oss-120b";
  private static final int INCIDENT_AFTER_SECONDS = 15;
  private static final int INCIDENT_SECONDS = 60;

  @Option(names = "--incident", description = "breaks both Azure regions for a minute")
  private boolean incident;

  @Option(names = "--port", description = "port for calls (default: ${DEFAULT-VALUE})")
  private int port = 8080;

  @Option(names = "--admin-port", description = "port for people (default: ${DEFAULT-VALUE})")
  private int adminPort = 9090;

  @Option(
      names = "--rate",
      description = "calls a second that the demo sends itself (default: ${DEFAULT-VALUE})")
  private double rate = 8;

  @Option(names = "--seconds", description = "ends after so many seconds; 0: on Ctrl-C")
  private int seconds;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (DemoClouds clouds = new DemoClouds()) {
      Path decisions = Files.createTempDirectory("isthmus-demo-decisions-");
      Path config = writeConfig(clouds, decisions);
      ConfigFile file = new ConfigFile(config, new ConfigLoader(secrets(clouds)));
      LoadResult loaded = file.load();
      if (loaded instanceof LoadResult.Loaded good) {
        Path calls = Files.createTempFile("isthmus-demo-calls-", ".jsonl");
        try (OutputStream lines = Files.newOutputStream(calls);
            Gateway gateway = Gateway.start(good.config(), file, lines)) {
          Thread drain = drainAtTheEnd(gateway);
          greet(gateway, new Places(config, calls, decisions), out);
          show(gateway, clouds, out);
          Runtime.getRuntime().removeShutdownHook(drain);
          return 0;
        }
      }
      ((LoadResult.Refused) loaded)
          .problems()
          .forEach(problem -> out.println(problem.describe(config.toString())));
      out.flush();
      return 1;
    }
  }

  /** Whoever stops the demo may be looking at a stream: calls under way end first. */
  private static Thread drainAtTheEnd(Gateway gateway) {
    Thread drain =
        new Thread(
            () -> {
              try {
                gateway.drain();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "drain");
    Runtime.getRuntime().addShutdownHook(drain);
    return drain;
  }

  public static Path logFile() {
    return Path.of(System.getProperty("java.io.tmpdir"), "isthmus-demo.log");
  }

  private static Map<String, String> secrets(DemoClouds clouds) {
    return Map.of(
        "AZURE_KEY",
        DemoClouds.AZURE_KEY,
        "GOOGLE_TOKEN",
        clouds.googleToken(),
        "DEMO_KEY",
        KEY,
        "DEMO_EU_KEY",
        EU_KEY,
        "DEMO_ADMIN_TOKEN",
        ADMIN_TOKEN);
  }

  /** Where somebody who looks at the demo finds things. */
  private record Places(Path config, Path calls, Path decisions) {}

  private Path writeConfig(DemoClouds clouds, Path decisions) throws IOException {
    try (InputStream in = DemoVerb.class.getResourceAsStream("/demo.yaml")) {
      if (in == null) {
        throw new IOException("demo.yaml is missing from the package");
      }
      String text =
          clouds
              .fillIn(new String(in.readAllBytes(), StandardCharsets.UTF_8))
              .replace("@PORT@", Integer.toString(port))
              .replace("@DECISIONS@", decisions.toString())
              .replace("@ADMIN_PORT@", Integer.toString(adminPort));
      Path file = Files.createTempFile("isthmus-demo-", ".yaml");
      file.toFile().deleteOnExit();
      return Files.writeString(file, text);
    }
  }

  private static void greet(Gateway gateway, Places places, PrintWriter out) {
    int port = gateway.addresses().get(0).getPort();
    int admin = gateway.adminAddress().getPort();
    out.println(
        String.join(
            System.lineSeparator(),
            "Isthmus serves on http://127.0.0.1:" + port + " in front of simulated clouds.",
            "",
            "Try it, plain, streamed, and as a caller whose data must stay in the EU:",
            curl(port, KEY, ""),
            curl(port, KEY, "\"stream\":true,"),
            curl(port, EU_KEY, ""),
            "",
            "Why did a call go where it went? The answer's header x-isthmus-decision knows:",
            "  ./isthmus explain ID --admin http://127.0.0.1:" + admin,
            "",
            "Try other weights until the next reload, or edit the config file below and save it:",
            patch(admin),
            "",
            "What would they have made of the calls so far? Nothing changes for asking:",
            whatIf(admin),
            "",
            "metrics  http://127.0.0.1:" + admin + "/metrics",
            "state    http://127.0.0.1:" + admin + "/admin/state",
            "config   " + places.config() + " (copy it to keep it: it goes with the demo)",
            "calls    " + places.calls(),
            "records  " + places.decisions(),
            "log      " + logFile(),
            ""));
    out.flush();
  }

  private static String patch(int admin) {
    return "  curl -sS -X PATCH http://127.0.0.1:"
        + admin
        + "/admin/routes/"
        + MODEL
        + " -H 'Authorization: Bearer "
        + ADMIN_TOKEN
        + "' -d '{\"objective\":\"cheapest\"}'";
  }

  private static String whatIf(int admin) {
    return "  curl -sS http://127.0.0.1:"
        + admin
        + "/admin/whatif/"
        + MODEL
        + " -H 'Accept: text/plain' -d '{\"objective\":\"cheapest\"}'";
  }

  private static String curl(int port, String key, String more) {
    return "  curl -sSiN http://127.0.0.1:"
        + port
        + "/v1/chat/completions -H 'Authorization: Bearer "
        + key
        + "' -H 'Content-Type: application/json' -d '{\"model\":\""
        + MODEL
        + "\","
        + more
        + "\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}'";
  }

  private void show(Gateway gateway, DemoClouds clouds, PrintWriter out)
      throws IOException, InterruptedException {
    int end = seconds > 0 ? seconds : Integer.MAX_VALUE;
    URI target = URI.create("http://127.0.0.1:" + gateway.addresses().get(0).getPort());
    LoadPlan plan =
        LoadPlan.of(target, MODEL, rate, Duration.ofSeconds(Math.min(end, 86_400)))
            .key(KEY)
            .arrival(LoadPlan.Arrival.POISSON)
            .mix(new LoadPlan.Mix(MODEL, 0.5, 200, 120));
    LoadRun run = LoadRun.start(plan);
    TrafficLine line = new TrafficLine(out);
    for (int second = 1; second <= end; second++) {
      TimeUnit.SECONDS.sleep(1);
      if (incident && second == INCIDENT_AFTER_SECONDS) {
        clouds.breakAzure();
        line.say("Azure has a bad hour: both its regions answer 503 from now on.");
      }
      if (incident && second == INCIDENT_AFTER_SECONDS + INCIDENT_SECONDS) {
        clouds.mendAzure();
        line.say("Azure is well again; it gets its calls back step by step.");
      }
      LiveSecond now = run.latest();
      line.show(second, now);
    }
    run.stop();
  }
}
