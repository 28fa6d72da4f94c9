package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.TokenMint.Audience;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One simulated cloud that runs: a service port and a control port.
 *
 * <p>The control port answers {@code GET /_sim/state}, {@code GET /_sim/bill}, {@code POST} and
 * {@code DELETE /_sim/fault}; see {@link Control}. Its bytes are not counted. Threads: any but the
 * cloud's own loop; calls here wait for the loop.
 */
public final class Cloud implements AutoCloseable {

  private static final int MOST_BODY_BYTES = 64 << 20;
  private static final int MOST_CONTROL_BYTES = 1 << 20;
  private static final int BACKLOG = 4096;

  private final CloudSpec spec;
  private final EventLoop loop;
  private final Class<? extends ServerSocketChannel> channelType;
  private final Clerk clerk;
  private final ChannelGroup connections;
  private volatile @Nullable Channel service;
  private volatile @Nullable Channel control;
  private volatile int port;

  Cloud(CloudSpec spec, EventLoop loop, Class<? extends ServerSocketChannel> channelType) {
    this.spec = spec;
    this.loop = loop;
    this.channelType = channelType;
    this.clerk = new Clerk(spec);
    this.connections = new DefaultChannelGroup(loop);
    this.port = spec.listen().port();
  }

  void open() throws IOException {
    reopen();
    control = listen(spec.listen().controlPort(), new ControlPipeline());
  }

  public String name() {
    return spec.name();
  }

  /** The service port. */
  public int port() {
    return port;
  }

  public int controlPort() {
    Channel listening = control;
    return listening == null
        ? spec.listen().controlPort()
        : ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** The service's base URL, without a path. */
  public URI base() {
    return URI.create((spec.listen().tls() == null ? "http" : "https") + "://127.0.0.1:" + port);
  }

  public Faults faults() {
    return clerk.faults();
  }

  public Bill bill() {
    return clerk.bill();
  }

  /** A token that this cloud and all that share its secret accept, as its own sign-in issues it. */
  public String issueToken(long lifeMillis) {
    boolean entra = spec.kind() == CloudKind.AZURE || spec.kind() == CloudKind.ANTHROPIC;
    Audience audience = entra ? Audience.ENTRA : Audience.GOOGLE;
    return clerk.guard().issue(audience, lifeMillis);
  }

  /** AWS session keys that this cloud and all that share its secret accept. */
  public AwsKeys issueKeys(long lifeMillis) {
    return clerk.guard().issueKeys(lifeMillis);
  }

  /** From now on no token is accepted that was issued before. */
  public void revokeTokens() {
    clerk.guard().revokeTokens();
  }

  /** {@code key} opens nothing from now on. */
  public void revokeKey(String key) {
    clerk.guard().revokeKey(key);
  }

  /** What a kill of the process looks like from outside: connections reset, port refused. */
  public void kill() {
    Channel listening = service;
    service = null;
    if (listening != null) {
      listening.close().syncUninterruptibly();
    }
    connections.forEach(Cloud::endByReset);
    connections.close().awaitUninterruptibly();
  }

  private static void endByReset(Channel connection) {
    try {
      connection.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException endedMeanwhile) {
      // Its client was quicker.
    }
  }

  /**
   * Listens again on the same port after {@link #kill}; does nothing while it listens.
   *
   * @throws IOException where the port was taken meanwhile or the certificate cannot be read
   */
  public void reopen() throws IOException {
    if (service == null) {
      Channel listening = listen(port, new ServicePipeline(tls()));
      port = ((InetSocketAddress) listening.localAddress()).getPort();
      service = listening;
    }
  }

  @Override
  public void close() {
    kill();
    Channel listening = control;
    if (listening != null) {
      listening.close().syncUninterruptibly();
    }
  }

  private Channel listen(int at, ChannelInitializer<SocketChannel> pipeline) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop, loop)
            .channel(channelType)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(pipeline)
            .bind(new InetSocketAddress(spec.listen().host(), at))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on port " + at, bound.cause());
    }
    return bound.channel();
  }

  private @Nullable SslContext tls() throws IOException {
    Listen.Tls files = spec.listen().tls();
    return files == null
        ? null
        : SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile()).build();
  }

  private final class ServicePipeline extends ChannelInitializer<SocketChannel> {
    private final @Nullable SslContext tls;

    ServicePipeline(@Nullable SslContext tls) {
      this.tls = tls;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      connections.add(channel);
      channel.pipeline().addLast(new ByteMeter(clerk.bill()));
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      channel
          .pipeline()
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(MOST_BODY_BYTES))
          .addLast(new ServerConnection(clerk));
    }
  }

  private final class ControlPipeline extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(MOST_CONTROL_BYTES))
          .addLast(new Control(Cloud.this, clerk));
    }
  }
}
