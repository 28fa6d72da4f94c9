package dev.isthmus.server.http;

import dev.isthmus.core.call.Digits;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of one HTTP/1.1 request say about its body and its connection (RFC 9112 §6, §9).
 *
 * <p>Wherever the RFC lets a server choose between repairing and refusing, this refuses: both
 * lengths at once, a length twice, a list of codings that is not one we can undo.
 */
final class Framing {
  private static final int MAX_HOST_CHARS = 255;
  private static final String HOST_PUNCTUATION = "-._~:[]";

  private String host = "";
  private long contentLength = -1;
  private boolean chunked;
  private boolean keepAlive;
  private boolean http10;

  /** Reads {@code headers}; returns what is wrong with them, or null. */
  @Nullable Refusal read(HeaderBlock headers, boolean isHttp10) {
    http10 = isHttp10;
    Refusal refusal = readHost(headers);
    if (refusal == null) {
      refusal = readLength(headers);
    }
    if (refusal == null) {
      refusal = readCoding(headers);
    }
    readConnection(headers);
    return refusal;
  }

  /** The Host header, or null where HTTP/1.0 sent none. */
  @Nullable String host() {
    return host.isEmpty() ? null : host;
  }

  /** The body's length in bytes; 0 where there is no body, −1 where it is chunked. */
  long contentLength() {
    return chunked ? -1 : Math.max(0, contentLength);
  }

  boolean isChunked() {
    return chunked;
  }

  /** Whether the caller will send another request on this connection. */
  boolean isKeepAlive() {
    return keepAlive;
  }

  boolean isHttp10() {
    return http10;
  }

  private @Nullable Refusal readHost(HeaderBlock headers) {
    int at = headers.find("host", 0);
    if (at < 0) {
      host = "";
      return http10 ? null : Refusal.HOST;
    }
    if (host.isEmpty() || !headers.valueIs(at, host)) {
      host = headers.value(at);
    }
    boolean once = headers.find("host", at + 1) < 0;
    return once && isHost(host) ? null : Refusal.HOST;
  }

  private @Nullable Refusal readLength(HeaderBlock headers) {
    int at = headers.find("content-length", 0);
    contentLength = -1;
    if (at < 0) {
      return null;
    }
    contentLength = parseLength(headers.value(at));
    boolean once = headers.find("content-length", at + 1) < 0;
    return once && contentLength >= 0 ? null : Refusal.CONTENT_LENGTH;
  }

  private @Nullable Refusal readCoding(HeaderBlock headers) {
    int at = headers.find("transfer-encoding", 0);
    chunked = at >= 0;
    if (!chunked) {
      return null;
    }
    if (http10 || contentLength >= 0 || headers.find("transfer-encoding", at + 1) >= 0) {
      return Refusal.TRANSFER_ENCODING;
    }
    String coding = headers.value(at);
    return coding.equalsIgnoreCase("chunked") ? null : refuseCoding(coding);
  }

  /** A sound list that ends in chunked asks for a coding that we lack; all else is broken. */
  private static Refusal refuseCoding(String coding) {
    String[] codings = coding.toLowerCase(Locale.ROOT).split(",", -1);
    for (int i = 0; i < codings.length; i++) {
      String name = codings[i].strip();
      if (!isToken(name) || name.equals("chunked") != (i == codings.length - 1)) {
        return Refusal.TRANSFER_ENCODING;
      }
    }
    return Refusal.CODING;
  }

  private void readConnection(HeaderBlock headers) {
    boolean close = false;
    boolean stay = false;
    for (int i = headers.find("connection", 0); i >= 0; i = headers.find("connection", i + 1)) {
      for (String option : headers.value(i).split(",", -1)) {
        close |= option.strip().equalsIgnoreCase("close");
        stay |= option.strip().equalsIgnoreCase("keep-alive");
      }
    }
    keepAlive = !close && (stay || !http10);
  }

  /** One decimal number without sign or leading zeros, or −1. */
  static long parseLength(String text) {
    boolean leadingZero = text.length() > 1 && text.charAt(0) == '0';
    return leadingZero ? -1 : Digits.number(text, Digits.MOST);
  }

  /** A name or address with or without a port; nothing that could end a host inside a URL. */
  static boolean isHost(String text) {
    if (text.isEmpty() || text.length() > MAX_HOST_CHARS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && HOST_PUNCTUATION.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Octets.isToken((byte) text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
