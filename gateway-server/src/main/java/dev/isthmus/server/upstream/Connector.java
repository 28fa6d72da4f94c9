package dev.isthmus.server.upstream;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.provider.Address;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections on one event loop: name, public or private, TCP, TLS, all within one deadline.
 *
 * <p>The allocator is the pooled one, because it also pools slices. A peer that vanished without a
 * word is noticed by keep-alive probes and by unacknowledged bytes, each within a minute.
 */
public final class Connector {

  static final long DEFAULT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int KEEPALIVE_IDLE_SECONDS = 30;
  private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
  private static final int KEEPALIVE_PROBES = 3;
  private static final int UNACKNOWLEDGED_MILLIS = 30_000;

  /** One read takes so many buffers of up to 64 KiB: what may come for a caller that stopped. */
  private static final int BUFFERS_PER_READ = 2;

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  private final EventLoop loop;
  private final ChannelFactory<? extends SocketChannel> sockets;
  private final CachedResolver resolver;
  private final UpstreamTls tls;

  /** Who wants connections. Threads: the connector's event loop. */
  interface Client {
    long nanoTime();

    ResponseRelay newRelay();

    void opened(ResponseRelay relay, @Nullable HttpCall owner, long connectNanos);

    void refused(@Nullable HttpCall owner, Failure failure);
  }

  public Connector(
      EventLoop loop,
      ChannelFactory<? extends SocketChannel> sockets,
      CachedResolver resolver,
      UpstreamTls tls) {
    this.loop = loop;
    this.sockets = sockets;
    this.resolver = resolver;
    this.tls = tls;
  }

  EventLoop loop() {
    return loop;
  }

  CachedResolver resolver() {
    return resolver;
  }

  UpstreamTls tls() {
    return tls;
  }

  /** Starts opening; {@code client} hears of it later, never inside this method. */
  void open(Address address, long timeoutNanos, Client client, @Nullable HttpCall owner) {
    new Opening(this, address, client, owner).begin(timeoutNanos);
  }

  Bootstrap bootstrap() {
    return new Bootstrap()
        .group(loop)
        .channelFactory(this::newChannel)
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(BUFFERS_PER_READ))
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
  }

  private Channel newChannel() {
    SocketChannel channel = sockets.newChannel();
    if (channel instanceof EpollSocketChannel epoll) {
      epoll.config().setOption(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
      epoll.config().setOption(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS);
      epoll.config().setOption(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
      epoll.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
    }
    if (channel instanceof IoUringSocketChannel ring) {
      ring.config().setOption(IoUringChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
      ring.config().setOption(IoUringChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS);
      ring.config().setOption(IoUringChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
      ring.config().setOption(IoUringChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
    }
    return channel;
  }
}
