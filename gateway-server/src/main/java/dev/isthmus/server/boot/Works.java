package dev.isthmus.server.boot;

import dev.isthmus.core.account.Ledger;
import dev.isthmus.core.bytes.BodyBudget;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Strain;
import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.dialect.turn.ToolCallIds;
import dev.isthmus.core.exchange.AlarmPool;
import dev.isthmus.core.exchange.Engine;
import dev.isthmus.core.exchange.Lane;
import dev.isthmus.core.exchange.Upstream;
import dev.isthmus.core.exchange.WaitingRoom;
import dev.isthmus.core.govern.Pace;
import dev.isthmus.core.govern.Room;
import dev.isthmus.core.observe.AccessLog;
import dev.isthmus.core.observe.CallLog;
import dev.isthmus.core.observe.ConfigMeters;
import dev.isthmus.core.observe.DecisionRing;
import dev.isthmus.core.observe.EdgeMeters;
import dev.isthmus.core.observe.Events;
import dev.isthmus.core.observe.LineRing;
import dev.isthmus.core.observe.Metrics;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Endpoint;
import dev.isthmus.core.provider.Wire;
import dev.isthmus.core.resilience.RetryBudget;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.RouteTable;
import dev.isthmus.core.route.Router;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.CapacityFeed;
import dev.isthmus.server.admin.StateJson;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.credential.CredentialKeeper;
import dev.isthmus.server.grpc.GrpcUpstream;
import dev.isthmus.server.http.ServerTls;
import dev.isthmus.server.journal.DecisionJournal;
import dev.isthmus.server.journal.LineWriter;
import dev.isthmus.server.probe.Probes;
import dev.isthmus.server.upstream.UpstreamPool;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The engine with all that it stands on, wired by hand: one lane per event loop over shared routes,
 * books and budgets. Threads: made by one, then read by any.
 */
final class Works implements AutoCloseable {
  /** Of access lines that wait: a writer that is away for 80 ms, and 50,000 calls a second. */
  private static final int MOST_LINE_BYTES_PER_LOOP = 2_000_000;

  private static final int MOST_LINE_BYTES = 16_000_000;
  private static final int DECISIONS_PER_LOOP = 4096;
  private static final int WAITING_PART = 4;

  /** So few that a loop's callers do not notice that somebody looks. */
  private static final int DECISIONS_A_TURN = 64;

  private final Ticker ticker;
  private final CredentialKeeper keeper;
  private final Metrics metrics = new Metrics();
  private final List<LineRing> lineRings = new ArrayList<>();
  private final LineWriter accessWriter;
  private final Decisions decisions;
  private final Installation installation;
  private final Identities identities;
  private final Map<EventLoop, Lane> lanes = new LinkedHashMap<>();
  private final Map<EventLoop, UpstreamPool> pools = new LinkedHashMap<>();
  private final Map<EventLoop, GrpcUpstream> grpcs = new LinkedHashMap<>();
  private final BodyBudget bodies;
  private final MemoryWatch memory;
  private final Watch watch;
  private final Probes engines;
  private volatile boolean ready;

