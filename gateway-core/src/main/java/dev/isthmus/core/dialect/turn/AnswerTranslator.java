package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Translates one answer as it arrives, and observes what a {@link
 * dev.isthmus.core.dialect.UsageTap} would. Holds no buffer between two calls, so that it may be
 * abandoned at any moment. Threads: one event loop.
 */
public interface AnswerTranslator {

  /** The answer's head came, before its first part; borrows {@code headers}. */
  default void head(HeaderView headers) {}

  /**
   * Borrows {@code part} and returns what it yields in the caller's dialect, whole events only and
   * maybe nothing; the caller owns the result.
   */
  ByteBuf see(ByteBuf part);

  /**
   * The provider's answer ended as its framing said it would. Returns the rest, the end mark
   * included; where the answer is not {@link #complete} there is none. The caller owns the result.
   */
  ByteBuf end();

  /** Whether text, a thought or a tool call was seen. */
  boolean contentSeen();

  /** The error that the provider put into the answer, or that we found in it, or null. */
  @Nullable Failure error();

  /** Whether the answer said that it is over. One that ends before that was cut off. */
  boolean complete();

  /** What the provider counted, or null where it has not said. */
  @Nullable Usage usage();

  /** Bytes of content seen so far: the ground for an estimate where usage never comes. */
  long contentBytes();
}
