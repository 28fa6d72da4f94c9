package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.HeaderView;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What of a provider's answer head matters: the few headers that may go to the caller, and the
 * length. Everything else stays here.
 *
 * @param jsonBytes the length of the JSON in an answer of binary tensors
 */
record AnswerHead(
    int status,
    String contentType,
    long contentLength,
    @Nullable String processingMillis,
    @Nullable String jsonBytes) {
  static final String BINARY = "application/octet-stream";
  static final AnswerHead NONE = new AnswerHead(0, "", -1, null, null);

  /** How long the JSON is that stands before the tensors of a binary answer. */
  private static final String JSON_BYTES = "inference-header-content-length";

  private static final int MOST_DIGITS = 9;

  static AnswerHead of(int status, HeaderView headers) {
    String type = headers.get("content-type");
    return new AnswerHead(
        status,
        type == null ? "" : type.toLowerCase(Locale.ROOT),
        headers.number("content-length"),
        number(headers.get("openai-processing-ms")),
        number(headers.get(JSON_BYTES)));
  }

  boolean isGood() {
    return status >= 200 && status <= 299;
  }

  /** Whether the answer is JSON with raw bytes after it. */
  boolean isBinary() {
    return contentType.startsWith(BINARY);
  }

  void copyTo(HeaderSink sink) {
    if (processingMillis != null) {
      sink.add("openai-processing-ms", processingMillis);
    }
    if (jsonBytes != null) {
      sink.add(JSON_BYTES, jsonBytes);
    }
  }

  /** What is no number may be anything, also a header of ours quoted back. */
  private static @Nullable String number(@Nullable String value) {
    return value != null && isNumber(value) ? value : null;
  }

  private static boolean isNumber(String value) {
    int point = value.indexOf('.');
    return point < 0
        ? areDigits(value, 0, value.length())
        : areDigits(value, 0, point) && areDigits(value, point + 1, value.length());
  }

  private static boolean areDigits(String value, int from, int to) {
    for (int i = from; i < to; i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    return from < to && to - from <= MOST_DIGITS;
  }
}
