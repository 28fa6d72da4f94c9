package dev.isthmus.load.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * What a stub says: the same words each time. A chunk's text says when it left, in nanoseconds of
 * {@link System#nanoTime()}, and says it still when it was translated; all else is from memory that
 * is never copied.
 */
final class StubAnswers {
  /** About a kilobyte, as a short answer has with its head. */
  static final ByteBuf WHOLE = whole();

  /** Of a chunk's time, in digits. */
  static final int TIME_DIGITS = 19;

  /** What stands before it. */
  static final String TIME_MARK = " token ";

  private static final ByteBuf MARK =
      Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(TIME_MARK, US_ASCII));
  private static final String TIMED = TIME_MARK + "0".repeat(TIME_DIGITS);

  static final Stream OPENAI =
      new Stream(
          fixed(streamHead()),
          chunk(
              "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
                  + "\"created\":1760000000,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,"
                  + "\"delta\":{\"content\":\""
                  + TIMED
                  + "\"},\"logprobs\":null,"
                  + "\"finish_reason\":null}]}\n\n"),
          end(
              "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
                  + "\"created\":1760000000,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,"
                  + "\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n"
                  + "data: [DONE]\n\n"));

  static final Stream GOOGLE =
      new Stream(
          fixed(streamHead()),
          chunk(
              google("\"parts\":[{\"text\":\"" + TIMED + "\"}]}", "\"trafficType\":\"ON_DEMAND\"")),
          end(
              google(
                  "\"parts\":[{\"text\":\"\"}]},\"finishReason\":\"STOP\"",
                  "\"promptTokenCount\":19,\"candidatesTokenCount\":40,\"totalTokenCount\":59")));

  private StubAnswers() {}

  /** The three parts of a stream. */
  record Stream(ByteBuf head, ByteBuf chunk, ByteBuf end) {
    /** Where the time stands in a chunk. */
    int timeAt() {
      return ByteBufUtil.indexOf(MARK, chunk) + TIME_MARK.length();
    }
  }

  /** Writes {@code nanos} as its {@value #TIME_DIGITS} digits. */
  static void setTime(ByteBuf chunk, int at, long nanos) {
    long rest = nanos;
    for (int i = at + TIME_DIGITS - 1; i >= at; i--) {
      chunk.setByte(i, (int) ('0' + rest % 10));
      rest /= 10;
    }
  }

  private static ByteBuf whole() {
    String body =
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1760000000,"
            + "\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"message\":{"
            + "\"role\":\"assistant\",\"content\":\""
            + "The quick brown fox jumps over the lazy dog. ".repeat(14)
            + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":190,\"completion_tokens\":140,\"total_tokens\":330}}";
    return fixed(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length()
            + "\r\nx-request-id: req_0123456789abcdef\r\nopenai-processing-ms: 12\r\n"
            + "x-ratelimit-limit-requests: 10000\r\nx-ratelimit-remaining-requests: 9999\r\n\r\n"
            + body);
  }

  private static String streamHead() {
    return String.join(
        "\r\n",
        "HTTP/1.1 200 OK",
        "content-type: text/event-stream; charset=utf-8",
        "cache-control: no-cache",
        "x-request-id: req_0123456789abcdef",
        "transfer-encoding: chunked",
        "",
        "");
  }

  private static String google(String rest, String usage) {
    return "data: {\"candidates\":[{\"content\":{\"role\":\"model\","
        + rest
        + "}],\"usageMetadata\":{"
        + usage
        + "},\"modelVersion\":\"gemini-2.5-flash\","
        + "\"createTime\":\"2026-01-01T00:00:00.000001Z\",\"responseId\":\"r1\"}\r\n\r\n";
  }

  private static String framed(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  private static ByteBuf chunk(String text) {
    return fixed(framed(text));
  }

  private static ByteBuf end(String text) {
    return fixed(framed(text) + "0\r\n\r\n");
  }

  /** Bytes that may be sent again and again. */
  static ByteBuf fixed(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    ByteBuf direct = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    return Unpooled.unreleasableBuffer(direct);
  }
}
