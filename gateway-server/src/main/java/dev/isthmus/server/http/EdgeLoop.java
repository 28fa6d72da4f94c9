package dev.isthmus.server.http;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Strain;
import dev.isthmus.core.call.TurnTicker;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.exchange.CallGate;
import dev.isthmus.core.exchange.Downstream;
import dev.isthmus.core.exchange.HeadBytes;
import dev.isthmus.core.exchange.Inbound;
import dev.isthmus.core.exchange.RequestHead;
import dev.isthmus.core.exchange.Unwanted;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of one event loop share: the way to the engine, and one sweep for all their
 * timeouts, so that no timer is made or cancelled per request.
 *
 * <p>Threads: its loop, but for the constructor.
 */
final class EdgeLoop {
  /** Between the announcement of the end and the end of new requests: a round trip and more. */
  static final long LAST_ROUND_TRIP_MILLIS = 250;

  /** What calls are told that outlast the drain. */
  static final Failure DRAINED =
      Failure.ofGateway(FailureKind.DRAINING, "the gateway is going away and can wait no longer")
          .withRetryAfterMillis(1000);

  /** How exact timeouts are. */
  private static final long SWEEP_MILLIS = 100;

  private final Edge edge;
  private final TurnTicker turn;
  private final EventLoop loop;
  private final CallGate gate;
  private final RequestIds ids;
  private final Set<Swept> connections = new LinkedHashSet<>();
  private final HeadBytes headBytes = new HeadBytes();
  private final Future<?> sweeper;
  private boolean busy;
  private boolean lastAnswers;
  private boolean draining;

  EdgeLoop(EventLoop loop, Edge edge, TurnTicker turn) {
    this.edge = edge;
    this.turn = turn;
    this.loop = loop;
    this.gate = edge.gates().apply(loop);
    this.ids = new RequestIds(new SplittableRandom(edge.random().nextLong()));
    this.sweeper =
        loop.scheduleAtFixedRate(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  EdgeLimits limits() {
    return edge.limits();
  }

  EdgeEvents events() {
    return edge.events();
  }

  /** For the head of one answer, from its first byte to its last without a pause. */
  HeadBytes headBytes() {
    return headBytes;
  }

  /** The loop's time, to be held while bytes that came are worked on. */
  TurnTicker turn() {
    return turn;
  }

  long now() {
    return turn.nanoTime();
  }

  /** Whether an answer should tell its caller not to send another request here. */
  boolean isLastAnswer() {
    return lastAnswers || edge.strain().get().reaches(Strain.TIGHT);
  }

  /** Whether connections are to end as soon as they are idle. */
  boolean isDraining() {
    return draining;
  }

  String nextRequestId() {
    return ids.next();
  }

  /** Hands one request to the engine. */
  Inbound open(Target.Found target, HeaderView head, long bytes, String id, Downstream answer) {
    HeaderView headers = target.key() == null ? head : new KeyedHead(head, target.key());
    Operation operation = target.route().operation();
    Tongue tongue = target.route().tongue();
    if (operation == null) {
      Dialect dialect = edge.dialects().of(tongue.refined(headers));
      gate.listModels(dialect, headers, target.model(), id, answer);
      return Unwanted.INSTANCE;
    }
    Dialect dialect = edge.dialects().of(tongue);
    return gate.open(
        new RequestHead(operation, dialect, target.model(), headers, bytes, id, target.stored()),
        answer);
  }

  /**
   * Answers one request without the engine.
   *
   * @param path where it was sent, as far as that was read
   */
  void refuse(Refusal why, @Nullable String path, String id, Downstream answer) {
    edge.events().refused(why);
    Dialect dialect = edge.dialects().of(Tongue.ofPath(path));
    ByteBuf body = dialect.errorBody(why.failure(), id);
    String allow = why.allow();
    answer.head(
        why.status(),
        body.readableBytes(),
        sink -> {
          sink.add("content-type", "application/json");
          dialect.nameRequest(id, sink);
          if (allow != null) {
            sink.add("allow", allow);
          }
        });
    answer.body(body);
    answer.end();
  }

  /** What a request's headers already rule out; the same for both protocols. Null: nothing. */
  static @Nullable Refusal check(HeaderView headers, long contentLength, EdgeLimits limits) {
    String expect = headers.get("expect");
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      return Refusal.EXPECTATION;
    }
    if (headers.get("content-encoding") != null) {
      return Refusal.ENCODED_BODY;
    }
    return contentLength > limits.bodyBytes() ? Refusal.BODY_TOO_LARGE : null;
  }

  void add(Swept connection) {
    if (busy) {
      loop.execute(() -> add(connection));
      return;
    }
    connections.add(connection);
    if (draining) {
      connection.drain();
    }
  }

  void remove(Swept connection) {
    if (busy) {
      loop.execute(() -> remove(connection));
      return;
    }
    connections.remove(connection);
  }

  /** From now on every answer is the last one on its connection. */
  void announceEnd() {
    lastAnswers = true;
  }

  /** Ends what is idle now, and everything else when its turn is over. */
  void drain() {
    draining = true;
    busy = true;
    connections.forEach(Swept::drain);
    busy = false;
  }

  /** Ends what is still under way, and tells its callers. */
  void cut() {
    busy = true;
    try {
      connections.forEach(Swept::cut);
    } finally {
      busy = false;
    }
  }

  void stop() {
    sweeper.cancel(false);
  }

  private void sweep() {
    long now = turn.nanoTime();
    busy = true;
    for (Swept connection : connections) {
      connection.sweep(now);
    }
    busy = false;
  }
}
