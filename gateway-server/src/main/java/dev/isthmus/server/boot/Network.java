package dev.isthmus.server.boot;

import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.call.TurnTicker;
import dev.isthmus.server.grpc.GrpcUpstream;
import dev.isthmus.server.http.Transport;
import dev.isthmus.server.http.Transports;
import dev.isthmus.server.probe.ProbePlace;
import dev.isthmus.server.upstream.CachedResolver;
import dev.isthmus.server.upstream.Connector;
import dev.isthmus.server.upstream.PoolConfig;
import dev.isthmus.server.upstream.PoolEvents;
import dev.isthmus.server.upstream.UpstreamPool;
import dev.isthmus.server.upstream.UpstreamTls;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.security.Security;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Event loops, names and connections to providers. Threads: made and closed by one. */
final class Network implements AutoCloseable {
  private static final int RESOLVER_THREADS = 4;

  /** Names come from the configuration, and each is looked up once at a time. */
  private static final int MOST_LOOKUPS = 1024;

  private static final int CLOSE_SECONDS = 5;

  private final EventLoops loops;
  private final CachedResolver resolver;
  private final UpstreamTls tls;
  private final Map<EventLoop, TurnTicker> turns = new HashMap<>();
  private final PoolConfig pools;

  /**
   * @param transport null: the usual one
   * @param calls under way at most: none of them ever waits for a connection
   * @throws IOException where {@code transport} cannot be had
   */
  Network(@Nullable Transport transport, int threads, int calls, Ticker ticker) throws IOException {
    this.pools = PoolConfig.upTo(calls);
    this.tls = UpstreamTls.create(null);
    // The resolver keeps answers itself, and the JDK's own cache would keep them for ever.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    this.loops = EventLoops.open(transport, threads, Transports::newLoops);
    each().forEach(loop -> turns.put(loop, new TurnTicker(ticker)));
    this.resolver =
        new CachedResolver(
            InetAddress::getAllByName,
            new ThreadPoolExecutor(
                RESOLVER_THREADS,
                RESOLVER_THREADS,
                CLOSE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_LOOKUPS),
                new DefaultThreadFactory("resolver", true)),
            ticker);
  }

  EventLoopGroup loops() {
    return loops.calls();
  }

  /** The loops one by one, in a fixed order. */
  List<EventLoop> each() {
    List<EventLoop> each = new ArrayList<>();
    for (EventExecutor loop : loops.calls()) {
      each.add((EventLoop) loop);
    }
    return each;
  }

  /** The time of what lives on {@code loop}. */
  TurnTicker turn(EventLoop loop) {
    TurnTicker turn = turns.get(loop);
    if (turn == null) {
      throw new IllegalArgumentException("event loop: unknown (expected: one of the gateway's)");
    }
    return turn;
  }

  /** Connections to providers that live on {@code loop}. */
  UpstreamPool upstream(EventLoop loop) {
    Connector connector =
        new Connector(
            loop,
            new ReflectiveChannelFactory<>(Transports.clientChannel(loops.calls())),
            resolver,
            tls);
    return new UpstreamPool(connector, pools, PoolEvents.NONE, turn(loop), new LoopScheduler(loop));
  }

  /**
   * Connections to gRPC servers that live on {@code loop}.
   *
   * @param messageBytes the largest answer
   */
  GrpcUpstream grpcUpstream(EventLoop loop, int messageBytes) {
    return new GrpcUpstream(
        new GrpcUpstream.Place(
            loop, Transports.clientChannel(loops.calls()), turn(loop), new LoopScheduler(loop)),
        (host, allowPrivate, executor, found) ->
            resolver.next(host, allowPrivate, executor, found::is),
        messageBytes);
  }

  /** Where engines are asked how busy they are: beside the loops that calls run on. */
  ProbePlace probes() {
    return new ProbePlace(
        loops.probes().next(),
        Transports.clientChannel(loops.probes()),
        resolver::next,
        ProbePlace.usualTls());
  }

  @Override
  public void close() {
    loops.close();
    resolver.close();
  }
}
