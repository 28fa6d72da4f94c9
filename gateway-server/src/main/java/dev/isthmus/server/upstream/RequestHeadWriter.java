package dev.isthmus.server.upstream;

import dev.isthmus.core.bytes.Roots;
import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.exchange.HeadBytes;
import dev.isthmus.core.exchange.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request's head into one buffer, with a small body behind it. Refuses what could start
 * another line, wherever it came from. Threads: one event loop; used again for every request.
 */
final class RequestHeadWriter implements HeaderSink {

  private final HeadBytes head = new HeadBytes();
  private boolean clean;

  /**
   * The head, and behind it a small body: the body's own buffer, to be released once, where that
   * has room for the head; else a buffer for the caller to release, with a copy of the small body,
   * which is read to its end then. Null where something cannot stand in a head.
   */
  @Nullable ByteBuf write(ByteBufAllocator allocator, Upstream.Request request, String authority) {
    head.clear();
    clean = requestLine(request);
    add("host", authority);
    add("connection", "keep-alive");
    int bodyBytes = request.body().readableBytes();
    if (bodyBytes > 0 || !isBodiless(request.method())) {
      add("content-length", bodyBytes);
    }
    request.headers().copyTo(this);
    head.line();
    return clean ? withSmallBody(allocator, request.body()) : null;
  }

  private ByteBuf withSmallBody(ByteBufAllocator allocator, ByteBuf body) {
    int small = body.readableBytes() <= Splice.SMALL_BYTES ? body.readableBytes() : 0;
    if (small > 0 && body.readerIndex() >= head.length() && Roots.ownsRoom(body)) {
      return head.writeBefore(body);
    }
    ByteBuf out = allocator.ioBuffer(head.length() + small);
    head.writeTo(out);
    return out.writeBytes(body, small);
  }

  /** Writes the request line and says whether it may stand there. */
  private boolean requestLine(Upstream.Request request) {
    boolean method = head.usualText(request.method(), HttpGrammar.TOKENS);
    head.text(" ");
    boolean path = head.usualText(request.path(), HttpGrammar.VISIBLE);
    head.text(" HTTP/1.1\r\n");
    return method && path && !request.method().isEmpty() && request.path().startsWith("/");
  }

  @Override
  public void add(String name, String value) {
    name(name);
    clean &= head.value(value, HttpGrammar.TEXT);
    head.line();
  }

  @Override
  public void add(String name, long value) {
    name(name);
    head.number(value);
    head.line();
  }

  private void name(String name) {
    clean &= head.usualText(name, HttpGrammar.TOKENS) && !name.isEmpty();
    head.colon();
  }

  private static boolean isBodiless(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }
}
