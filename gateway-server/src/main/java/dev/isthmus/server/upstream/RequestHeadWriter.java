package dev.isthmus.server.upstream;

import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.exchange.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request's head into one pooled buffer. Refuses what could start another line, wherever
 * it came from. Threads: one event loop; used again for every request.
 */
final class RequestHeadWriter implements HeaderSink {

  private static final int USUAL_BYTES = 1_024;

  private ByteBuf out = Unpooled.EMPTY_BUFFER;
  private boolean clean;

  /** The head, for the caller to release; null where something in it cannot stand in a head. */
  @Nullable ByteBuf write(ByteBufAllocator allocator, Upstream.Request request) {
    out = allocator.ioBuffer(USUAL_BYTES);
    clean = isToken(request.method()) && isVisible(request.path());
    requestLine(request);
    add("host", request.address().authority());
    add("connection", "keep-alive");
    if (request.body().isReadable() || !isBodiless(request.method())) {
      add("content-length", Integer.toString(request.body().readableBytes()));
    }
    request.headers().copyTo(this);
    ascii("\r\n");
    ByteBuf head = out;
    out = Unpooled.EMPTY_BUFFER;
    if (!clean) {
      head.release();
      return null;
    }
    return head;
  }

  private void requestLine(Upstream.Request request) {
    ascii(request.method());
    out.writeByte(' ');
    ascii(request.path());
    ascii(" HTTP/1.1\r\n");
  }

  @Override
  public void add(String name, String value) {
    clean &= isToken(name) && isText(value);
    ascii(name);
    ascii(": ");
    latin(value);
    ascii("\r\n");
  }

  private void ascii(String text) {
    ByteBufUtil.writeAscii(out, text);
  }

  private void latin(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        return;
      }
    }
    ascii(text);
  }

  private static boolean isBodiless(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!HttpGrammar.isToken(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isText(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!HttpGrammar.isText(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isVisible(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) <= ' ' || path.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return path.startsWith("/");
  }
}
