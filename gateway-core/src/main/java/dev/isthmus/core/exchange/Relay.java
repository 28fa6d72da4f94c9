package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The way of one attempt's answer from the provider's bytes to the caller's: as they came where
 * both speak one dialect, translated where they do not. Threads: one event loop.
 */
sealed interface Relay permits PassThrough, Translation {

  /** The provider's answer has begun, with a good head; borrows {@code headers}. */
  default void head(HeaderView headers) {}

  /** Takes {@code part} and hands to {@code outlet} what of it may go to the caller. */
  @HotPath
  void see(ByteBuf part, Outlet outlet);

  /** The provider's answer ended as its framing said it would. */
  void end(Outlet outlet);

  boolean contentSeen();

  @Nullable Failure error();

  boolean complete();

  @Nullable Usage usage();

  long contentBytes();

  /** Whether an error event written now would stand between two events and not inside one. */
  boolean atBoundary();

  /** Lets go of what is kept between parts. */
  void release();
}
