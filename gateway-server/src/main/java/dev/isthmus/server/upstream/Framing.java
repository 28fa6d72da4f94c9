package dev.isthmus.server.upstream;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one answer's body is delimited, read from its head. Refuses whatever two readers could read
 * differently. Source: RFC 9112 §6.3.
 *
 * @param length in bytes; {@link #CHUNKED} or {@link #UNTIL_CLOSE} where the head gives none
 * @param keepAlive whether the connection may carry another answer after this one
 * @param problem what is wrong with the head, or null
 */
record Framing(long length, boolean keepAlive, @Nullable String problem) {

  static final long CHUNKED = -1;
  static final long UNTIL_CLOSE = -2;

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /** Reads the framing of a final answer. */
  static Framing of(ResponseHead head, boolean toHeadRequest) {
    if (isEncoded(head)) {
      return bad("an encoded body although identity was asked for");
    }
    boolean keepAlive = head.isOneOne() && !says(head, "connection", "close");
    int coding = head.find("transfer-encoding", 0);
    int length = head.find("content-length", 0);
    if (coding >= 0 && (length >= 0 || !isPlainChunked(head, coding))) {
      return bad("a transfer coding other than one chunked, or beside a length");
    }
    if (length >= 0 && head.find("content-length", length + 1) >= 0) {
      return bad("more than one length");
    }
    long bytes = length < 0 ? UNTIL_CLOSE : head.length(length);
    if (length >= 0 && bytes < 0) {
      return bad("a length that is no plain number");
    }
    if (toHeadRequest || head.status() == NO_CONTENT || head.status() == NOT_MODIFIED) {
      return withoutBody(head.status() == NO_CONTENT && (coding >= 0 || bytes > 0), keepAlive);
    }
    return coding >= 0 ? new Framing(CHUNKED, keepAlive, null) : plain(bytes, keepAlive);
  }

  private static Framing withoutBody(boolean announcesOne, boolean keepAlive) {
    return announcesOne ? bad("204 with a body") : new Framing(0, keepAlive, null);
  }

  /**
   * An HTTP/1.1 answer that means to end with its connection must say so: silence is more likely a
   * head that lost a line than a choice.
   */
  private static Framing plain(long bytes, boolean keepAlive) {
    return bytes == UNTIL_CLOSE && keepAlive
        ? bad("neither length nor chunks nor close")
        : new Framing(bytes, keepAlive, null);
  }

  private static Framing bad(String problem) {
    return new Framing(0, false, problem);
  }

  private static boolean isEncoded(ResponseHead head) {
    for (int i = head.find("content-encoding", 0);
        i >= 0;
        i = head.find("content-encoding", i + 1)) {
      if (!head.value(i).isEmpty() && !head.value(i).equalsIgnoreCase("identity")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPlainChunked(ResponseHead head, int field) {
    return head.isOneOne()
        && head.value(field).equalsIgnoreCase("chunked")
        && head.find("transfer-encoding", field + 1) < 0;
  }

  /** Whether a comma-separated field holds {@code token}. */
  static boolean says(ResponseHead head, String name, String token) {
    for (int i = head.find(name, 0); i >= 0; i = head.find(name, i + 1)) {
      for (String part : head.value(i).toLowerCase(Locale.ROOT).split(",", -1)) {
        if (part.trim().equals(token)) {
          return true;
        }
      }
    }
    return false;
  }
}
