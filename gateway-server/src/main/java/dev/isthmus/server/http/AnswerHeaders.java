package dev.isthmus.server.http;

import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.exchange.HeaderSource;

/**
 * Adds to every answer what the edge owes it, and keeps the engine's headers from saying anything
 * about framing or caching themselves.
 */
final class AnswerHeaders {

  private AnswerHeaders() {}

  /**
   * Writes the edge's own headers and then {@code source}'s; {@code sink} sees to it that no value
   * ends a line.
   */
  static void write(String requestId, HeaderSource source, HeaderSink sink) {
    sink.add("x-request-id", requestId);
    // An answer belongs to the caller that paid for it: no cache may keep it or show it around.
    sink.add("cache-control", "no-store");
    sink.add("vary", "authorization");
    source.copyTo(new Theirs(sink));
  }

  /** Passes on what is not the edge's to say. */
  private record Theirs(HeaderSink sink) implements HeaderSink {
    @Override
    public void add(String name, String value) {
      if (!isOurs(name)) {
        sink.add(name, value);
      }
    }

    @Override
    public void add(String name, long value) {
      if (!isOurs(name)) {
        sink.add(name, value);
      }
    }
  }

  private static boolean isOurs(String name) {
    return switch (name) {
      case "x-request-id", "cache-control", "vary", "content-length", "transfer-encoding" -> true;
      case "connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade" -> true;
      default -> false;
    };
  }

  /** A value may come from a provider: what could end a header line becomes a blank. */
  static String clean(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!isClean(value.charAt(i))) {
        return blanked(value);
      }
    }
    return value;
  }

  private static String blanked(String value) {
    StringBuilder clean = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      clean.append(isClean(value.charAt(i)) ? value.charAt(i) : ' ');
    }
    return clean.toString();
  }

  private static boolean isClean(char c) {
    return (c >= ' ' && c < 0x7f) || c == '\t';
  }
}
