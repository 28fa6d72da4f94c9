package dev.isthmus.server.boot;

import dev.isthmus.core.account.Ledger;
import dev.isthmus.core.bytes.BodyBudget;
import dev.isthmus.core.call.Ticker;
import dev.isthmus.server.admin.AdminServer;
import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.config.HostPort;
import dev.isthmus.server.config.LimitsConfig;
import dev.isthmus.server.grpc.GrpcEdge;
import dev.isthmus.server.grpc.GrpcLimits;
import dev.isthmus.server.grpc.GrpcLoop;
import dev.isthmus.server.grpc.GrpcServer;
import dev.isthmus.server.grpc.MessageRoom;
import dev.isthmus.server.http.Edge;
import dev.isthmus.server.http.EdgeDialects;
import dev.isthmus.server.http.EdgeLimits;
import dev.isthmus.server.http.EdgeTimeouts;
import dev.isthmus.server.http.HttpServer;
import dev.isthmus.server.http.ListenerConfig;
import dev.isthmus.server.http.RequestIds;
import dev.isthmus.server.http.ServerTls;
import dev.isthmus.server.http.Transport;
import dev.isthmus.server.http.Transports;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A gateway that runs: made from a configuration, then drained, then closed. Threads: its methods
 * may be called from any thread but an event loop's, one at a time.
 */
public final class Gateway implements AutoCloseable {
  /** How long the last words to callers may take to leave. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private static final int MOST_LOOPS = 4;

  private final GatewayConfig config;
  private final Network network;
  private final Works works;
  private final HttpServer server;
  private final GrpcServer grpc;
  private final Reloader reloader;
  private final Foresight foresight;
  private final AdminServer admin;
  private final List<InetSocketAddress> addresses = new ArrayList<>();

  private Gateway(GatewayConfig config, @Nullable ConfigFile file, OutputStream accessLines)
      throws IOException {
    this.config = config;
    Ticker ticker = System::nanoTime;
    MemoryPlan plan = MemoryPlan.of(config.limits(), MemoryPlan.directBytes());
    network = new Network(transport(config), loops(config), plan.calls(), ticker);
    works = new Works(config, plan, network, ticker, accessLines);
    server = new HttpServer(network.loops(), edge(limits(config, plan), works), network::turn);
    grpc = grpc(network, works, grpcLimits(config, plan), ticker);
    reloader = new Reloader(works, file, InstantSource.system());
    foresight = new Foresight(works, InstantSource.system());
    Desk desk = new Desk(works, reloader, foresight);
    admin = AdminServer.bind(address(config.admin().address()), desk, reloader, ticker);
  }

  /**
   * Starts a gateway; it serves when this returns.
   *
   * @throws IOException where it cannot listen
   */
  public static Gateway start(GatewayConfig config) throws IOException {
    return start(config, null);
  }

  /**
   * Starts a gateway that follows its file; it serves when this returns.
   *
   * @param file where {@code config} was read; null: there is nothing to follow
   * @throws IOException where it cannot listen
   */
  public static Gateway start(GatewayConfig config, @Nullable ConfigFile file) throws IOException {
    return start(config, file, System.out);
  }

  /**
   * The same with its access lines somewhere else than on standard output.
   *
   * @param accessLines written to by one thread, and not closed
   */
  public static Gateway start(
      GatewayConfig config, @Nullable ConfigFile file, OutputStream accessLines)
      throws IOException {
    Gateway gateway = new Gateway(config, file, accessLines);
    try {
      gateway.listen();
      gateway.reloader.watch();
      return gateway;
    } catch (IOException | RuntimeException e) {
      gateway.close();
      throw e;
    }
  }

  private void listen() throws IOException {
    for (int i = 0; i < config.listeners().size(); i++) {
      HostPort address = config.listeners().get(i).address();
      ServerTls tls = works.tls(i);
      addresses.add(
          switch (config.listeners().get(i).protocol()) {
            case HTTP -> server.bind(new ListenerConfig(address.host(), address.port(), tls));
            case GRPC -> grpc.bind(address(address), tls == null ? null : tls::context);
          });
    }
    works.ready(true);
  }

  /** Where callers are served, in the order of the configuration's listeners. */
  public List<InetSocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  public InetSocketAddress adminAddress() {
    return admin.address();
  }

