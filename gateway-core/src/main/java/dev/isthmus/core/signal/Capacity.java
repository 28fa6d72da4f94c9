package dev.isthmus.core.signal;

import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How much more one deployment will take.
 *
 * <p>Shape: read by anybody; written by attempts through {@link Flight}, and by {@link Feed}. What
 * is left is, in this order: the provider's own word from the headers of its answers while they are
 * fresh and sane; our count against the configured limits; and on top of either a cap learned from
 * refusals that no limit explains. A refusal leaves the deployment alone for the time it states. A
 * self-hosted engine's own word on its queue is kept apart: it takes part of what is left, and says
 * when it is full, but is never counted against.
 *
 * <p>Units: tokens and requests; nanoseconds of the {@link Ticker}. Threads: any; compare-and-set,
 * no lock; nothing allocates. Errors: reports without sense are ignored.
 */
public final class Capacity {
  private static final Exclusion[] EXCLUSIONS = Exclusion.values();

  /** Nothing reserves more than this; keeps sums within their bits. */
  private static final long MOST_TOKENS = 1L << 32;

  private static final long NO_CREDIT_MILLIS = TimeUnit.MINUTES.toMillis(10);
  private static final long MOST_HINT_MILLIS = TimeUnit.MINUTES.toMillis(1);

  /** Smooths single headers; and how fast an idle deployment's last one is forgotten. */
  private static final double UTILISATION_SECONDS = 1;

  private static final HalfLife UTILISATION_AGING = new HalfLife(5);

  /** The age of a header that never came: long forgotten. */
  private static final long NEVER_NANOS = TimeUnit.HOURS.toNanos(1);

  /** A header that says more than this is not a fraction. */
  private static final double MOST_UTILISATION = 2;

  private final Ticker ticker;
  private final Cooldown cooldown;
  private final PackedEwma utilisation;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean drained;
  private volatile EngineLoad engine = EngineLoad.NONE;
  private volatile Limits limits;

  /** What is configured, and the count against it; changed together. */
  private record Limits(CapacityConfig config, Quota quota, boolean continuous, int slots) {
    Limits(CapacityConfig config, Quota quota) {
      this(config, quota, config.metering() == Metering.CONTINUOUS, slots(config));
    }

    private static int slots(CapacityConfig config) {
      int concurrent = config.concurrent();
      return concurrent < 0 ? Integer.MAX_VALUE : Math.max(1, (int) (concurrent * config.share()));
    }
  }

  /** The generator is asked on any thread and must bear it. */
  public Capacity(CapacityConfig config, Ticker ticker, RandomGenerator random) {
    long nowNanos = ticker.nanoTime();
    this.ticker = ticker;
    this.limits = new Limits(config, new Quota(config, nowNanos));
    this.cooldown = new Cooldown(random, nowNanos);
    this.utilisation = new PackedEwma(UTILISATION_SECONDS, 0, nowNanos - NEVER_NANOS);
  }

  /**
   * Goes by other limits from now on; what is in flight, was taken, learned or told stays. A call
   * that reserves at the very moment may be missing from the new count. Threads: one at a time.
   */
  public void configure(CapacityConfig config) {
    Limits before = limits;
    if (!config.equals(before.config())) {
      Quota quota = new Quota(before.quota(), before.config(), config, ticker.nanoTime());
      limits = new Limits(config, quota);
    }
  }

  /**
   * Why a call that would reserve {@code reserveTokens} cannot go here now; null if it can.
   *
   * <p>DRAINED: an operator said so, or the provider stated more than 300 s of which more than 300
   * s are left. COOLDOWN: left alone until {@link #coolUntilNanos}. QUOTA: no tokens or requests
   * left. CONCURRENCY: too many in flight.
   */
  @HotPath
  public @Nullable Exclusion check(long reserveTokens, long nowNanos) {
    Exclusion closed = closed(nowNanos);
    if (closed != null) {
      return closed;
    }
    if (!limits.quota().fits(clamp(reserveTokens), nowNanos)) {
      return Exclusion.QUOTA;
    }
    return hasPlace() ? null : Exclusion.CONCURRENCY;
  }

