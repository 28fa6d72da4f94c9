package dev.isthmus.load.scenario;

import dev.isthmus.load.cloud.CloudKind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One deployment, alone in its region of a simulated cloud.
 *
 * @param name of the deployment, its provider and its cloud alike
 * @param zone data zone
 * @param model what callers ask for
 * @param price dollars per million tokens
 */
record Site(
    String name,
    CloudKind kind,
    String region,
    String zone,
    String model,
    Speed speed,
    Price price) {

  /** A model that is called before anything counts. */
  static final String WARM_UP = "warm-up";

  static final String KEY = "scenario-cloud-key";
  private static final String PROJECT = "scenario";

  /**
   * How fast, and how much at once.
   *
   * @param concurrent calls at one time, known to cloud and gateway alike; 0: no limit
   */
  record Speed(int firstTokenMillis, int tokensPerSecond, int answerTokens, int concurrent) {}

  /** Dollars per million tokens. */
  record Price(double input, double output) {
    Price times(double factor) {
      return new Price(input * factor, output * factor);
    }
  }

  Site speed(Speed to) {
    return new Site(name, kind, region, zone, model, to, price);
  }

  Site price(Price to) {
    return new Site(name, kind, region, zone, model, speed, to);
  }

  /** The arguments of its cloud's program. */
  List<String> cloudArguments(long seed) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--kind", kind.name().toLowerCase(Locale.ROOT), "--name", name));
    arguments.addAll(List.of("--region", region, "--project", PROJECT, "--key", KEY));
    arguments.addAll(List.of("--seed", Long.toString(seed)));
    arguments.addAll(List.of("--deployment", upstream(model)));
    if (measured()) {
      arguments.addAll(List.of("--deployment", upstream(WARM_UP)));
    }
    return arguments;
  }

  private String upstream(String of) {
    return "name="
        + upstreamModel(of)
        + ",answer-tokens="
        + speed.answerTokens
        + ",first-token-ms="
        + speed.firstTokenMillis
        + ",tokens-per-second="
        + speed.tokensPerSecond
        + (speed.concurrent > 0 ? ",concurrent=" + speed.concurrent : "")
        + ",price="
        + price.input
        + "/"
        + price.input
        + "/"
        + price.output;
  }

  /** Whether usual calls go there. */
  boolean measured() {
    return model.equals(Stage.MODEL);
  }

  /** What its cloud calls the model {@code of}. */
  String upstreamModel(String of) {
    return kind == CloudKind.VERTEX ? "openai/" + of + "-maas" : of;
  }

  /** Where its cloud is called without a gateway, for {@link #upstreamModel}. */
  URI direct(URI base) {
    return switch (kind) {
      case AZURE -> base.resolve("/openai/v1");
      case VERTEX ->
          base.resolve("/v1/projects/" + PROJECT + "/locations/" + region + "/endpoints/openapi");
      default -> base.resolve("/v1");
    };
  }

  /** Its provider in the gateway's configuration. */
  String provider(String base) {
    String place =
        switch (kind) {
          case AZURE ->
              "type: azure, endpoint: \"" + base + "\", credential: {api_key: \"${CLOUD_KEY}\"}";
          case VERTEX ->
              "type: vertex, endpoint: \""
                  + base
                  + "\", project: "
                  + PROJECT
                  + ", location: "
                  + region
                  + ", credential: {token: \"${CLOUD_KEY}\"}";
          default ->
              "type: compatible, endpoint: \""
                  + base
                  + "/v1\", credential: {api_key: \"${CLOUD_KEY}\"}";
        };
    return "  %s: {%s, region: %s, data_zone: %s, allow_private: true}%n"
        .formatted(name, place, region, zone);
  }

  /** The deployment in the gateway's configuration. */
  String deployment() {
    return deployment(name, model);
  }

  /** Another one beside it, which is as fast and only there to be called before anything counts. */
  String warmUpDeployment() {
    return deployment(name + "-" + WARM_UP, WARM_UP);
  }

  private String deployment(String called, String of) {
    String limits = speed.concurrent > 0 ? ", limits: {concurrent: " + speed.concurrent + "}" : "";
    String expect =
        ", expect: {first_token: "
            + speed.firstTokenMillis
            + "ms, tokens_per_second: "
            + speed.tokensPerSecond
            + "}";
    return "      - {name: %s, provider: %s, model: %s, price: {input: %s, output: %s}%s%s}%n"
        .formatted(called, name, upstreamModel(of), price.input, price.output, limits, expect);
  }
}