  public Ledger ledger() {
    return works.ledger();
  }

  /**
   * Says that it is not ready, goes on as before while others learn of it, then takes no new calls
   * and lets those under way end, all for as long as the configuration grants; in the end tells the
   * callers that are left.
   *
   * @return whether all of them ended in time
   */
  public boolean drain() throws InterruptedException {
    works.ready(false);
    LimitsConfig.Drain drain = works.config().limits().drain();
    long until = System.nanoTime() + drain.delay().plus(drain.grace()).toNanos();
    CompletableFuture<Void> over = server.drain(drain.delay()).toCompletableFuture();
    isOver(over, drain.delay());
    grpc.drain();
    boolean all = isOver(over, left(until)) && grpc.awaitEnd(left(until));
    if (!all) {
      server.cut();
      grpc.close();
      isOver(over, LAST_WORDS);
    }
    return all;
  }

  private static Duration left(long untilNanos) {
    return Duration.ofNanos(Math.max(0, untilNanos - System.nanoTime()));
  }

  private static boolean isOver(CompletableFuture<Void> drained, Duration within)
      throws InterruptedException {
    try {
      drained.get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("drain failed", e.getCause());
    }
  }

  /** Ends everything at once. */
  @Override
  public void close() {
    works.ready(false);
    reloader.close();
    foresight.close();
    server.close();
    grpc.close();
    admin.close();
    works.close();
    network.close();
  }

  private static int loops(GatewayConfig config) {
    Integer wanted = config.limits().eventLoops();
    int cores = Runtime.getRuntime().availableProcessors();
    return wanted == null ? Math.min(MOST_LOOPS, cores) : wanted;
  }

  private static @Nullable Transport transport(GatewayConfig config) {
    LimitsConfig.Transport wanted = config.limits().transport();
    return wanted == null ? null : Transport.valueOf(wanted.name());
  }

  private static EdgeLimits limits(GatewayConfig config, MemoryPlan plan) {
    LimitsConfig limits = config.limits();
    LimitsConfig.Patience patience = limits.patience();
    Integer perAddress = limits.overload().connectionsPerAddress();
    EdgeLimits usual = EdgeLimits.DEFAULT;
    return new EdgeLimits(
        usual.head(),
        plan.body(),
        limits.connections(),
        perAddress == null ? mostOf(limits.connections()) : perAddress,
        usual.streams(),
        usual.backlogBytes(),
        plan.answer(),
        new EdgeTimeouts(
            patience.head(),
            patience.bodyGrace(),
            patience.keepAlive(),
            patience.writeStall(),
            usual.timeouts().handshake()));
  }

  /** Four fifths. */
  private static int mostOf(int connections) {
    return connections - connections / 5;
  }

  private static GrpcServer grpc(Network network, Works works, GrpcLimits limits, Ticker ticker) {
    SecureRandom secret = new SecureRandom();
    List<GrpcLoop> loops =
        network.each().stream()
            .map(
                loop ->
                    new GrpcLoop(
                        loop,
                        works.lane(loop),
                        new RequestIds(new SplittableRandom(secret.nextLong()))::next))
            .toList();
    GrpcEdge edge = new GrpcEdge(loops, limits, room(works.bodies()), works::isReady);
    return new GrpcServer(network.loops(), Transports.serverChannel(network.loops()), edge, ticker);
  }

  private static GrpcLimits grpcLimits(GatewayConfig config, MemoryPlan plan) {
    LimitsConfig.Patience patience = config.limits().patience();
    return GrpcLimits.of(plan.body(), patience.bodyGrace(), patience.keepAlive());
  }

  private static MessageRoom room(BodyBudget bodies) {
    return new MessageRoom() {
      @Override
      public boolean tryReserve(long bytes) {
        return bodies.tryReserve(bytes);
      }

      @Override
      public void release(long bytes) {
        bodies.release(bytes);
      }
    };
  }

  private static Edge edge(EdgeLimits limits, Works works) {
    return new Edge(
        works::lane,
        new EdgeDialects(Dialects::of),
        limits,
        new MeteredEdge(works.edgeMeters()),
        works.strain(),
        new SecureRandom());
  }

  private static InetSocketAddress address(HostPort address) {
    return new InetSocketAddress(address.host(), address.port());
  }
}
