package dev.isthmus.core.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;

/** Passes on what a tap says may pass, as the engine does: whole events, and a held tail. */
final class TapRelay {
  private final UsageTap tap;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tail = new ByteArrayOutputStream();

  TapRelay(UsageTap tap) {
    this.tap = tap;
  }

  /** Feeds {@code text} in parts that end at {@code splits} and at their end. */
  TapRelay feed(byte[] text, int... splits) {
    byte[] bytes = text.clone();
    int from = 0;
    for (int split : splits) {
      see(bytes, from, split);
      from = split;
    }
    see(bytes, from, bytes.length);
    return this;
  }

  TapRelay end() {
    tap.end();
    return this;
  }

  String passed() {
    return out.toString(UTF_8);
  }

  /** Everything that the tap says, in one line. */
  String state() {
    return "content="
        + tap.contentSeen()
        + " bytes="
        + tap.contentBytes()
        + " complete="
        + tap.complete()
        + " usage="
        + tap.usage()
        + " error="
        + tap.error();
  }

  private void see(byte[] bytes, int from, int to) {
    ByteBuf part = Unpooled.wrappedBuffer(bytes, from, to - from);
    tap.see(part);
    hide(bytes, from);
    int whole = Math.min(tap.wholeUntil(), tap.usefulUntil());
    int useful = tap.usefulUntil();
    int at = 0;
    if (tap.dropEnd() > tap.dropStart()) {
      if (tap.dropStart() < 0) {
        tail.reset();
      } else {
        pass(bytes, from, from + tap.dropStart());
      }
      at = tap.dropEnd();
    }
    if (whole > at) {
      pass(bytes, from + at, from + whole);
    }
    at = Math.max(at, whole);
    tail.write(bytes, from + at, Math.max(0, useful - at));
  }

  /** What is hidden lies in the tail, which precedes {@code from}, or in the part. */
  private void hide(byte[] bytes, int from) {
    byte[] kept = tail.toByteArray();
    for (int i = 0; i < tap.hidden().count(); i++) {
      int start = tap.hidden().start(i);
      for (int at = start; at < tap.hidden().end(i); at++) {
        byte b = (byte) (at - start < 4 ? "null".charAt(at - start) : ' ');
        if (at < 0) {
          kept[kept.length + at] = b;
        } else {
          bytes[from + at] = b;
        }
      }
    }
    tail.reset();
    tail.writeBytes(kept);
  }

  private void pass(byte[] bytes, int from, int to) {
    out.writeBytes(tail.toByteArray());
    tail.reset();
    out.write(bytes, from, to - from);
  }
}