  /** {@code accessLines} is written to by a thread of its own, and left open. */
  Works(
      GatewayConfig config,
      MemoryPlan plan,
      Network network,
      Ticker ticker,
      OutputStream accessLines) {
    this.ticker = ticker;
    this.memory = MemoryWatch.ofThisJvm(ticker);
    SecureRandom secret = new SecureRandom();
    this.keeper = new CredentialKeeper(ticker, secret);
    Events events = new LogEvents();
    this.bodies = new BodyBudget(plan.heldBodies());
    Room room = new Room(plan.calls(), bodies, plan.body(), ticker.nanoTime());
    this.installation =
        new Installation(
            config, metrics.meters(), room, new Installation.Time(ticker, secret, events, keeper));
    this.identities = new Identities(config);
    this.decisions = Decisions.start(installation::config, metrics);
    Engine engine = engine(plan, events);
    List<LoopProbe> probes = new ArrayList<>();
    for (EventLoop loop : network.each()) {
      UpstreamPool pool = network.upstream(loop);
      Pace pace = new Pace(loop::execute, ticker, config.limits().overload().loopTurn().toNanos());
      probes.add(new LoopProbe(loop, pace, ticker));
      GrpcUpstream grpc = network.grpcUpstream(loop, (int) plan.body());
      pools.put(loop, pool);
      grpcs.put(loop, grpc);
      Lane.Time time =
          new Lane.Time(
              network.turn(loop), InstantSource.system(), new AlarmPool(new LoopScheduler(loop)));
      LineRing ring = new LineRing(lineBytes(network.each().size()));
      lineRings.add(ring);
      Wires wires = new Wires(pool, grpc);
      lanes.put(loop, new Lane(engine, tools(pace, time, wires, callLog(ring), secret)));
    }
    metrics.gauges(new LiveGauges(() -> installation.snapshot().routes(), ticker));
    metrics.counter(
        "isthmus_access_lines_dropped",
        "Access lines that found no room, because the terminal or file was slow",
        () -> lineRings.stream().mapToLong(LineRing::dropped).sum());
    watch = new Watch(room, memory, probes);
    metrics.readings(watch);
    metrics.readings(identities);
    watch.start();
    engines =
        new Probes(network.probes(), new CapacityFeed(this::capacity, ticker), events, secret);
    metrics.readings(engines);
    engines.retain(Engines.of(config, routes()));
    accessWriter = LineWriter.start(lineRings, accessLines, "access-lines");
  }

  private Engine engine(MemoryPlan plan, Events events) {
    return new Engine(
        installation::snapshot,
        installation.ledger(),
        new RetryBudget(),
        limits(plan),
        new Translators(),
        events);
  }

  private CallLog callLog(LineRing ring) {
    CallLog access = new AccessLog(ring);
    CallLog meters = metrics.meters();
    CallLog written = decisions.log();
    return call -> {
      meters.finished(call);
      access.finished(call);
      written.finished(call);
    };
  }

  private static int lineBytes(int loops) {
    return Math.min(MOST_LINE_BYTES_PER_LOOP, MOST_LINE_BYTES / loops);
  }

  /** Of the memory for requests, calls that wait for a full deployment may hold a part. */
  private static Engine.Limits limits(MemoryPlan plan) {
    return new Engine.Limits(
        plan.body(), new WaitingRoom(WaitingRoom.MOST_CALLS, plan.heldBodies() / WAITING_PART));
  }

  private Lane.Tools tools(
      Pace pace, Lane.Time time, Upstream upstream, CallLog callLog, SecureRandom secret) {
    RandomGenerator random = new SplittableRandom(secret.nextLong());
    return new Lane.Tools(
        time,
        upstream,
        PooledByteBufAllocator.DEFAULT,
        new Router(random),
        new DecisionRing(DECISIONS_PER_LOOP, /* replica= */ 0, /* loop= */ lanes.size()),
        callLog,
        ToolCallIds.random(random),
        new Lane.Strains(pace, memory));
  }

  /**
   * Puts {@code config} in force for calls that begin from now on; those under way keep what they
   * began with. Not on an event loop, and one at a time.
   *
   * @throws IllegalArgumentException where nothing can be made of it; then nothing has changed
   */
  void install(GatewayConfig config) {
    Runnable newIdentities = identities.prepare(config);
    installation.install(config);
    newIdentities.run();
    engines.retain(Engines.of(config, routes()));
    Set<Address> addresses = addresses(Wire.HTTP);
    pools.forEach((loop, pool) -> loop.execute(() -> pool.retain(addresses)));
    Set<Address> grpcAddresses = addresses(Wire.GRPC);
    grpcs.forEach((loop, grpc) -> loop.execute(() -> grpc.retain(grpcAddresses)));
  }

