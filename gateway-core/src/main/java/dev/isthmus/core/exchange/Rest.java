package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.route.Reopening;
import dev.isthmus.core.route.Route;

/**
 * What one call may ask the gateway for beyond its first attempt: retries, and a place to wait
 * until a deployment that is full opens again. Threads: one event loop.
 */
public final class Rest implements Course.Budget {

  /** Where a call's waits and retries are written down. */
  public interface Books {
    Decision decision();

    /** Takes one retry from the gateway's budget until the call ends. */
    boolean tryRetry();

    /** The call waits for a deployment that is full. */
    void waits(long nowNanos);

    /** It has waited. */
    void waited(long nowNanos);
  }

  private final Books book;
  private final Route route;
  private final WaitingRoom room;
  private final long heldBytes;
  private boolean inside;

  public Rest(Books book, Route route, WaitingRoom room, long heldBytes) {
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
  public boolean mayHaveRoom(long nowNanos) {
    return Reopening.isAnyFull(route, book.decision(), nowNanos);
  }

  @Override
  public boolean hasRoom(long nowNanos) {
    return Reopening.hasAnyRoom(route, book.decision(), nowNanos);
  }

  @Override
  public long tryRest(long mostNanos, long nowNanos) {
    long opens = Reopening.roomInNanos(route, book.decision(), nowNanos);
    int ahead = opens < 0 || opens > mostNanos ? -1 : room.tryEnter(heldBytes);
    if (ahead < 0) {
      return NO_REST;
    }
    inside = true;
    book.waits(nowNanos);
    return Math.min(mostNanos, opens + ahead * WaitingRoom.STEP_NANOS);
  }

  /** The wait is over, or the call; harmless where it does not wait. */
  public void leave(long nowNanos) {
    if (inside) {
      inside = false;
      room.leave(heldBytes);
      book.waited(nowNanos);
    }
  }
}
