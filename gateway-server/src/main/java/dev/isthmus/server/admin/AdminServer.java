package dev.isthmus.server.admin;

import dev.isthmus.core.call.Ticker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The admin listener: small answers to few askers, so plain HTTP/1.1, one thread of its own, and no
 * tuning.
 */
public final class AdminServer implements AutoCloseable {
  private static final int MAX_REQUEST_BYTES = 64 * 1024;
  private static final int IDLE_SECONDS = 60;
  private static final int CLOSE_SECONDS = 5;

  private final EventLoopGroup loops;
  private final Channel channel;

  private AdminServer(EventLoopGroup loops, Channel channel) {
    this.loops = loops;
    this.channel = channel;
  }

  /** Listens at {@code address}, or says why it cannot. */
  public static AdminServer bind(
      InetSocketAddress address, AdminView view, AdminActions actions, Ticker ticker)
      throws IOException {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("admin", true), NioIoHandler.newFactory());
    Doorkeeper doorkeeper = new Doorkeeper(ticker);
    ChannelFuture bound =
        bootstrap(loops, () -> new AdminHandler(view, actions, doorkeeper))
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stop(loops);
      throw new IOException("admin: " + address + " (expected: a free address)", bound.cause());
    }
    return new AdminServer(loops, bound.channel());
  }

  private static ServerBootstrap bootstrap(EventLoopGroup loops, Supplier<AdminHandler> handlers) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel socket) {
                socket
                    .pipeline()
                    .addLast(new ReadTimeoutHandler(IDLE_SECONDS, TimeUnit.SECONDS))
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES))
                    .addLast(handlers.get());
              }
            });
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    stop(loops);
  }

  private static void stop(EventLoopGroup loops) {
    loops
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
