package dev.isthmus.load.twin;

import dev.isthmus.load.cloud.CloudKind;
import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.fleet.Condition;
import dev.isthmus.load.simulation.fleet.Spec;
import dev.isthmus.load.simulation.fleet.Terms;
import dev.isthmus.load.simulation.scenario.Scenario;
import dev.isthmus.load.simulation.workload.Workload;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A simulated scenario as simulated clouds and a gateway's configuration: the one place where the
 * one is turned into the other.
 *
 * <p>Shape: all deployments of one provider in one region are at one cloud, which is one section
 * {@code providers.NAME}. Beside each is another of a model that is only there to be called before
 * anything counts. Errors: {@link IllegalArgumentException} where a cloud cannot be told.
 */
final class Blueprint {
  static final String WARM_UP = "warm-up";
  static final String CLOUD_KEY = "twin-cloud-key";
  static final String CALLER_KEY = "sk-twin";
  static final String ADMIN_TOKEN = "twin-admin-token";

  private static final String PROJECT = "twin";
  private static final String AWS_REGION = "us-east-1";

  /** For how long provisioned capacity lets its rate be owed, as the simulation's does. */
  private static final int OWED_SECONDS = 20;

  /** A cloud's pace varies by half as much as its first token. */
  private static final double PACE_SIGMA_SHARE = 0.5;

  private final Scenario scenario;

  Blueprint(Scenario scenario) {
    this.scenario = scenario;
  }

  /** The deployment's name in the gateway's configuration. */
  static String name(Spec spec) {
    return spec.name().replace('/', '-');
  }

  /** The cloud that it is at, which is its provider's section, too. */
  static String cloud(Spec spec) {
    return spec.provider() + "-" + spec.region();
  }

  /** What that cloud calls it. */
  static String upstream(Spec spec) {
    return upstream(spec, name(spec));
  }

  private static String upstream(Spec spec, String called) {
    return switch (kind(spec)) {
      case VERTEX -> "openai/" + called + "-maas";
      case BEDROCK -> "openai." + called + "-1:0";
      default -> called;
    };
  }

  private static CloudKind kind(Spec spec) {
    return switch (spec.terms().kind()) {
      case AZURE, PROVISIONED -> CloudKind.AZURE;
      case OPENAI, OWN -> CloudKind.COMPATIBLE;
      case VERTEX -> CloudKind.VERTEX;
      case BEDROCK -> CloudKind.BEDROCK;
      case ANTHROPIC -> throw new IllegalArgumentException("terms: ANTHROPIC (expected: another)");
    };
  }

  private Map<String, List<Spec>> clouds() {
    Map<String, List<Spec>> clouds = new LinkedHashMap<>();
    for (Spec spec : scenario.fleet()) {
      clouds.computeIfAbsent(cloud(spec), name -> new ArrayList<>()).add(spec);
    }
    return clouds;
  }

  /** The arguments of each cloud's program. */
  List<List<String>> cloudArguments(long seed) {
    List<List<String>> all = new ArrayList<>();
    clouds()
        .forEach(
            (name, specs) -> {
              Spec first = specs.get(0);
              List<String> arguments = new ArrayList<>();
              arguments.addAll(List.of("--kind", kind(first).name().toLowerCase(Locale.ROOT)));
              arguments.addAll(List.of("--name", name, "--region", region(first)));
              arguments.addAll(List.of("--project", PROJECT, "--key", CLOUD_KEY));
              arguments.addAll(List.of("--seed", Long.toString(seed + all.size())));
              for (Spec spec : specs) {
                String warmUp = upstream(spec, name(spec) + "-" + WARM_UP);
                arguments.addAll(List.of("--deployment", speed(spec, warmUp)));
                arguments.addAll(
                    List.of("--deployment", speed(spec, upstream(spec)) + limits(spec)));
              }
              all.add(arguments);
            });
    return all;
  }

