package dev.isthmus.load.acceptance;

/** The official clients of the matrix, and what they speak. */
enum SdkClient {
  OPENAI_CHAT("openai-java", "chat completions"),
  OPENAI_RESPONSES("openai-java", "Responses"),
  ANTHROPIC("anthropic-java", "Messages"),
  GOOGLE_GENAI("google-genai", "generateContent"),
  AZURE("azure-ai-openai", "Azure's chat completions, by TLS"),
  LANGCHAIN4J("langchain4j-open-ai", "chat completions"),
  NPM_OPENAI("openai of npm", "chat completions"),
  NPM_ANTHROPIC("@anthropic-ai/sdk of npm", "Messages"),
  NPM_GENAI("@google/genai of npm", "generateContent");

  private final String library;
  private final String speaks;

  SdkClient(String library, String speaks) {
    this.library = library;
    this.speaks = speaks;
  }

  /** What the client itself cannot, whoever answers; empty where it can. */
  String impediment(Scenario scenario) {
    return this == AZURE && scenario == Scenario.CANCEL
        ? library + " goes on reading when its user cancels, so that nobody hears of it"
        : "";
  }

  /** Whether its protocol has a word of its own for an answer that ends in calls of tools. */
  boolean tellsOfTools() {
    return this != GOOGLE_GENAI && this != NPM_GENAI;
  }

  String title() {
    return library + ": " + speaks;
  }
}
