package dev.isthmus.core.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes small JSON documents of our own. Threads: one. */
public final class JsonText {
  private final StringBuilder out = new StringBuilder();

  /** Adds {@code json} as it is. */
  public JsonText raw(String json) {
    out.append(json);
    return this;
  }

  public JsonText number(long value) {
    out.append(value);
    return this;
  }

  /** Adds {@code text} as a string, or null. */
  public JsonText string(@Nullable String text) {
    if (text == null) {
      return raw("null");
    }
    out.append('"');
    text.chars().forEach(c -> character((char) c));
    out.append('"');
    return this;
  }

  /** What was written, in UTF-8; the caller owns it. */
  public ByteBuf bytes() {
    return Unpooled.wrappedBuffer(out.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void character(char c) {
    if (c == '"' || c == '\\') {
      out.append('\\').append(c);
    } else if (c < ' ' || Character.isSurrogate(c)) {
      out.append(String.format("\\u%04x", (int) c));
    } else {
      out.append(c);
    }
  }
}
