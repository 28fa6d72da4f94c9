package dev.isthmus.core.resilience;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps second attempts that run beside a first one a small part of a route's calls, and what they
 * waste a small part of its money.
 *
 * <p>Shape: of the last hour, in minutes. Whoever hedges takes a {@link Hold} beforehand, with the
 * most that the loser may cost; when it is settled, the difference is free again. So at the moment
 * of every hedge, and not only on average, hedges with it are at most the allowed part of the calls
 * of the hour before, and what they wasted and may yet waste is at most the allowed part of what
 * that hour's answers cost. Nothing is saved up beyond the hour, and a route begins with nothing.
 *
 * <p>Units: parts of one; picodollars. Threads: any; a call and its money are an add each, a hedge
 * takes a lock for the time of 60 additions. Allocation: one object per hedge.
 */
public final class HedgeBudget {
  private static final int MINUTES = 60;
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** One more than the hour, because the present minute is not over. */
  private final Minute[] minutes = new Minute[MINUTES + 1];

  private final Ticker ticker;
  private final long beginNanos;

  /** What was counted within one minute; {@code number} says which. */
  private static final class Minute {
    private volatile long number = -1;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong spent = new AtomicLong();
    private final AtomicLong hedges = new AtomicLong();
    private final AtomicLong wasted = new AtomicLong();

    void restart(long now) {
      calls.set(0);
      spent.set(0);
      hedges.set(0);
      wasted.set(0);
      number = now;
    }
  }

  /** Of a route that had no call yet. */
  public HedgeBudget(Ticker ticker) {
    this.ticker = ticker;
    this.beginNanos = ticker.nanoTime();
    for (int i = 0; i < minutes.length; i++) {
      minutes[i] = new Minute();
    }
  }

  /** A call has come. */
  @HotPath
  public void called() {
    now().calls.incrementAndGet();
  }

  /** An attempt that did not lose a race cost so much. */
  @HotPath
  public void spent(long picodollars) {
    now().spent.addAndGet(picodollars);
  }

  /**
   * Takes one hedge that wastes at most {@code picodollars}; null where there is none left.
   *
   * @param callsPart the part of calls that may be hedged, in [0, 1]
   * @param spendPart the part of money that may be wasted by it, in [0, 1]
   */
  public synchronized @Nullable Hold tryTake(double callsPart, double spendPart, long picodollars) {
    Minute now = now();
    long calls = 0;
    long hedges = 1;
    long spent = 0;
    long wasted = picodollars;
    for (Minute minute : minutes) {
      long age = now.number - minute.number;
      if (minute.number >= 0 && age <= MINUTES) {
        hedges += minute.hedges.get();
        wasted += minute.wasted.get();
        // The oldest minute began more than an hour ago: it counts only against us.
        calls += age < MINUTES ? minute.calls.get() : 0;
        spent += age < MINUTES ? minute.spent.get() : 0;
      }
    }
    boolean granted =
        (double) hedges <= callsPart * (double) calls
            && (double) wasted <= spendPart * (double) spent;
    return granted ? new Hold(now, picodollars) : null;
  }

  private Minute now() {
    long number = (ticker.nanoTime() - beginNanos) / MINUTE_NANOS;
    Minute minute = minutes[(int) (number % minutes.length)];
    return minute.number >= number ? minute : turned(minute, number);
  }

  private synchronized Minute turned(Minute minute, long number) {
    if (minute.number < number) {
      minute.restart(number);
    }
    return minute;
  }

  /** A hedge that was granted, until it is known what it wasted. Only the first word counts. */
  public final class Hold {
    private final Minute minute;
    private final long number;
    private final long picodollars;
    private boolean settled;

    private Hold(Minute minute, long picodollars) {
      this.minute = minute;
      this.number = minute.number;
      this.picodollars = picodollars;
      minute.hedges.incrementAndGet();
      minute.wasted.addAndGet(picodollars);
    }

    /** The loser cost so much. */
    public void settle(long actualPicodollars) {
      settle(0, actualPicodollars - picodollars);
    }

    /** The second attempt was never made. */
    public void giveBack() {
      settle(-1, -picodollars);
    }

    private void settle(long hedges, long more) {
      synchronized (HedgeBudget.this) {
        if (!settled && minute.number == number) {
          minute.hedges.addAndGet(hedges);
          minute.wasted.addAndGet(more);
        }
        settled = true;
      }
    }
  }
}
