package dev.isthmus.load.measure;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A provider that does next to nothing, so that what is measured is the proxy in front of it: whole
 * answers at once, streams at a steady pace. It speaks to OpenAI's callers and, on paths that end
 * in {@code streamGenerateContent}, to Google's. Threads: one, whatever connects.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a lost connection tells by itself
final class StubProvider implements AutoCloseable {
  /**
   * How streams go.
   *
   * @param chunks events with content in each
   * @param gapMillis between two of them
   */
  record Tempo(int chunks, int gapMillis) {}

  private static final int BACKLOG = 4096;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final LongAdder open = new LongAdder();
  private final Channel listener;
  private volatile Tempo tempo = new Tempo(40, 50);

  private StubProvider(String host, @Nullable SslContext tls) {
    ChannelInitializer<SocketChannel> connections =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            if (tls != null) {
              channel.pipeline().addLast(tls.newHandler(channel.alloc()));
            }
            channel.pipeline().addLast(new StubConnection(() -> tempo, open));
          }
        };
    listener =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(connections)
            .bind(host, 0)
            .syncUninterruptibly()
            .channel();
  }

  /** In clear text, at every address of this machine's loopback. */
  static StubProvider plain() {
    return new StubProvider("0.0.0.0", null);
  }

  /** With TLS. */
  static StubProvider tls(Identity identity) throws IOException {
    SslContext context =
        SslContextBuilder.forServer(identity.certificate().toFile(), identity.key().toFile())
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .build();
    return new StubProvider("127.0.0.1", context);
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Counts for streams that begin from now on. */
  void tempo(Tempo next) {
    tempo = next;
  }

  /** Streams under way. */
  long open() {
    return open.sum();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
