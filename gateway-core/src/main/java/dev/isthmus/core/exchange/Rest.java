package dev.isthmus.core.exchange;

import dev.isthmus.core.route.Reopening;
import dev.isthmus.core.route.Route;

/**
 * What one call may ask the gateway for beyond its first attempt: retries, and a place to wait
 * until a deployment that is full opens again. Threads: one event loop.
 */
final class Rest implements Course.Budget {
  private final CallBook book;
  private final Route route;
  private final WaitingRoom room;
  private final long heldBytes;
  private boolean inside;

  Rest(CallBook book, Route route, WaitingRoom room, long heldBytes) {
    this.book = book;
    this.route = route;
    this.room = room;
    this.heldBytes = heldBytes;
  }

  @Override
  public boolean tryAcquire() {
    return book.tryRetry();
  }

  @Override
  public long tryRest(long mostNanos, long nowNanos) {
    long opens = Reopening.inNanos(route, book.decision(), nowNanos);
    int ahead = opens < 0 || opens > mostNanos ? -1 : room.tryEnter(heldBytes);
    if (ahead < 0) {
      return NO_REST;
    }
    inside = true;
    book.waits(nowNanos);
    return Math.min(mostNanos, opens + ahead * WaitingRoom.STEP_NANOS);
  }

  /** The wait is over, or the call; harmless where it does not wait. */
  void leave(long nowNanos) {
    if (inside) {
      inside = false;
      room.leave(heldBytes);
      book.waited(nowNanos);
    }
  }
}