  /**
   * As {@link #check(long, long)}, where {@code headroom} is what {@link #headroom} just said of
   * the same call: while a part of every limit would be left, none of them is passed. Only a
   * learned cap lets its part be used before it looks at the size of a call.
   */
  @HotPath
  public @Nullable Exclusion check(double headroom, long reserveTokens, long nowNanos) {
    return headroom > 0 && !limits.quota().hasLearned() ? null : check(reserveTokens, nowNanos);
  }

  /**
   * The part that would be left of the tightest limit after {@code reserveTokens} more, from 0 to
   * 1; 1 where no limit is known. An engine that says how full it is counts as a limit.
   */
  @HotPath
  public double headroom(long reserveTokens, long nowNanos) {
    if (closed(nowNanos) != null) {
      return 0;
    }
    Limits by = limits;
    double left =
        Math.min(
            by.quota().headroom(clamp(reserveTokens), nowNanos),
            Math.max(0, 1 - saturation(nowNanos)));
    int slots = by.slots();
    if (slots < Integer.MAX_VALUE) {
      left = Math.min(left, Math.max(0, (double) (slots - inFlight.get()) / slots));
    }
    return by.continuous() ? Math.max(0, Math.min(left, 1 - utilisation(nowNanos))) : left;
  }

  /**
   * How full its engine is by its own word, 1 and more for full; 0 where it says nothing. Apart
   * from {@link #check}, because a full engine still takes calls, and they wait there.
   */
  @HotPath
  public double saturation(long nowNanos) {
    EngineLoad load = engine;
    return load.isFresh(nowNanos) ? load.saturation(inFlight.get(), nowNanos) : 0;
  }

  /** How many times the length of a call a new one would wait in its engine's queue. */
  @HotPath
  public double callsAhead(long nowNanos) {
    EngineLoad load = engine;
    return load.isFresh(nowNanos) ? load.callsAhead(inFlight.get(), nowNanos) : 0;
  }

  /** What its engine last said. */
  public EngineLoad engine() {
    return engine;
  }

  /** When the cooldown ends; in the past, or now, where there is none. */
  public long coolUntilNanos() {
    return cooldown.untilNanos();
  }

  /**
   * How long quota keeps a call out that would reserve {@code reserveTokens}, by the provider's own
   * word; negative where it says nothing.
   */
  public long quotaOpensInNanos(long reserveTokens, long nowNanos) {
    return limits.quota().opensInNanos(clamp(reserveTokens), nowNanos);
  }

  /**
   * The part of provisioned capacity that is in use: what the provider's header said, drifting with
   * a half-life of 5 s to our own count against the configured limit. May exceed 1.
   */
  @HotPath
  public double utilisation(long nowNanos) {
    return utilisation.agedTowards(limits.quota().used(nowNanos), UTILISATION_AGING, nowNanos);
  }

  /** Whether what {@link #check} says about quota rests on the provider's own word. */
  @HotPath
  public boolean headerConfirmed(long nowNanos) {
    return limits.quota().stated(nowNanos);
  }

  /** The cap learned from refusals; infinite where none was. */
  public double learnedTokensPerSecond(long nowNanos) {
    return limits.quota().learnedTokensPerSecond(nowNanos);
  }

  /** What the provider grants by configuration, to all that share it; −1 where that is not said. */
  @HotPath
  public long tokensPerMinute() {
    return limits.config().tokensPerMinute();
  }

  /** Attempts that hold a place now. */
  @HotPath
  public int inFlight() {
    return inFlight.get();
  }

  /**
   * Reserves if {@link #check} would agree, in one step.
   *
   * @return the call's stamp; or, if negative, what {@link #exclusion} reads
   */
  @HotPath
  long tryReserve(long tokens, long nowNanos) {
    Exclusion closed = closed(nowNanos);
    if (closed != null) {
      return ~closed.ordinal();
    }
    if (inFlight.incrementAndGet() > limits.slots()) {
      inFlight.decrementAndGet();
      return ~(limits.quota().fits(clamp(tokens), nowNanos)
              ? Exclusion.CONCURRENCY
              : Exclusion.QUOTA)
          .ordinal();
    }
    long stamp = limits.quota().tryTake(clamp(tokens), nowNanos);
    if (stamp < 0) {
      inFlight.decrementAndGet();
      return ~Exclusion.QUOTA.ordinal();
    }
    return stamp;
  }

