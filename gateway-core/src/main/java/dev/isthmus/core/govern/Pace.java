package dev.isthmus.core.govern;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Ticker;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How long one event loop takes to come round, and whether it can take another call.
 *
 * <p>A turn is the work that the loop found ready when it last looked. The first call of a turn has
 * the loop say when that turn is over. While turns are short, every call is taken. Once every turn
 * of {@value #STANDING_MILLIS} ms was longer than the target, more comes in than the loop can do:
 * then each turn takes calls for as long as the target, batch calls for a quarter of that and
 * standard calls for half, those of modest callers for {@value #MODEST_TURNS} times, and turns away
 * what else it finds; with the first short turn that is over. A hiccup, such as a pause of the
 * collector, makes one turn long, and nobody is turned away for it. The first call of a turn is
 * always taken, so that refusing can never be all that happens.
 *
 * <p>Units: nanoseconds of the ticker. Threads: its loop; {@link #lagNanos} and {@link #answered}
 * any. Allocation: none.
 */
public final class Pace {
  /** As in CoDel: a queue that does not go away for so long is not a burst. */
  static final int STANDING_MILLIS = 100;

  private static final long STANDING_NANOS = STANDING_MILLIS * 1_000_000L;

  /** They are not the cause, and a machine that others keep busy makes every turn long. */
  private static final int MODEST_TURNS = 20;

  /** How far back the worst lag is remembered. */
  private static final long MEMORY_NANOS = 10_000_000_000L;

  private final @Nullable Consumer<Runnable> afterTurn;
  private final Ticker ticker;
  private final long targetNanos;
  private final Runnable end = this::turnEnded;
  private long turnStart;
  private long turnEnd;
  private long longSince;
  private boolean inTurn;
  private boolean wasLong;
  private volatile boolean late;
  private volatile long worstNanos;
  private long worstAt;

  /**
   * @param afterTurn runs something on the loop once the present turn is over
   * @param targetNanos how long a turn may take
   */
  public Pace(Consumer<Runnable> afterTurn, Ticker ticker, long targetNanos) {
    this(targetNanos, afterTurn, ticker);
  }

  private Pace(long targetNanos, @Nullable Consumer<Runnable> afterTurn, Ticker ticker) {
    this.afterTurn = afterTurn;
    this.ticker = ticker;
    this.targetNanos = targetNanos;
    this.turnEnd = ticker.nanoTime();
    this.worstAt = turnEnd;
  }

  /** Takes every call. */
  public static Pace unmeasured() {
    return new Pace(Long.MAX_VALUE, null, () -> 0);
  }

  /** Whether this turn takes a call of that class. */
  @HotPath
  boolean takes(CallClass callClass, long nowNanos) {
    if (afterTurn == null) {
      return true;
    }
    if (!inTurn) {
      inTurn = true;
      turnStart = nowNanos;
      afterTurn.accept(end);
      return true;
    }
    return !late || nowNanos - turnStart < patience(callClass);
  }

  /** Whether this turn takes a call of somebody who asks for little. */
  @HotPath
  boolean takesModest(long nowNanos) {
    return nowNanos - turnStart < targetNanos * MODEST_TURNS;
  }

  /** Whether calls are being turned away. */
  public boolean late() {
    return late;
  }

  /** The worst lag of the last ten seconds or so. */
  public long lagNanos() {
    return worstNanos;
  }

  /** The loop took so long to come to something that was asked of it. */
  public void answered(long lagNanos, long nowNanos) {
    if (lagNanos > worstNanos || nowNanos - worstAt > MEMORY_NANOS) {
      worstNanos = lagNanos;
      worstAt = nowNanos;
    }
  }

  private void turnEnded() {
    long now = ticker.nanoTime();
    long length = now - turnStart;
    inTurn = false;
    if (length <= targetNanos) {
      wasLong = false;
      late = false;
    } else if (!wasLong || turnStart - turnEnd > STANDING_NANOS) {
      wasLong = true;
      longSince = turnStart;
    } else if (now - longSince >= STANDING_NANOS) {
      late = true;
    }
    turnEnd = now;
    answered(length, now);
  }

  private long patience(CallClass callClass) {
    return switch (callClass) {
      case INTERACTIVE -> targetNanos;
      case STANDARD -> targetNanos / 2;
      case BATCH -> targetNanos / 4;
    };
  }
}
