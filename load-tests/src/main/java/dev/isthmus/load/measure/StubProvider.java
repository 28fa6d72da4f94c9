package dev.isthmus.load.measure;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.GlobalEventExecutor;
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
public final class StubProvider implements AutoCloseable {
  /**
   * How streams go.
   *
   * @param chunks events with content in each
   * @param gapMillis between two of them
   */
  public record Tempo(int chunks, int gapMillis) {}

  private static final int BACKLOG = 4096;

  private final boolean epoll = Epoll.isAvailable();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final LongAdder open = new LongAdder();
  private final ChannelGroup connected = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
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
            connected.add(channel);
          }
        };
    listener =
        new ServerBootstrap()
            .group(loop)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
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

  /** In clear text, for callers on this machine. */
  public static StubProvider local() {
    return new StubProvider("127.0.0.1", null);
  }

  /** With TLS. */
  static StubProvider tls(Identity identity) throws IOException {
    SslContext context =
        SslContextBuilder.forServer(identity.certificate().toFile(), identity.key().toFile())
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .build();
    return new StubProvider("127.0.0.1", context);
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Callers that share it need no thread of their own, and leave more of the processor. */
  EventLoop loop() {
    return loop;
  }

  /** Counts for streams that begin from now on. */
  public void tempo(Tempo next) {
    tempo = next;
  }

  /** Streams under way. */
  public long open() {
    return open.sum();
  }

  /** Ends all connections, as providers do with those that nobody used for a while. */
  public void hangUp() {
    connected.close().awaitUninterruptibly();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