  static Exclusion exclusion(long answer) {
    return EXCLUSIONS[(int) ~answer];
  }

  /** Reserves, whatever is left: the call's stamp. */
  @HotPath
  long reserve(long tokens, long nowNanos) {
    inFlight.incrementAndGet();
    return limits.quota().take(clamp(tokens), nowNanos);
  }

  @HotPath
  void report(LimitReport report, long stamp, long sentNanos, long nowNanos) {
    limits.quota().report(report, stamp, sentNanos, nowNanos);
    double stated = report.utilisation();
    if (stated >= 0 && stated <= MOST_UTILISATION) {
      utilisation.add(stated, nowNanos);
    }
  }

  /** A call that departed then got content. */
  @HotPath
  void served(long departedNanos) {
    cooldown.served(departedNanos);
  }

  /** Ends a call that reserved {@code reserved} and used {@code used}. */
  @HotPath
  void release(long reserved, long used, long nowNanos) {
    inFlight.decrementAndGet();
    limits.quota().correct(clamp(reserved), clamp(used), nowNanos);
  }

  /** Ends a call that was turned away. */
  void giveBack(long reserved, long takenNanos, long nowNanos) {
    inFlight.decrementAndGet();
    limits.quota().giveBack(clamp(reserved), takenNanos, nowNanos);
  }

  /**
   * Learns from a refusal, by what it says: out of credit, a time to come back, a limit that is
   * used up, or nothing at all.
   */
  Cooling rateLimited(Failure failure, LimitReport report, long nowNanos) {
    long stated = Math.max(failure.retryAfterMillis(), report.retryAfterMillis());
    if (failure.kind() == FailureKind.BILLING) {
      return cooldown.stated(Math.max(stated, NO_CREDIT_MILLIS), nowNanos);
    }
    if (stated >= 0) {
      limits.quota().full(nowNanos);
      return cooldown.stated(stated, nowNanos);
    }
    long reset = resetMillis(report);
    if (reset > 0) {
      return cooldown.inferred(reset, nowNanos);
    }
    limits.quota().refusedWithoutReason(nowNanos);
    return cooldown.guessed(nowNanos);
  }

  /** Whether somebody took the deployment out by order. */
  public boolean isDrained() {
    return drained;
  }

  /** Takes the deployment out, or back in, by order. */
  void drain(boolean on) {
    drained = on;
  }

  /** Its engine says how busy it is. */
  void engineSays(EngineReport report, EngineLimits by, long nowNanos) {
    engine = new EngineLoad(report, by, inFlight.get(), nowNanos);
  }

  /** Somebody else was told to come back later. */
  void hint(long millis, long nowNanos) {
    if (millis > 0) {
      cooldown.stated(Math.min(millis, MOST_HINT_MILLIS), nowNanos);
    }
  }

  private @Nullable Exclusion closed(long nowNanos) {
    if (drained || cooldown.isLong(nowNanos)) {
      return Exclusion.DRAINED;
    }
    return cooldown.over(nowNanos) ? null : Exclusion.COOLDOWN;
  }

  /** Whether fewer attempts are in flight than the deployment takes at once. */
  @HotPath
  public boolean hasPlace() {
    return inFlight.get() < limits.slots();
  }

  /** When the limit that is used up starts again; −1 where none is, or nobody says. */
  private static long resetMillis(LimitReport report) {
    long tokens = report.remainingTokens() == 0 ? report.resetTokensMillis() : -1;
    long requests = report.remainingRequests() == 0 ? report.resetRequestsMillis() : -1;
    return Math.max(tokens, requests);
  }

  private static long clamp(long tokens) {
    return Math.min(MOST_TOKENS, Math.max(0, tokens));
  }
}
