package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.model.SimulatedModel.Temper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A deployment as one argument: {@code
 * name=a,model=m,first-token-ms=300,tokens-per-second=120,prefill-tokens-per-second=20000,sigma=0.3,
 * crowding=0.5,made-for=40,tpm=100000,rpm=600,concurrent=64,window-seconds=60,refills,price=0.15/0.075/0.6,answer-tokens=120,thinking-tokens=200,dimensions=256,
 * slots=8,kv-tokens=100000,provisioned,async-filter}. Only {@code name} is required.
 */
final class DeploymentText {

  private static final Set<String> KEYS =
      Set.of(
          "name",
          "model",
          "first-token-ms",
          "tokens-per-second",
          "prefill-tokens-per-second",
          "sigma",
          "crowding",
          "made-for",
          "tpm",
          "rpm",
          "concurrent",
          "window-seconds",
          "refills",
          "price",
          "answer-tokens",
          "thinking-tokens",
          "dimensions",
          "slots",
          "kv-tokens",
          "provisioned",
          "async-filter");

  private DeploymentText() {}

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException that names what is wrong
   */
  static Deployment read(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = equals < 0 ? part : part.substring(0, equals);
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(key + ": unknown (expected: one of " + KEYS + ")");
      }
      values.put(key, equals < 0 ? "" : part.substring(equals + 1));
    }
    String name = values.getOrDefault("name", "");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name: missing (expected: name=…)");
    }
    int dimensions = (int) number(values, "dimensions", 0);
    String model = values.getOrDefault("model", name);
    Deployment deployment =
        dimensions > 0 ? Deployment.embedding(name, model, dimensions) : Deployment.of(name, model);
    deployment = flags(deployment, values);
    return deployment
        .temper(temper(values))
        .tempo(tempo(values))
        .limits(limits(values))
        .tariff(tariff(values));
  }

  private static Deployment flags(Deployment deployment, Map<String, String> values) {
    Deployment flagged = values.containsKey("provisioned") ? deployment.provisioned() : deployment;
    flagged =
        flagged.engine((int) number(values, "slots", 0), (long) number(values, "kv-tokens", 0));
    return values.containsKey("async-filter") ? flagged.asyncFilter() : flagged;
  }

  private static Temper temper(Map<String, String> values) {
    return new Temper(
        (int) number(values, "answer-tokens", 120),
        (int) number(values, "thinking-tokens", 0),
        4096);
  }

  private static Tempo tempo(Map<String, String> values) {
    double speed = number(values, "tokens-per-second", Double.POSITIVE_INFINITY);
    double first = number(values, "first-token-ms", 0);
    Tempo usual =
        Double.isInfinite(speed) && first == 0
            ? Tempo.INSTANT
            : Tempo.of(
                Duration.ofNanos((long) (first * 1e6)), Double.isInfinite(speed) ? 1e6 : speed);
    return new Tempo(
        usual.firstToken(),
        usual.tokensPerSecond(),
        number(values, "prefill-tokens-per-second", usual.prefillTokensPerSecond()),
        number(values, "sigma", usual.sigma()),
        usual.chunkTokens(),
        new Tempo.Crowd(number(values, "crowding", 0), (int) number(values, "made-for", 1)));
  }

  private static Limits limits(Map<String, String> values) {
    return new Limits(
        (long) number(values, "tpm", -1),
        (long) number(values, "rpm", -1),
        (int) number(values, "concurrent", -1),
        (int) number(values, "window-seconds", 60),
        values.containsKey("refills"));
  }

  private static Tariff tariff(Map<String, String> values) {
    List<String> parts = List.of(values.getOrDefault("price", "0/0/0").split("/", -1));
    if (parts.size() != 3) {
      throw new IllegalArgumentException("price: " + parts + " (expected: input/cached/output)");
    }
    return new Tariff(
        Double.parseDouble(parts.get(0)),
        Double.parseDouble(parts.get(1)),
        Double.parseDouble(parts.get(2)));
  }

  private static double number(Map<String, String> values, String key, double fallback) {
    String value = values.get(key);
    return value == null ? fallback : Double.parseDouble(value);
  }
}
