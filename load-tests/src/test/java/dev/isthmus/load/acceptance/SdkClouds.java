package dev.isthmus.load.acceptance;

import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.FaultKind;
import dev.isthmus.load.cloud.RetryForm;
import dev.isthmus.load.cloud.Tariff;
import dev.isthmus.load.cloud.Tempo;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The simulated clouds that every {@link SdkBackend} is part of, and what a gateway must be told to
 * reach them. Threads: one test at a time.
 */
final class SdkClouds implements AutoCloseable {
  static final int DIMENSIONS = 1536;
  static final String DATED = "2025-04-01-preview";
  static final long BUSY_MILLIS = 20_000;

  private static final List<String> KINDS =
      List.of("chat", "slow", "busy", "frail", "down", "dying");
  private static final String CLOUD_KEY = "cloud-key";
  private static final Tariff TARIFF = new Tariff(1, 0.1, 2);
  private static final String PRICE = "{input: 1, cached_input: 0.1, cache_write: 1.25, output: 2}";
  private static final long TOKEN_LIFE_MILLIS = 3_600_000;
  private static final int EVENTS_BEFORE_ERROR = 6;
  private static final Tempo SLOW = new Tempo(Duration.ofMillis(20), 40, 1e9, 0, 1);

  private final CloudHost host = CloudHost.start(1);
  private final Map<SdkBackend.Place, Cloud> clouds = new EnumMap<>(SdkBackend.Place.class);

  SdkClouds() throws IOException {
    for (SdkBackend.Place place : SdkBackend.Place.values()) {
      clouds.put(place, host.open(deployments(spec(place), place)));
    }
    for (SdkBackend backend : SdkBackend.values()) {
      if (backend != SdkBackend.AZURE_DATED) {
        breakParts(backend);
      }
    }
  }

  private static CloudSpec spec(SdkBackend.Place place) {
    return switch (place) {
      case AZURE -> CloudSpec.azure("azure", "eastus2").key(CLOUD_KEY).deploy(embedding());
      case VERTEX -> CloudSpec.vertex("vertex", "project", "europe-west4");
      case ANTHROPIC -> CloudSpec.anthropic("anthropic").key(CLOUD_KEY);
      case BEDROCK -> CloudSpec.bedrock("bedrock", "eu-central-1").key("AKIDTEST:" + CLOUD_KEY);
      case SERVER -> CloudSpec.compatible("server").key(CLOUD_KEY).deploy(embedding());
    };
  }

  private static CloudSpec deployments(CloudSpec cloud, SdkBackend.Place place) {
    CloudSpec full = cloud;
    for (SdkBackend backend : SdkBackend.values()) {
      if (backend.place() == place && backend != SdkBackend.AZURE_DATED) {
        for (String kind : KINDS) {
          full = full.deploy(deployment(backend.deployment(kind), kind));
        }
      }
    }
    return full;
  }

  private static Deployment deployment(String name, String kind) {
    Deployment deployment = Deployment.of(name, name).tariff(TARIFF);
    return kind.equals("slow") ? deployment.tempo(SLOW) : deployment;
  }

  private static Deployment embedding() {
    return Deployment.embedding("text-embedding-3-small", "text-embedding-3-small", DIMENSIONS);
  }

  private void breakParts(SdkBackend backend) {
    Fault busy = Fault.status(429).retryAfter(RetryForm.SECONDS, BUSY_MILLIS);
    Fault frail = Fault.of(FaultKind.ERROR_MIDSTREAM).afterEvents(EVENTS_BEFORE_ERROR);
    Fault dying = Fault.of(FaultKind.RESET_AFTER_EVENTS).afterEvents(EVENTS_BEFORE_ERROR);
    arm(backend, "busy", busy);
    arm(backend, "frail", frail);
    arm(backend, "down", Fault.status(503));
    arm(backend, "dying", dying);
  }

  private void arm(SdkBackend backend, String kind, Fault fault) {
    of(backend).faults().add(fault.onDeployment(backend.deployment(kind)));
  }

  /** The cloud that {@code backend} is part of. */
  Cloud of(SdkBackend backend) {
    return Objects.requireNonNull(clouds.get(backend.place()));
  }

  /** The configuration's {@code providers}. */
  String providers() {
    String providers = PROVIDERS.replace("@DATED@", DATED);
    for (Map.Entry<SdkBackend.Place, Cloud> one : clouds.entrySet()) {
      providers = providers.replace("@" + one.getKey() + "@", one.getValue().base().toString());
    }
    return providers;
  }

  /** What {@link #providers} takes from the environment. */
  Map<String, String> secrets() {
    return Map.of(
        "CLOUD_KEY",
        CLOUD_KEY,
        "GOOGLE_TOKEN",
        of(SdkBackend.VERTEX).issueToken(TOKEN_LIFE_MILLIS));
  }

  /** Adds a model with one deployment, at the clouds' prices, to the models. */
  static void deploy(StringBuilder text, String model, String provider, String name) {
    text.append("  %s:\n    deployments:\n".formatted(model));
    text.append(
        "      - {name: at-%s, provider: %s, model: %s, price: %s}\n"
            .formatted(model, provider, name, PRICE));
  }

  @Override
  public void close() {
    host.close();
  }

  private static final String PROVIDERS =
      """
      providers:
        azure-v1:
          {type: azure, endpoint: "@AZURE@", region: eastus2, credential: {api_key: "${CLOUD_KEY}"}, allow_private: true}
        azure-dated:
          {type: azure, endpoint: "@AZURE@", api_version: "@DATED@", region: eastus2, credential: {api_key: "${CLOUD_KEY}"}, allow_private: true}
        vertex:
          {type: vertex, endpoint: "@VERTEX@", project: project, location: europe-west4, credential: {token: "${GOOGLE_TOKEN}"}, allow_private: true}
        gemini:
          {type: gemini, endpoint: "@VERTEX@", project: project, location: europe-west4, credential: {token: "${GOOGLE_TOKEN}"}, allow_private: true}
        vertex-claude:
          {type: vertex_claude, endpoint: "@VERTEX@", project: project, location: europe-west4, credential: {token: "${GOOGLE_TOKEN}"}, allow_private: true}
        anthropic:
          {type: anthropic, endpoint: "@ANTHROPIC@", region: world, credential: {api_key: "${CLOUD_KEY}"}, allow_private: true}
        foundry:
          {type: anthropic, endpoint: "@ANTHROPIC@/anthropic", region: eastus2, credential: {api_key: "${CLOUD_KEY}"}, allow_private: true}
        bedrock:
          {type: bedrock, endpoint: "@BEDROCK@", region: eu-central-1, aws_region: eu-central-1, credential: {aws: {access_key_id: AKIDTEST, secret_access_key: "${CLOUD_KEY}"}}, allow_private: true}
        openai:
          {type: openai, endpoint: "@SERVER@/v1", region: world, credential: {api_key: "${CLOUD_KEY}"}, allow_private: true}
        huggingface:
          {type: huggingface, endpoint: "@SERVER@/v1", region: world, credential: {api_key: "${CLOUD_KEY}"}, allow_private: true}
        nvidia:
          {type: nvidia, endpoint: "@SERVER@/v1", region: world, credential: {api_key: "${CLOUD_KEY}"}, allow_private: true}
        gpu:
          {type: compatible, endpoint: "@SERVER@/v1", region: own, credential: {api_key: "${CLOUD_KEY}"}, allow_private: true}
      """;
}
