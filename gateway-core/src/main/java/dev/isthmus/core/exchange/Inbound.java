package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import io.netty.buffer.ByteBuf;

/**
 * What the edge tells the engine about one request after its head. Threads: the call's event loop.
 * After the answer ended everything is quietly released or ignored.
 */
public interface Inbound {

  /**
   * Whether the body is wanted at all. False when the head alone was reason to refuse: the refusal
   * is written already, nothing more is read, and no {@code 100 Continue} is sent.
   */
  boolean wantsBody();

  /** Takes {@code part}. */
  void onBody(ByteBuf part);

  /** The body ended as its framing said it would. */
  void onBodyEnd();

  /** The body cannot be read to its end: broken framing, or too slow. The edge closes after it. */
  void onBodyFailure(Failure failure);

  /** The caller went away. */
  void onHangUp();

  /**
   * The gateway can wait no longer: the call ends now, and its caller is told {@code why}, in the
   * answer where that has begun.
   */
  void onCut(Failure why);

  /** The caller's connection takes bytes again. */
  void onWritable();
}
