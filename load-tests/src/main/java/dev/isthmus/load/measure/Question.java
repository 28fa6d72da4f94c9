package dev.isthmus.load.measure;

import java.util.List;

/** What a caller sends: the same words each time, under the headers that an official client has. */
final class Question {
  /**
   * All but {@code host} and {@code content-length}, which make them thirteen; and two that are
   * passed on to the provider.
   */
  static final List<String> HEADERS =
      List.of(
          "accept: application/json",
          "content-type: application/json",
          "user-agent: OpenAI/Python 1.61.0",
          "x-stainless-lang: python",
          "x-stainless-package-version: 1.61.0",
          "x-stainless-os: Linux",
          "x-stainless-arch: x64",
          "x-stainless-runtime: CPython",
          "x-stainless-runtime-version: 3.11.7",
          "x-stainless-async: false",
          "authorization: Bearer " + Proxies.KEY,
          "x-lab-chunks: 40",
          "x-lab-gap: 50");

  private Question() {}

  /** A body of about that many bytes. */
  static String body(int bytes, boolean streamed) {
    String start =
        "{\"model\":\"gpt-4o-mini\","
            + (streamed ? "\"stream\":true," : "")
            + "\"temperature\":0.7,\"max_tokens\":256,\"messages\":[{\"role\":\"user\",\"content\":\"";
    String sentence = "Summarise the following document in three short sentences. ";
    String text = sentence.repeat(Math.max(1, (bytes - start.length()) / sentence.length()));
    return start + text + "\"}]}";
  }

  /** A whole request of HTTP/1.1, to a proxy on {@code port}. */
  static String request(int port, String body) {
    return "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:"
        + port
        + "\r\n"
        + String.join("\r\n", HEADERS)
        + "\r\ncontent-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
