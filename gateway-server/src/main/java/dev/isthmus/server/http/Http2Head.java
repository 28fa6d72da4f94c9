package dev.isthmus.server.http;

import dev.isthmus.core.call.HeaderView;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The head of one HTTP/2 request (RFC 9113 §8.2, §8.3). The codec has checked some of this already;
 * here stands all that must hold before a request may be read as if it had come in HTTP/1.1.
 */
final class Http2Head implements HeaderView {
  private final Http2Headers headers;

  Http2Head(Http2Headers headers) {
    this.headers = headers;
  }

  @Override
  public @Nullable String get(String name) {
    CharSequence value = headers.get(name);
    return value == null ? null : value.toString();
  }

  @Override
  public void forEach(BiConsumer<String, String> visitor) {
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      if (field.getKey().charAt(0) != ':') {
        visitor.accept(field.getKey().toString(), field.getValue().toString());
      }
    }
  }

  @Override
  public void forEach(String name, BiConsumer<String, String> visitor) {
    for (Iterator<CharSequence> values = headers.valueIterator(name); values.hasNext(); ) {
      visitor.accept(name, values.next().toString());
    }
  }

  /** Empty where the request is sound only if nobody looks at it. */
  String method() {
    return text(headers.method());
  }

  String path() {
    return text(headers.path());
  }

  /** {@code :authority}, or else the Host header, or null. */
  @Nullable String host() {
    CharSequence authority = headers.authority();
    return authority == null ? get("host") : authority.toString();
  }

  /** The body's length in bytes, −1 where the caller did not say. */
  long contentLength() {
    String length = get("content-length");
    return length == null ? -1 : Framing.parseLength(length);
  }

  /** Whether the request breaks HTTP/2's own rules: then its stream is reset. */
  boolean isMalformed() {
    boolean connect = method().equals("CONNECT");
    if (method().isEmpty() || !(connect || hasTarget()) || hasRepeated() || !hasSoundHost()) {
      return true;
    }
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      if (isMalformed(field.getKey(), field.getValue())) {
        return true;
      }
    }
    return get("content-length") != null && contentLength() < 0;
  }

  /** Whether the head is larger than one that comes in HTTP/1.1 may be. */
  boolean isTooLarge(HeadLimits limits) {
    int fields = 0;
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      fields += field.getKey().charAt(0) == ':' ? 0 : 1;
      // As if it stood in a line: a colon and a blank lie between name and value.
      if (field.getKey().length() + 2 + field.getValue().length() > limits.fieldBytes()) {
        return true;
      }
    }
    return fields > limits.fields();
  }

  private boolean hasTarget() {
    String scheme = text(headers.scheme());
    String path = path();
    return (scheme.equals("http") || scheme.equals("https"))
        && (path.startsWith("/") || path.equals("*"));
  }

  private boolean hasRepeated() {
    return headers.getAll(":method").size() > 1
        || headers.getAll(":path").size() > 1
        || headers.getAll(":scheme").size() > 1
        || headers.getAll(":authority").size() > 1
        || headers.getAll("host").size() > 1
        || headers.getAll("content-length").size() > 1;
  }

  private boolean hasSoundHost() {
    String host = host();
    String header = get("host");
    return host != null
        && Framing.isHost(host)
        && (header == null || header.equalsIgnoreCase(host));
  }

  private static boolean isMalformed(CharSequence name, CharSequence value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > 0xff || !Octets.isValue((byte) c)) {
        return true;
      }
    }
    if (name.length() > 0 && name.charAt(0) == ':') {
      return isMalformedPseudo(name.toString(), value);
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > 0x7f || Octets.nameByte((byte) c) != c) {
        return true;
      }
    }
    return name.length() == 0 || isOfOneConnection(name.toString(), value);
  }

  private static boolean isMalformedPseudo(String name, CharSequence value) {
    return switch (name) {
      case ":method", ":scheme", ":authority", ":path" ->
          value.chars().anyMatch(c -> !Octets.isVisible((byte) c));
      default -> true;
    };
  }

  private static boolean isOfOneConnection(String name, CharSequence value) {
    return switch (name) {
      case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> true;
      case "te" -> !value.toString().equals("trailers");
      default -> false;
    };
  }

  private static String text(@Nullable CharSequence text) {
    return text == null ? "" : text.toString();
  }
}
