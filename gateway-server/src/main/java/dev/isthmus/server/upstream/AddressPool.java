package dev.isthmus.server.upstream;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.TurnTicker;
import dev.isthmus.core.provider.Address;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one address. The connection used last is used next, so that
 * those beyond need grow old and go.
 *
 * <p>A call that finds none idle opens one and takes whichever comes first: its own, or one that
 * another call gives back. Threads: one event loop.
 */
final class AddressPool implements Connector.Client {

  private static final long LEAST_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_DOUBLINGS = 5;

  private final Address address;
  private final String authority;
  private final Connector connector;
  private final PoolConfig config;
  private final PoolEvents events;
  private final TurnTicker turn;
  private final ArrayDeque<ResponseRelay> idle = new ArrayDeque<>();
  private final ArrayDeque<HttpCall> waiting = new ArrayDeque<>();
  private final Spares spares = new Spares();
  private int connections;
  private long usedNanos;
  private boolean shut;
  private boolean retired;

  AddressPool(
      Address address, Connector connector, PoolConfig config, PoolEvents events, TurnTicker turn) {
    this.address = address;
    this.authority = address.authority();
    this.connector = connector;
    this.config = config;
    this.events = events;
    this.turn = turn;
    this.usedNanos = turn.nanoTime();
  }

  /** Connections opened ahead of need, and when the next may be tried. */
  private static final class Spares {
    private int opening;
    private int failures;
    private long notBeforeNanos;

    boolean mayOpen(long nowNanos) {
      return failures == 0 || nowNanos - notBeforeNanos >= 0;
    }

    void failed(long nowNanos) {
      notBeforeNanos = nowNanos + (LEAST_BACKOFF_NANOS << Math.min(failures++, MOST_DOUBLINGS));
    }
  }

  Address address() {
    return address;
  }

  /** What stands in the {@code Host} header. */
  String authority() {
    return authority;
  }

  /** The loop's time, to be held while bytes that came are worked on. */
  TurnTicker turn() {
    return turn;
  }

  @Override
  public long nanoTime() {
    return turn.nanoTime();
  }

  /** Puts {@code call} on a connection; false where there may be no more of them. */
  boolean dispatch(HttpCall call) {
    long now = turn.nanoTime();
    usedNanos = now;
    ResponseRelay relay = idle.pollFirst();
    if (relay != null) {
      events.reused(address);
      relay.start(call, now);
      if (idle.isEmpty()) {
        openSpare(now);
      }
      return true;
    }
    if (connections >= config.maxConnections()) {
      return false;
    }
    waiting.addLast(call);
    connections++;
    connector.open(address, call.connectTimeoutNanos(), this, call);
    return true;
  }

  /** Opens one connection if none is idle or on its way, and counts the address as in use. */
  void warm() {
    long now = turn.nanoTime();
    usedNanos = now;
    if (idle.isEmpty()) {
      openSpare(now);
    }
  }

  private void openSpare(long nowNanos) {
    if (!shut
        && !retired
        && spares.opening < config.maxSpares()
        && connections < config.maxConnections()
        && spares.mayOpen(nowNanos)) {
      spares.opening++;
      connections++;
      connector.open(address, Connector.DEFAULT_TIMEOUT_NANOS, this, null);
    }
  }

  @Override
  public ResponseRelay newRelay() {
    return new ResponseRelay(this);
  }

  @Override
  public void opened(ResponseRelay relay, @Nullable HttpCall owner, long connectNanos) {
    events.opened(address, connectNanos);
    spares.failures = 0;
    if (owner == null) {
      spares.opening--;
    }
    serve(relay, waiting.pollFirst());
  }

  @Override
  public void refused(@Nullable HttpCall owner, Failure failure) {
    events.failed(address);
    connections--;
    if (owner == null) {
      spares.opening--;
      spares.failed(turn.nanoTime());
    } else if (waiting.remove(owner)) {
      owner.fail(failure);
    }
  }

  /** A connection that has served a call is free again. */
  void returned(ResponseRelay relay) {
    HttpCall next = waiting.pollFirst();
    if (next != null) {
      events.reused(address);
    }
    serve(relay, next);
  }

  private void serve(ResponseRelay relay, @Nullable HttpCall next) {
    long now = turn.nanoTime();
    if (next != null) {
      relay.start(next, now);
    } else if (shut || retired) {
      relay.close();
    } else {
      idle.addFirst(relay);
      relay.rest(now);
    }
  }

  /**
   * A call that began at {@code startNanos} has heard nothing since, for long: its peer may be gone
   * without a word, and with it the other ends of those that have been idle since before. They are
   * closed, so that they trap no other calls.
   */
  void silent(long startNanos) {
    for (Iterator<ResponseRelay> i = idle.iterator(); i.hasNext(); ) {
      ResponseRelay relay = i.next();
      if (relay.sinceNanos() - startNanos <= 0) {
        i.remove();
        relay.close();
      }
    }
  }

  /** An open connection is gone. */
  void gone(ResponseRelay relay) {
    idle.remove(relay);
    events.closed(address);
    connections--;
  }

  /** {@code call} no longer wants a connection. */
  void withdraw(HttpCall call) {
    waiting.remove(call);
  }

  /**
   * Closes what has been idle too long, and keeps one connection warm while the address is used.
   */
  void sweep() {
    long now = turn.nanoTime();
    long limit = config.idleTimeout().toNanos();
    for (Iterator<ResponseRelay> i = idle.iterator(); i.hasNext(); ) {
      ResponseRelay relay = i.next();
      if (now - relay.sinceNanos() >= limit) {
        i.remove();
        relay.close();
      }
    }
    if (idle.isEmpty() && now - usedNanos < config.warmFor().toNanos()) {
      openSpare(now);
    }
  }

  /** Whether nothing is open and nothing wanted. */
  boolean isForgettable() {
    return connections == 0
        && waiting.isEmpty()
        && (retired || turn.nanoTime() - usedNanos >= config.warmFor().toNanos());
  }

  /** Whether no connection is kept beyond its call, because the address is not wanted any more. */
  void retire(boolean on) {
    retired = on;
    if (on) {
      closeIdle();
    }
  }

  /** Closes the idle connections and fails the calls that wait for one. */
  void shutDown() {
    shut = true;
    closeIdle();
    for (HttpCall call = waiting.pollFirst(); call != null; call = waiting.pollFirst()) {
      call.fail(
          Failure.ofGateway(FailureKind.DRAINING, "the gateway is going away")
              .withRetry(Failure.Retry.UNSENT));
    }
  }

  private void closeIdle() {
    for (ResponseRelay relay = idle.pollFirst(); relay != null; relay = idle.pollFirst()) {
      relay.close();
    }
  }
}
