package dev.isthmus.core.exchange;

import io.netty.buffer.ByteBuf;

/**
 * Where an answer goes: one request's side of a caller's connection. Order: {@code head}, then any
 * {@code body}, then {@code end} or {@code abort}, each of the last two at most once. Threads: the
 * call's event loop. Errors: none; after a hang-up everything is quietly released.
 */
public interface Downstream {

  /** Sends the answer's head. {@code contentLength} is −1 where it is not known. */
  void head(int status, long contentLength, HeaderSource headers);

  /** Takes {@code body}, with the room around it where nobody else holds its memory. */
  void body(ByteBuf body);

  /** Pushes what was written to the socket. */
  void flush();

  /** Ends the answer cleanly, and flushes. */
  void end();

  /** Ends the answer so that no client can take it for whole, and flushes what went before. */
  void abort();

  /** Whether the caller keeps up. After false, {@link Inbound#onWritable} says when it does. */
  boolean isWritable();

  /** Asks the edge to stop or go on reading the request's body. */
  void readBody(boolean on);
}
