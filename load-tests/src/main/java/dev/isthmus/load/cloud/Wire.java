package dev.isthmus.load.cloud;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.util.concurrent.TimeUnit;

/**
 * One connection, seen by whoever answers on it. What a write comes to is told to a listener or,
 * where it does not matter, to nobody: the close that follows a failure is seen by the connection
 * itself.
 *
 * <p>Threads: the cloud's event loop.
 */
final class Wire {

  private final ChannelHandlerContext ctx;

  Wire(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  ByteBuf buffer() {
    return ctx.alloc().buffer();
  }

  boolean active() {
    return ctx.channel().isActive();
  }

  boolean writable() {
    return ctx.channel().isWritable();
  }

  /** Takes {@code message}; it leaves with the next {@link #send} or {@link #flush}. */
  void write(Object message) {
    var unused = ctx.write(message);
  }

  /** Takes {@code message}. */
  void send(Object message) {
    var unused = ctx.writeAndFlush(message);
  }

  /** Takes {@code message}; {@code then} hears when it has left. */
  void send(Object message, ChannelFutureListener then) {
    var unused = ctx.writeAndFlush(message).addListener(then);
  }

  void flush() {
    ctx.flush();
  }

  void close() {
    var unused = ctx.close();
  }

  /** Closes so that the peer sees a reset. */
  void reset() {
    ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    close();
  }

  /** Runs {@code step} on the loop after {@code nanos}. */
  void after(long nanos, Runnable step) {
    var unused = ctx.executor().schedule(step, nanos, TimeUnit.NANOSECONDS);
  }
}
