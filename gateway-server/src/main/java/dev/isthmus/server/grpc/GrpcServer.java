package dev.isthmus.server.grpc;

import dev.isthmus.core.call.Ticker;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves callers that speak gRPC, on the event loops that all edges share: a call's listener runs
 * on its connection's loop, and nothing is handed to another thread.
 *
 * <p>Messages are taken as they are and never compressed. Threads: its methods, one at a time and
 * never on an event loop.
 */
public final class GrpcServer implements AutoCloseable {
  /** A caller that is silent for so long is asked whether it is still there. */
  private static final long ASK_SECONDS = 60;

  private static final long ANSWER_SECONDS = 20;

  /** Callers may ask the same of us, but no more often than this. */
  private static final long LEAST_PING_SECONDS = 10;

  private final EventLoopGroup loops;
  private final Class<? extends ServerChannel> sockets;
  private final GrpcEdge edge;
  private final Ticker ticker;
  private final List<Server> servers = new ArrayList<>();

  /**
   * @param sockets what listeners are made of; it fits the loops
   */
  public GrpcServer(
      EventLoopGroup loops, Class<? extends ServerChannel> sockets, GrpcEdge edge, Ticker ticker) {
    GrpcLogs.quieten();
    this.loops = loops;
    this.sockets = sockets;
    this.edge = edge;
    this.ticker = ticker;
  }

  /**
   * Listens at {@code address}.
   *
   * @param tls the identity in force; null for clear text
   * @return where it listens
   * @throws IOException where it cannot
   */
  public InetSocketAddress bind(InetSocketAddress address, @Nullable Supplier<SslContext> tls)
      throws IOException {
    NettyServerBuilder builder = limited(NettyServerBuilder.forAddress(address));
    if (tls != null) {
      builder.sslContext(new ChangingTls(tls));
    }
    Server server =
        builder
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelType(sockets)
            .withChildOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .withChildOption(ChannelOption.TCP_NODELAY, true)
            .directExecutor()
            .decompressorRegistry(
                DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false))
            .addStreamTracerFactory(Incoming.factory(edge.room()))
            .addService(new InferenceService(edge).definition())
            .addService(new HealthService(edge).definition())
            .build()
            .start();
    servers.add(server);
    return (InetSocketAddress) server.getListenSockets().get(0);
  }

  private NettyServerBuilder limited(NettyServerBuilder builder) {
    GrpcLimits limits = edge.limits();
    return builder
        .maxInboundMessageSize(limits.messageBytes())
        .maxInboundMetadataSize(limits.metadataBytes())
        .maxConcurrentCallsPerConnection(limits.callsPerConnection())
        .maxRstFramesPerWindow(limits.resetsPerWindow(), (int) GrpcLimits.RESET_WINDOW.toSeconds())
        .maxConnectionIdle(limits.idle().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTime(ASK_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveTime(LEAST_PING_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  /** Takes no new connections and calls; those under way go on. */
  public void drain() {
    servers.forEach(Server::shutdown);
  }

  /** Waits for the calls under way; says whether all ended within the time. */
  public boolean awaitEnd(Duration within) throws InterruptedException {
    long until = ticker.nanoTime() + within.toNanos();
    for (Server server : servers) {
      long left = Math.max(0, until - ticker.nanoTime());
      if (!server.awaitTermination(left, TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }

  /** Ends everything at once. */
  @Override
  public void close() {
    servers.forEach(Server::shutdownNow);
  }
}
