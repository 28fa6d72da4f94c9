package dev.isthmus.load.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Tariff;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.cloud.model.SimulatedModel.Temper;
import dev.isthmus.load.generator.LoadPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The packaged gateway in front of clouds that live in the test's own process, so that their faults
 * and bills are at hand. A cloud's name is its deployment's; what stands before the dash in it is
 * its data zone. Threads: one test.
 */
final class CloudStand implements AutoCloseable {
  static final String MODEL = "gpt-oss-120b";
  static final String KEY = "sk-stand";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final CloudHost host = CloudHost.start(1);
  private final List<Cloud> clouds = new ArrayList<>();
  private final PackagedGateway gateway;

  /** {@code route}: the inside of the route's section. */
  CloudStand(String route, Tempo tempo, List<String> names) throws Exception {
    this(route, tempo, names, PackagedGateway.MAIN);
  }

  CloudStand(String route, Tempo tempo, List<String> names, String main) throws Exception {
    for (String name : names) {
      clouds.add(host.open(cloud(name, tempo)));
    }
    String config = config(route, names, clouds.stream().map(Cloud::port).toList());
    gateway = PackagedGateway.startMain(main, config, Map.of("CALLER_KEY", KEY));
  }

  private static CloudSpec cloud(String name, Tempo tempo) {
    return CloudSpec.compatible(name)
        .deploy(
            Deployment.of(MODEL, MODEL)
                .temper(new Temper(60, 0, 100_000))
                .tempo(tempo)
                .tariff(new Tariff(0.15, 0.075, 0.6)));
  }

  /** A configuration with a compatible server at each of {@code ports}. */
  static String config(String route, List<String> names, List<Integer> ports) {
    StringBuilder providers = new StringBuilder();
    StringBuilder deployments = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String zone = name.substring(0, name.indexOf('-'));
      providers.append(
          "  at-%s: {type: compatible, endpoint: \"http://127.0.0.1:%d/v1\", region: %s, data_zone: %s,"
                  .formatted(name, ports.get(i), name, zone)
              + " credential: none, allow_private: true}\n");
      deployments.append(
          "      - {name: %s, provider: at-%s, model: %s, usage_in_stream: true,"
                  .formatted(name, name, MODEL)
              + " price: {input: 0.15, cached_input: 0.075, output: 0.60},"
              + " expect: {first_token: 100ms, tokens_per_second: 100}}\n");
    }
    return """
        limits: {drain_delay: 0s}
        listeners: [{address: "127.0.0.1:0"}]
        admin: {address: "127.0.0.1:0"}
        providers:
        %smodels:
          gpt-oss-120b:
            deployments:
        %sroutes:
          gpt-oss-120b: {%s}
        callers:
          - {name: stand, key: "${CALLER_KEY}", models: ["*"], expose: full, class: interactive}
        """
        .formatted(providers, deployments, route);
  }

  Cloud cloud(String name) {
    return clouds.stream().filter(cloud -> cloud.name().equals(name)).findFirst().orElseThrow();
  }

  List<Cloud> clouds() {
    return clouds;
  }

  PackagedGateway gateway() {
    return gateway;
  }

  JsonNode state() throws IOException, InterruptedException {
    return MAPPER.readTree(gateway.admin("/admin/state"));
  }

  /** Half streams, half plain calls; every call is kept. */
  LoadPlan plan(double callsPerSecond, Duration duration, Duration timeout) {
    return LoadPlan.of(gateway.base(), MODEL, callsPerSecond, duration)
        .streaming(0.5)
        .key(KEY)
        .bounds(new LoadPlan.Bounds(1024, timeout, 100_000));
  }

  @Override
  public void close() {
    gateway.close();
    host.close();
  }
}
