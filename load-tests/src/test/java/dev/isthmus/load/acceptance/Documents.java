package dev.isthmus.load.acceptance;

/** Bodies that several tests have their providers answer. */
final class Documents {
  /** A whole answer to a chat call. */
  static final String CHAT =
      """
      {"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
      "message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\
      """;

  private Documents() {}
}