  private static String region(Spec spec) {
    return kind(spec) == CloudKind.BEDROCK ? AWS_REGION : spec.region();
  }

  /** Clouds draw around medians, and the simulation around means. */
  private static String speed(Spec spec, String called) {
    var tempo = spec.tempo();
    double sigma = tempo.sigma();
    double paceSigma = PACE_SIGMA_SHARE * sigma;
    return "name="
        + called
        + ",first-token-ms="
        + 1000 * tempo.firstSeconds() * Math.exp(-sigma * sigma / 2)
        + ",tokens-per-second="
        + tempo.tokensPerSecond() * Math.exp(paceSigma * paceSigma / 2)
        + ",prefill-tokens-per-second="
        + 1 / tempo.prefillSeconds()
        + ",sigma="
        + sigma
        + ",crowding="
        + tempo.crowding()
        + ",made-for="
        + tempo.concurrency();
  }

  private static String limits(Spec spec) {
    Terms terms = spec.terms();
    String text = "";
    if (terms.perMinute() >= 0) {
      text += ",tpm=" + terms.perMinute();
    }
    if (terms.requestsPerMinute() >= 0) {
      text += ",rpm=" + terms.requestsPerMinute();
    }
    if (terms.kind() == Terms.Kind.OPENAI) {
      text += ",refills";
    }
    if (spec.provisioned()) {
      text += ",provisioned,window-seconds=" + OWED_SECONDS;
    }
    if (spec.tempo().places()) {
      text += ",slots=" + spec.tempo().concurrency();
    }
    double input = spec.tariff().input();
    return text + ",price=" + input + "/" + input + "/" + spec.tariff().output();
  }

  /**
   * The gateway's configuration.
   *
   * @param doors where the cloud of that name serves
   * @param decisions folder into which every decision is written
   * @param factors by what prices are multiplied, by the deployments' numbers
   */
  String config(Function<String, URI> doors, String decisions, double[] factors) {
    StringBuilder text =
        new StringBuilder(
            """
            listeners: [{address: "127.0.0.1:0"}]
            admin:
              address: "127.0.0.1:0"
              open: [metrics, state]
              tokens: [{name: twin, token: "${ADMIN_TOKEN}", role: write}]
            limits: {drain_delay: 0s, event_loops: 1}
            """);
    text.append("decisions: {directory: \"" + decisions + "\", sample: 1}\nproviders:\n");
    clouds()
        .forEach(
            (name, specs) -> text.append(provider(specs.get(0), doors.apply(name).toString())));
    text.append("models:\n  " + Workload.MODEL + ":\n    deployments:\n");
    for (int i = 0; i < scenario.fleet().size(); i++) {
      text.append(deployment(scenario.fleet().get(i), factors[i]));
    }
    text.append("  " + WARM_UP + ":\n    deployments:\n");
    scenario.fleet().forEach(spec -> text.append(warmUp(spec)));
    return text.append("routes:\n  " + Workload.MODEL + ": {objective: interactive}\n")
        .append("callers:\n  - {name: twin, key: \"${CALLER_KEY}\", models: [\"*\"],")
        .append(" expose: full, class: interactive}\n")
        .toString();
  }

  private static String provider(Spec spec, String base) {
    String key = "credential: {api_key: \"${CLOUD_KEY}\"}";
    String place =
        switch (kind(spec)) {
          case AZURE -> "type: azure, endpoint: \"" + base + "\", " + key;
          case VERTEX ->
              "type: vertex, endpoint: \""
                  + base
                  + "\", project: "
                  + PROJECT
                  + ", location: "
                  + spec.region()
                  + ", credential: {token: \"${CLOUD_KEY}\"}";
          case BEDROCK ->
              "type: bedrock, endpoint: \"" + base + "\", aws_region: " + AWS_REGION + ", " + key;
          default ->
              "type: "
                  + (spec.terms().kind() == Terms.Kind.OPENAI ? "openai" : "compatible")
                  + ", endpoint: \""
                  + base
                  + "/v1\", "
                  + key;
        };
    return "  "
        + cloud(spec)
        + ": {"
        + place
        + ", region: "
        + spec.region()
        + ", allow_private: true}\n";
  }

