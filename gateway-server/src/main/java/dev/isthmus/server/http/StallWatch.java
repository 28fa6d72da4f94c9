package dev.isthmus.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;

/**
 * Notices that bytes wait for a caller and none leave. Units: nanoseconds. Threads: one event loop.
 */
final class StallWatch {
  private final long limitNanos;
  private long mark = -1;
  private long since;

  StallWatch(Duration limit) {
    this.limitNanos = limit.toNanos();
  }

  /**
   * Whether nothing has moved for too long.
   *
   * @param waiting a number that changes with every byte that leaves; −1 while none waits
   */
  boolean isStalled(long waiting, long now) {
    if (waiting != mark) {
      mark = waiting;
      since = now;
    }
    return waiting >= 0 && now - since >= limitNanos;
  }

  /** What waits in the buffer between us and the socket of {@code channel}; −1 for nothing. */
  static long waiting(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer == null || buffer.isEmpty()) {
      return -1;
    }
    return Math.max(0, buffer.totalPendingWriteBytes() - buffer.currentProgress());
  }
}
