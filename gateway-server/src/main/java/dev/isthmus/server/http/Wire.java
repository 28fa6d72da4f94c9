package dev.isthmus.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Sends and closes without waiting for the end of it. Nothing is lost with the futures: a channel
 * tells of failures itself, by {@code exceptionCaught} and by its own end.
 *
 * <p>Threads: the channel's event loop.
 */
final class Wire {

  private Wire() {}

  /** Takes {@code bytes}; makes no promise, and thus no garbage. */
  static void write(Channel channel, ByteBuf bytes) {
    if (channel.isActive()) {
      ChannelFuture unused = channel.write(bytes, channel.voidPromise());
    } else {
      bytes.release();
    }
  }

  /** Takes {@code frame}. */
  static void writeFrame(Channel channel, Object frame) {
    ChannelFuture unused = channel.write(frame);
  }

  /** Takes {@code frame}. */
  static void sendFrame(Channel channel, Object frame) {
    ChannelFuture unused = channel.writeAndFlush(frame);
  }

  static void close(Channel channel) {
    ChannelFuture unused = channel.close();
  }

  /** Ends our side of the connection, if there still is one. */
  static void endOutput(Channel channel) {
    if (channel instanceof DuplexChannel duplex && channel.isActive()) {
      ChannelFuture unused = duplex.shutdownOutput();
    }
  }

  static void later(Channel channel, Runnable task, long millis) {
    Future<?> unused = channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }
}