  private static String deployment(Spec spec, double factor) {
    var prices = spec.tariff();
    String limits = gatewayLimits(spec);
    return called(name(spec), spec, upstream(spec))
        + (spec.provisioned()
            ? ", tier: provisioned, price: free"
            : ", price: {input: "
                + prices.input() * factor
                + ", output: "
                + prices.output() * factor
                + "}")
        + (limits.isEmpty() ? "" : ", limits: {" + limits + "}")
        + (kind(spec) == CloudKind.BEDROCK ? ", max_output: " + Backend.LONGEST_OUTPUT : "")
        + "}\n";
  }

  private static String gatewayLimits(Spec spec) {
    List<String> limits = new ArrayList<>();
    if (spec.terms().perMinute() >= 0) {
      limits.add("tokens_per_minute: " + spec.terms().perMinute());
    }
    if (spec.terms().requestsPerMinute() >= 0) {
      limits.add("requests_per_minute: " + spec.terms().requestsPerMinute());
    }
    if (spec.places() >= 0) {
      limits.add("concurrent: " + spec.places());
    }
    return String.join(", ", limits);
  }

  private static String warmUp(Spec spec) {
    String called = name(spec) + "-" + WARM_UP;
    return called(called, spec, upstream(spec, called)) + ", price: free}\n";
  }

  private static String called(String name, Spec spec, String upstream) {
    return "      - {name: "
        + name
        + ", provider: "
        + cloud(spec)
        + ", model: \""
        + upstream
        + "\"";
  }

  /** Whether all that is at the deployment's cloud is among {@code struck}. */
  boolean takesAllOf(Spec spec, List<Integer> struck) {
    List<Spec> fleet = scenario.fleet();
    return fleet.stream()
        .filter(other -> cloud(other).equals(cloud(spec)))
        .allMatch(other -> struck.contains(fleet.indexOf(other)));
  }

  /**
   * What a cloud's control port is told so that {@code condition} befalls a deployment; a port that
   * is closed and a price that changes are no faults, and are left out.
   */
  static List<String> faults(Spec spec, Condition condition) {
    Condition usual = new Condition();
    boolean closed = condition.unreachable == (condition.severed ? 1 : 0);
    if (!closed
        || condition.limitFactor != usual.limitFactor
        || condition.headers != usual.headers
        || condition.coldUntil != usual.coldUntil) {
      throw new IllegalArgumentException(
          "incident: limits, heads, a cold start, or a port that is closed at times or closed to"
              + " new calls alone (expected: what a simulated cloud can be told)");
    }
    List<String> faults = new ArrayList<>();
    if (condition.failing > 0) {
      faults.add(fault(spec, "status", "status", 500, condition.failing));
    }
    if (condition.hanging > 0) {
      faults.add(fault(spec, "stall_before_head", "events", 0, condition.hanging));
    }
    if (condition.breaking > 0) {
      faults.add(fault(spec, "reset_after_events", "events", 3, condition.breaking));
    }
    if (condition.firstFactor != 1) {
      faults.add(fault(spec, "slow_first_token", "factor", condition.firstFactor, 1));
    }
    if (condition.tokenFactor != 1) {
      faults.add(fault(spec, "slow_decode", "factor", condition.tokenFactor, 1));
    }
    return faults;
  }

  private static String fault(
      Spec spec, String kind, String detail, double value, double probability) {
    return String.format(
        Locale.ROOT,
        "{\"kind\":\"%s\",\"deployment\":\"%s\",\"%s\":%s,\"probability\":%s}",
        kind,
        upstream(spec),
        detail,
        value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value),
        probability);
  }
}
