package dev.isthmus.load.acceptance;

/**
 * Where a call of the official client ends up. On each there is a deployment for chat, a slow one,
 * one whose quota is used up, and one that breaks off in the middle.
 */
enum SdkBackend {
  AZURE_V1("azure-v1", "%s", true),
  AZURE_DATED("azure-dated", "%s", true),
  VERTEX("vertex", "openai/%s-maas", false),
  GEMINI("gemini", "gemini-2.5-%s", false);

  private final String provider;
  private final String deployment;
  private final boolean responses;

  SdkBackend(String provider, String deployment, boolean responses) {
    this.provider = provider;
    this.deployment = deployment;
    this.responses = responses;
  }

  /** Its name in the configuration. */
  String provider() {
    return provider;
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

  /** Whether it speaks the Responses API. */
  boolean speaksResponses() {
    return responses;
  }

  boolean onAzure() {
    return this == AZURE_V1 || this == AZURE_DATED;
  }
}
