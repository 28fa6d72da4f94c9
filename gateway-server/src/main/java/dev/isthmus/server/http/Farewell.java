package dev.isthmus.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;

/**
 * Closes a connection on which the caller may still be sending.
 *
 * <p>Closing a socket with unread bytes resets it, and a reset can overtake the answer. So the
 * answer goes out first, then our end of the connection closes, and what still comes is dropped for
 * a moment: a little of it is read, and for the rest the caller's sending stands still while it may
 * read the answer. Threads: the channel's event loop.
 */
final class Farewell {
  /** How much is read, and how long we wait; then the socket closes, whatever the caller does. */
  private static final long LINGER_MILLIS = 250;

  private static final int LINGER_BYTES = 16 << 10;

  private final Channel channel;
  private int droppedBytes;

  Farewell(Channel channel) {
    this.channel = channel;
  }

  /** Begins; everything to be said was written before. */
  void say() {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> endOutput());
  }

  /** So many bytes came after all. */
  void dropped(int bytes) {
    droppedBytes += bytes;
    if (droppedBytes > LINGER_BYTES) {
      channel.config().setAutoRead(false);
    }
  }

  /**
   * Ends a connection in the middle of an answer, after what was written.
   *
   * @param shows whether the answer's framing tells the caller that it is broken; else the
   *     connection is reset
   */
  static void breakOff(Channel channel, boolean shows) {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (shows) {
                Wire.close(channel);
              } else {
                reset(channel);
              }
            });
  }

  /** Ends a connection at once, without any of the farewells that TLS or TCP know. */
  static void reset(Channel channel) {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (first != null && channel.isActive()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      ChannelFuture unused = first.close();
    }
  }

  private void endOutput() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      shutDown();
    } else {
      tls.closeOutbound().addListener(closed -> shutDown());
    }
  }

  private void shutDown() {
    Wire.endOutput(channel);
    Wire.later(channel, () -> Wire.close(channel), LINGER_MILLIS);
  }
}
