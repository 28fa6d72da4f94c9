package dev.isthmus.server.upstream;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Scheduler;
import dev.isthmus.core.call.TurnTicker;
import dev.isthmus.core.exchange.Upstream;
import dev.isthmus.core.provider.Address;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over HTTP/1.1 on connections that this event loop keeps; nothing is shared with
 * another loop, so a call never changes its thread.
 *
 * <p>Answers are read strictly: whatever two readers could read differently is a {@link
 * FailureKind#MALFORMED} failure and closes the connection. So is an encoded body: identity was
 * asked for, and nothing here decodes. Redirects are statuses like others and are never followed.
 *
 * <p>Verdicts: UNSENT while no byte has left; REFUSED for a reused connection that ends without a
 * byte within 100 ms of our write; otherwise UNANSWERED. Whether content was seen is for the
 * listener to know.
 *
 * <p>Threads: the connector's event loop only. Errors: all through the listener.
 */
public final class UpstreamPool implements Upstream, AutoCloseable {

  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Connector connector;
  private final PoolConfig config;
  private final PoolEvents events;
  private final TurnTicker turn;
  private final Scheduler scheduler;
  private final Map<Address, AddressPool> pools = new HashMap<>();
  private final RequestHeadWriter heads = new RequestHeadWriter();
  private Scheduler.@Nullable Timer sweeper;
  private boolean closed;

  /** Null: all. */
  private @Nullable Set<Address> wanted;

  public UpstreamPool(
      Connector connector,
      PoolConfig config,
      PoolEvents events,
      TurnTicker turn,
      Scheduler scheduler) {
    this.connector = connector;
    this.config = config;
    this.events = events;
    this.turn = turn;
    this.scheduler = scheduler;
  }

  /**
   * Takes {@code request.body()}, whose indices must be nobody else's (a retained slice, or a copy
   * or composite made for this attempt). The headers are read before this method returns.
   */
  @Override
  public Call send(Request request, Listener listener) {
    AddressPool pool = pool(request.address());
    ByteBuf head = heads.write(PooledByteBufAllocator.DEFAULT, request, pool.authority());
    if (head == null) {
      return refuse(pool, request, listener, FailureKind.INTERNAL);
    }
    HttpCall call = new HttpCall(pool, request, head, listener);
    if (closed) {
      later(call, FailureKind.DRAINING, "the gateway is going away");
    } else if (!pool.dispatch(call)) {
      later(call, FailureKind.GATEWAY_OVERLOADED, "no more connections to this address");
    }
    return call;
  }

  private Call refuse(AddressPool pool, Request request, Listener listener, FailureKind kind) {
    HttpCall call =
        new HttpCall(pool, request, PooledByteBufAllocator.DEFAULT.ioBuffer(0), listener);
    later(call, kind, "a header that cannot stand in a request");
    return call;
  }

  private void later(HttpCall call, FailureKind kind, String detail) {
    Failure failure = Failure.ofGateway(kind, detail).withRetry(Failure.Retry.UNSENT);
    connector.loop().execute(() -> call.fail(failure));
  }

  /** Opens one connection ahead of the first call, and keeps one while the address is used. */
  public void warm(Address address) {
    if (!closed) {
      pool(address).warm();
    }
  }

  /**
   * Only {@code addresses} are wanted from now on: connections to others close, the idle ones at
   * once, those with a call after it. A call to another address is still sent, as one that began
   * before may have to.
   */
  public void retain(Set<Address> addresses) {
    Set<Address> only = Set.copyOf(addresses);
    wanted = only;
    pools.forEach((address, pool) -> pool.retire(!only.contains(address)));
  }

  private AddressPool pool(Address address) {
    AddressPool known = pools.get(address);
    if (known != null) {
      return known;
    }
    AddressPool made = new AddressPool(address, connector, config, events, turn);
    made.retire(!isWanted(address));
    pools.put(address, made);
    if (sweeper == null && !closed) {
      sweeper = scheduler.schedule(this::sweep, SWEEP_NANOS);
    }
    return made;
  }

  private boolean isWanted(Address address) {
    return wanted == null || wanted.contains(address);
  }

  private void sweep() {
    for (Iterator<AddressPool> i = pools.values().iterator(); i.hasNext(); ) {
      AddressPool pool = i.next();
      pool.sweep();
      if (pool.isForgettable()) {
        i.remove();
      }
    }
    sweeper = pools.isEmpty() || closed ? null : scheduler.schedule(this::sweep, SWEEP_NANOS);
  }

  /** Closes idle connections and takes no more calls; those under way go on. */
  @Override
  public void close() {
    closed = true;
    if (sweeper != null) {
      sweeper.cancel();
      sweeper = null;
    }
    pools.values().forEach(AddressPool::shutDown);
  }
}
