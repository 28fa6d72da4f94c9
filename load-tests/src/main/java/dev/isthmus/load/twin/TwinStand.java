package dev.isthmus.load.twin;

import dev.isthmus.load.cloud.CloudFleet;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.simulation.fleet.Spec;
import dev.isthmus.load.simulation.scenario.Scenario;
import dev.isthmus.load.stand.GatewayProcess;
import dev.isthmus.load.stand.HttpPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The packaged gateway in one process and the clouds of a scenario in another. Threads: one at a
 * time.
 */
final class TwinStand implements AutoCloseable {
  private static final int MOST_LINES = 200;
  private static final double WARM_UP_RATE = 40;
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  /** What the launcher gives a gateway. */
  private static final List<String> FLAGS =
      List.of("-Xms96m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError");

  private final Scenario scenario;
  private final Blueprint blueprint;
  private final Path decisions = Files.createTempDirectory("twin-decisions-");
  private final double[] factors;
  private final CloudFleet clouds;
  private final Path config;
  private final GatewayProcess gateway;
  private final long readyNanos;

  private TwinStand(Scenario scenario, Blueprint blueprint, CloudFleet clouds)
      throws IOException, InterruptedException {
    this.scenario = scenario;
    this.blueprint = blueprint;
    this.clouds = clouds;
    this.factors = new double[scenario.fleet().size()];
    Arrays.fill(factors, 1);
    this.config = GatewayProcess.write(text());
    Map<String, String> secrets =
        Map.of(
            "CLOUD_KEY", Blueprint.CLOUD_KEY,
            "CALLER_KEY", Blueprint.CALLER_KEY,
            "ADMIN_TOKEN", Blueprint.ADMIN_TOKEN);
    List<String> command = GatewayProcess.command(GatewayProcess.MAIN, FLAGS, config);
    this.gateway = GatewayProcess.start(command, secrets, MOST_LINES);
    this.readyNanos = System.nanoTime();
  }

  /** Starts everything and calls each deployment's neighbour until its code is warm. */
  static TwinStand open(Scenario scenario, long seed) throws IOException, InterruptedException {
    Blueprint blueprint = new Blueprint(scenario);
    CloudFleet clouds = CloudFleet.start(blueprint.cloudArguments(seed));
    TwinStand stand;
    try {
      stand = new TwinStand(scenario, blueprint, clouds);
    } catch (IOException | InterruptedException | RuntimeException e) {
      clouds.close();
      throw e;
    }
    try {
      LoadPlan plan = stand.plan(Blueprint.WARM_UP, WARM_UP_RATE, WARM_UP).streaming(1);
      LoadRun.start(plan).await();
      return stand;
    } catch (IOException | InterruptedException | RuntimeException e) {
      stand.close();
      throw e;
    }
  }

  private String text() {
    return blueprint.config(name -> clouds.doors(name).service(), decisions.toString(), factors);
  }

  /** When the gateway had its configuration, near enough. */
  long readyNanos() {
    return readyNanos;
  }

  /** Load on the gateway. */
  LoadPlan plan(String model, double rate, Duration duration) {
    URI base = gateway.base();
    return LoadPlan.of(base, model, rate, duration)
        .key(Blueprint.CALLER_KEY)
        .arrival(LoadPlan.Arrival.POISSON);
  }

  Blueprint blueprint() {
    return blueprint;
  }

  /** Where every decision is written, all of them once the gateway has ended. */
  Path decisions() {
    return decisions;
  }

  HttpPort cloud(Spec spec) {
    return new HttpPort(clouds.doors(Blueprint.cloud(spec)).control());
  }

  /** From now on the deployment of that number costs {@code factor} times as much. */
  void price(int deployment, double factor) {
    factors[deployment] = factor;
  }

  /** Writes the configuration anew, and has it read. */
  void reload() throws IOException, InterruptedException {
    Path next = GatewayProcess.write(text());
    Files.move(next, config, StandardCopyOption.REPLACE_EXISTING);
    gateway.admin().token(Blueprint.ADMIN_TOKEN).post("/admin/reload", "");
  }

  Spec spec(int deployment) {
    return scenario.fleet().get(deployment);
  }

  @Override
  public void close() {
    gateway.close();
    clouds.close();
  }
}
