package dev.isthmus.load.acceptance;

/**
 * Where a call of an official client ends up. On each there is a deployment for chat, a slow one,
 * one whose quota is used up, and one that breaks off in the middle.
 */
enum SdkBackend {
  AZURE_V1(Place.AZURE, "azure-v1", "azure", "%s"),
  AZURE_DATED(Place.AZURE, "azure-dated", "azure", "%s"),
  VERTEX(Place.VERTEX, "vertex", "vertex", "openai/%s-maas"),
  GEMINI(Place.VERTEX, "gemini", "gemini", "gemini-2.5-%s"),
  VERTEX_CLAUDE(Place.VERTEX, "vertex-claude", "vertex_claude", "claude-sonnet-4-6-%s"),
  ANTHROPIC(Place.ANTHROPIC, "anthropic", "anthropic", "claude-sonnet-4-5-%s"),
  FOUNDRY(Place.ANTHROPIC, "foundry", "anthropic", "claude-opus-4-5-%s"),
  BEDROCK(Place.BEDROCK, "bedrock", "bedrock", "eu.anthropic.claude-sonnet-4-5-%s-v1:0"),
  OPENAI(Place.SERVER, "openai", "openai", "gpt-4.1-%s"),
  HUGGINGFACE(Place.SERVER, "huggingface", "huggingface", "Qwen/Qwen3-%s"),
  NVIDIA(Place.SERVER, "nvidia", "nvidia", "meta/llama-4-%s"),
  COMPATIBLE(Place.SERVER, "gpu", "compatible", "own-%s");

  /** The simulated clouds. */
  enum Place {
    AZURE,
    VERTEX,
    ANTHROPIC,
    BEDROCK,
    /** A server of OpenAI's protocol, which stands for all who are known by nothing else. */
    SERVER
  }

  private final Place place;
  private final String provider;
  private final String type;
  private final String deployment;

  SdkBackend(Place place, String provider, String type, String deployment) {
    this.place = place;
    this.provider = provider;
    this.type = type;
    this.deployment = deployment;
  }

  Place place() {
    return place;
  }

  /** Its name in the configuration. */
  String provider() {
    return provider;
  }

  /** What kind of provider it is, as the configuration has it. */
  String type() {
    return type;
  }

  /** What callers call the model that answers at once. */
  String chat() {
    return model("chat");
  }

  /** What callers call the model that writes for a minute. */
  String slow() {
    return model("slow");
  }

  /** What callers call the model that is over its quota. */
  String busy() {
    return model("busy");
  }

  /** What callers call the model whose streams end in an error. */
  String frail() {
    return model("frail");
  }

  String model(String kind) {
    return kind + "-on-" + provider;
  }

  /** What the cloud calls its deployment of {@code kind}. */
  String deployment(String kind) {
    return deployment.formatted(kind);
  }

  boolean onAzure() {
    return place == Place.AZURE;
  }
}
