package dev.isthmus.load.scenario;

import dev.isthmus.load.cloud.CloudFleet;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.generator.Outcome;
import dev.isthmus.load.stand.GatewayProcess;
import dev.isthmus.load.stand.HttpPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A stage that runs: the gateway in one process, its clouds in another. Threads: any. */
final class Stand implements AutoCloseable {
  /** Of the gateway's output, which is mostly one line per call. */
  private static final int MOST_LINES = 2_000;

  private static final int WARM_UP_RATE = 40;
  private static final Duration WARM_UP = Duration.ofMillis(1_500);

  private final Stage stage;
  private final CloudFleet clouds;
  private final Path config;
  private final GatewayProcess gateway;

  private Stand(Stage stage, CloudFleet clouds) throws IOException, InterruptedException {
    this.stage = stage;
    this.clouds = clouds;
    this.config = GatewayProcess.write(stage.config(clouds));
    List<String> command = GatewayProcess.command(GatewayProcess.MAIN, stage.jvmFlags(), config);
    Map<String, String> secrets =
        Map.of(
            "CLOUD_KEY", Site.KEY,
            "CALLER_KEY", Stage.CALLER_KEY,
            "ADMIN_TOKEN", Stage.ADMIN_TOKEN);
    this.gateway = GatewayProcess.start(command, secrets, MOST_LINES);
  }

  static Stand open(Stage stage, long seed) throws IOException, InterruptedException {
    CloudFleet clouds =
        CloudFleet.start(stage.sites().stream().map(site -> site.cloudArguments(seed)).toList());
    try {
      warmUp(stage, clouds);
      return new Stand(stage, clouds);
    } catch (IOException | InterruptedException | RuntimeException e) {
      clouds.close();
      throw e;
    }
  }

  /** A JVM that has just started is slow, which no cloud would be, and routing would remember. */
  private static void warmUp(Stage stage, CloudFleet clouds)
      throws IOException, InterruptedException {
    List<LoadRun> runs = new ArrayList<>();
    for (Site site : stage.sites()) {
      URI target = site.direct(clouds.doors(site.name()).service());
      LoadPlan plan =
          LoadPlan.of(target, site.upstreamModel(site.model()), WARM_UP_RATE, WARM_UP)
              .key(Site.KEY)
              .streaming(0.5);
      runs.add(LoadRun.start(plan));
    }
    for (LoadRun run : runs) {
      LoadResult result = run.await();
      if (result.count(Outcome.OK) == 0) { // a narrow one may refuse some while it is cold
        throw new IOException("a cloud does not answer: " + result.statuses());
      }
    }
    for (Site site : stage.sites()) {
      control(clouds, site.name()).delete("/_sim/bill"); // the gateway knows nothing of this
    }
  }

  Stage stage() {
    return stage;
  }

  GatewayProcess gateway() {
    return gateway;
  }

  /** The control port of the cloud called {@code site}. */
  HttpPort cloud(String site) {
    return control(clouds, site);
  }

  private static HttpPort control(CloudFleet clouds, String site) {
    return new HttpPort(clouds.doors(site).control());
  }

  /** Switches a fault on; {@code json} as the control port reads it. */
  void fault(String site, String json) throws IOException, InterruptedException {
    cloud(site).post("/_sim/fault", json);
  }

  /** Switches all faults of a cloud off. */
  void mend(String site) throws IOException, InterruptedException {
    cloud(site).delete("/_sim/fault");
  }

  /** Closes a cloud's port and resets its connections, as the death of all its servers would. */
  void kill(String site) throws IOException, InterruptedException {
    cloud(site).post("/_sim/kill", "");
  }

  void reopen(String site) throws IOException, InterruptedException {
    cloud(site).post("/_sim/reopen", "");
  }

  /** Writes what {@code changed} amounts to over the gateway's configuration, and has it read. */
  void rewrite(Stage changed) throws IOException, InterruptedException {
    Path next = GatewayProcess.write(changed.config(clouds));
    Files.move(next, config, StandardCopyOption.REPLACE_EXISTING);
    gateway.admin().token(Stage.ADMIN_TOKEN).post("/admin/reload", "");
  }

  @Override
  public void close() {
    gateway.close();
    clouds.close();
  }
}