  private Set<Address> addresses(Wire wire) {
    return installation.snapshot().routes().deployments().stream()
        .map(one -> one.provider().endpoint())
        .filter(one -> one.wire() == wire)
        .map(Endpoint::address)
        .collect(Collectors.toSet());
  }

  /** Puts other routes over the same deployments in force, until the next configuration. */
  void install(RouteTable routes) {
    installation.install(routes);
  }

  /** Takes a deployment out of service, or back in. */
  void drain(Deployment deployment, boolean on) {
    new CapacityFeed(index -> deployment.live().capacity(), ticker).drained(deployment.id(), on);
  }

  private @Nullable Capacity capacity(int deployment) {
    for (Deployment one : routes().deployments()) {
      if (one.id().index() == deployment) {
        return one.live().capacity();
      }
    }
    return null;
  }

  RouteTable routes() {
    return installation.snapshot().routes();
  }

  ConfigMeters configMeters() {
    return metrics.configuration();
  }

  /** The configuration in force. */
  GatewayConfig config() {
    return installation.config();
  }

  /** What a listener proves itself with; null: it speaks no TLS. */
  @Nullable ServerTls tls(int listener) {
    return identities.of(listener);
  }

  Lane lane(EventLoop loop) {
    Lane lane = lanes.get(loop);
    if (lane == null) {
      throw new IllegalStateException("event loop: unknown (expected: one of the gateway's)");
    }
    return lane;
  }

  Ledger ledger() {
    return installation.ledger();
  }

  /** The memory for requests, whole or not. */
  BodyBudget bodies() {
    return bodies;
  }

  /** How short of memory the process is. */
  Supplier<Strain> strain() {
    return memory;
  }

  EdgeMeters edgeMeters() {
    return metrics.edge();
  }

  void ready(boolean on) {
    ready = on;
  }

  boolean isReady() {
    return ready;
  }

  String metrics() {
    return metrics.text();
  }

  String state() {
    return new StateJson(installation.ledger())
        .of(installation.snapshot().routes(), ticker.nanoTime());
  }

  <T> CompletionStage<@Nullable T> decision(long id, Function<Decision, T> reader) {
    CompletableFuture<@Nullable T> answer = new CompletableFuture<>();
    EventLoop loop = loop(DecisionRing.loop(id));
    if (id < 0 || loop == null) {
      answer.complete(null);
      return answer;
    }
    loop.execute(
        () -> {
          Decision decision = lane(loop).decisions().find(id);
          answer.complete(decision == null ? null : reader.apply(decision));
        });
    return answer;
  }

  /** Copies of what the loops' rings hold, some at a time; waits, so never on an event loop. */
  void recent(Consumer<Decision> consumer) {
    for (Map.Entry<EventLoop, Lane> each : lanes.entrySet()) {
      DecisionRing ring = each.getValue().decisions();
      for (int from = 0; from < ring.size(); from += DECISIONS_A_TURN) {
        int first = from;
        CompletableFuture.supplyAsync(() -> copies(ring, first), each.getKey())
            .join()
            .forEach(consumer);
      }
    }
  }

  private static List<Decision> copies(DecisionRing ring, int first) {
    List<Decision> copies = new ArrayList<>();
    for (int i = first; i < Math.min(ring.size(), first + DECISIONS_A_TURN); i++) {
      Decision copy = ring.copy(i);
      if (copy != null && copy.candidateCount() > 0) {
        copies.add(copy);
      }
    }
    return copies;
  }

  /** Where decisions are written down; null: nowhere. */
  @Nullable Path decisionsDirectory() {
    DecisionJournal journal = decisions.journal();
    return journal == null ? null : journal.directory();
  }

  private @Nullable EventLoop loop(int number) {
    return lanes.keySet().stream().skip(number).findFirst().orElse(null);
  }

  @Override
  public void close() {
    engines.close();
    grpcs.forEach((loop, grpc) -> loop.execute(grpc::close));
    watch.close();
    accessWriter.close();
    decisions.close();
    keeper.close();
  }
}
