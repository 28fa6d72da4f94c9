package dev.isthmus.load.acceptance;

/** What several tests send, and have their providers answer. */
final class Documents {
  /** A whole answer to a chat call. */
  static final String CHAT =
      """
      {"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
      "message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\
      """;

  private Documents() {}

  /** The head of a chat call over HTTP/1.1 whose body has so many bytes. */
  static String chatHead(String key, int bytes) {
    return "POST /v1/chat/completions HTTP/1.1\r\nhost: gw\r\nauthorization: Bearer %s\r\n"
            .formatted(key)
        + "content-type: application/json\r\ncontent-length: %d\r\n\r\n".formatted(bytes);
  }
}
