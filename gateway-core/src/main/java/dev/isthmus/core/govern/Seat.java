package dev.isthmus.core.govern;

import dev.isthmus.core.bytes.BodyBudget;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.HotPath;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One caller's calls inside: every entry gives the same object, and each must be left once. Shape:
 * counters. Threads: any; no lock, no allocation.
 */
public final class Seat implements Entry {
  private final Room room;
  private final CallClass callClass;
  private final int concurrent;
  private final BodyBudget bodies;
  private final Comeback comeback;
  private final AtomicInteger inside;

  /**
   * @param before what counted for this caller until now; calls that came in by it still count,
   *     unless the caller's class is another one
   */
  Seat(Caller caller, Room room, @Nullable Seat before, long nowNanos) {
    this.room = room;
    this.callClass = caller.callClass();
    int limit = caller.limits().concurrent();
    this.concurrent = limit < 0 ? Integer.MAX_VALUE : limit;
    room.expect(callClass);
    boolean same = before != null && before.callClass == callClass;
    this.inside = before != null && same ? before.inside : new AtomicInteger();
    this.bodies = before == null ? room.bodiesOfOne() : before.bodies;
    this.comeback =
        before == null
            ? new Comeback(Math.min(concurrent, room.places()), nowNanos)
            : before.comeback;
  }

  /** Comes in, or is told when to come back. */
  @HotPath
  Entry enter(long contentLength, long nowNanos) {
    if (contentLength > bodies.left()) {
      return turnAway(Shed.BODIES, nowNanos);
    }
    int own = inside.getAndIncrement();
    if (own == 0) {
      room.callers(callClass, 1);
    }
    Shed why = own >= concurrent ? Shed.CALLER_CALLS : room.tryEnter(callClass, own);
    if (why == null) {
      return this;
    }
    goOut();
    return turnAway(why, nowNanos);
  }

  /** Says that the call cannot come in, for a reason that lies outside of this caller. */
  TurnedAway turnAway(Shed why, long nowNanos) {
    room.count(why, callClass);
    boolean own = why == Shed.CALLER_CALLS || why == Shed.CALLER_SHARE;
    long millis = own ? comeback.millis(nowNanos) : room.comebackMillis(nowNanos);
    return new TurnedAway(why, why.failure(millis));
  }

  /** Whether this caller has much less inside than others: it is not the cause of any trouble. */
  boolean isModest() {
    return room.isModest(inside.get());
  }

  /** A call that came in is over. */
  @HotPath
  public void leave() {
    goOut();
    room.leave(callClass);
    comeback.left();
  }

  /** What this caller's bodies may take. */
  public BodyBudget bodies() {
    return bodies;
  }

  int inside() {
    return inside.get();
  }

  CallClass callClass() {
    return callClass;
  }

  private void goOut() {
    if (inside.decrementAndGet() == 0) {
      room.callers(callClass, -1);
    }
  }
}
