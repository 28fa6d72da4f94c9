package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.call.Usage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has been measured about one deployment, now.
 *
 * <p>Shape: read by anybody, written only through {@link Flight}, which knows what each attempt may
 * still report. Every reader takes the present time of the {@link Ticker} it was built with.
 * Threads: any; packed longs and compare-and-set, no lock; nothing allocates.
 */
public final class DeploymentSignals {
  private static final double CACHED_SECONDS = 300;

  /** What is believed of calls at home before any was measured. */
  private static final double USUAL_AT_HOME = 0.3;

  /** Calls may be rare, and the first one of a session says nothing: it finds nothing cached. */
  private static final double LEAST_HOME_GAIN = 0.05;

  private static final HalfLife CACHE_AGING = new HalfLife(300);

  private final double secondsPerPromptToken;
  private final FirstContent firstContent;
  private final DecodeSpeed decode;
  private final AttemptCounts counts;
  private final PackedEwma cached;
  private final PackedEwma cachedAtHome;
  private volatile boolean caches;
  private final Activity activity = new Activity();
  private final AtomicLong inFlightTokens = new AtomicLong();

  /** When a call was last sent there, or chosen to have a look. */
  private final AtomicLong askedNanos;

  public DeploymentSignals(SignalPriors priors, Ticker ticker) {
    long nowNanos = ticker.nanoTime();
    secondsPerPromptToken = 1 / priors.promptTokensPerSecond();
    firstContent = new FirstContent(priors.firstContentSeconds(), nowNanos);
    decode = new DecodeSpeed(priors.tokensPerSecond(), nowNanos);
    counts = new AttemptCounts(nowNanos);
    cached = new PackedEwma(CACHED_SECONDS, 0, nowNanos);
    cachedAtHome = new PackedEwma(CACHED_SECONDS, USUAL_AT_HOME, nowNanos);
    askedNanos = new AtomicLong(nowNanos);
  }

  /**
   * From dispatch to first content, expected: {@code max(fast, mean wait of those that still wait)
   * + b × uncachedPromptTokens}. The wait is in it so that a deployment that hangs is seen before
   * anything ends; it counts only from where a long prompt, or an answer that does not stream, has
   * had its due.
   */
  @HotPath
  public double firstContentSeconds(long nowNanos, double uncachedPromptTokens) {
    return firstContent.seconds(nowNanos) + promptSeconds(uncachedPromptTokens);
  }

  double believedFirstContentSeconds(long nowNanos) {
    return firstContent.believedSeconds(nowNanos);
  }

  double waitedSeconds(long nowNanos) {
    return firstContent.waiting().meanSeconds(nowNanos);
  }

  /**
   * A bound that about 19 of 20 attempts usually keep: {@code baseFirstContentSeconds + 3 × mean
   * absolute deviation}; that is 2.1 deviations for a bell curve and 2.7 for an exponential one,
   * and a little to spare. It does not grow with the waits of a deployment that hangs.
   */
  @HotPath
  public double firstContentP95Seconds(long nowNanos, double uncachedPromptTokens) {
    return firstContent.p95Seconds(nowNanos) + promptSeconds(uncachedPromptTokens);
  }

  /** As {@link #firstContentP95Seconds}, for any {@code quantile} from a half to less than one. */
  @HotPath
  public double firstContentQuantileSeconds(
      double quantile, long nowNanos, double uncachedPromptTokens) {
    return firstContent.quantileSeconds(quantile, nowNanos) + promptSeconds(uncachedPromptTokens);
  }

  /** What is usual here: the habit of ten minutes, for a prompt of no length. */
  public double baseFirstContentSeconds() {
    return firstContent.baseSeconds();
  }

  @HotPath
  public double tokensPerSecond(long nowNanos) {
    return 1 / decode.secondsPerToken(nowNanos);
  }

  /**
   * That an attempt ends without content: {@code (failed + 1) / (answered + failed + 50)}; more
   * after failures with no answer between, as they are hardly chance; and at least n in n + 1 while
   * n wait in vain and nobody is answered, which is seen long before the first of them is given up.
   */
  @HotPath
  public double failureProbability(long nowNanos) {
    return Math.max(countedFailureProbability(nowNanos), ignoredProbability(nowNanos));
  }

  double countedFailureProbability(long nowNanos) {
    return counts.failureProbability(firstContent.waiting().count() > 0, nowNanos);
  }

  double ignoredProbability(long nowNanos) {
    double ignored = firstContent.ignored(nowNanos);
    return ignored / (ignored + 1);
  }

  /** That an answer breaks after it began: {@code broken / (whole + broken + 50)}, over 60 s. */
  @HotPath
  public double breakProbability(long nowNanos) {
    return counts.breakProbability(nowNanos);
  }

  /** Refusals for want of capacity, a count that halves every 20 s. */
  public double rateLimits(long nowNanos) {
    return counts.rateLimits(nowNanos);
  }

  /**
   * The part of prompts that the provider's cache held, of calls that had no home here; caches
   * forget, and so does this.
   */
  @HotPath
  public double cacheHitRatio(long nowNanos) {
    return cached.agedTowards(0, CACHE_AGING, nowNanos);
  }

  /** The same of calls that were at home here; {@value #USUAL_AT_HOME} where none was lately. */
  @HotPath
  public double homeHitRatio(long nowNanos) {
    return cachedAtHome.agedTowards(USUAL_AT_HOME, CACHE_AGING, nowNanos);
  }

  /** Whether any answer ever said that a part of its prompt was cached. */
  @HotPath
  public boolean caches() {
    return caches;
  }

  /**
   * Takes the right to have a look at a deployment that nobody asked for {@code afterNanos}: of
   * those who want it at the same time, one gets it.
   */
  @HotPath
  public boolean tryLook(long afterNanos, long nowNanos) {
    long last = askedNanos.get();
    return nowNanos - last >= afterNanos && askedNanos.compareAndSet(last, nowNanos);
  }

  /** Attempts that have departed and not ended. */
  @HotPath
  public int inFlight() {
    return activity.count();
  }

  Activity activity() {
    return activity;
  }

  /** The tokens of those: prompts, and the answers that were expected. */
  @HotPath
  public long inFlightTokens() {
    return inFlightTokens.get();
  }

  /** Those of them that have had no content yet. */
  public int waiting() {
    return firstContent.waiting().count();
  }

  /** What so many tokens of a prompt take that no cache holds. */
  @HotPath
  public double promptSeconds(double uncachedTokens) {
    return secondsPerPromptToken * uncachedTokens;
  }

  double secondsPerToken(long nowNanos) {
    return decode.secondsPerToken(nowNanos);
  }

  /** An attempt of so many tokens departed, or, negative, has ended. */
  void carries(long tokens) {
    inFlightTokens.addAndGet(tokens);
  }

  void departed(long dueNanos, long nowNanos) {
    askedNanos.setRelease(nowNanos);
    firstContent.waiting().join(dueNanos);
    activity.began();
  }

  void pieceDeparted(long nowNanos) {
    firstContent.pieceDeparted(nowNanos);
  }

  void answered(long dueNanos, long nowNanos) {
    firstContent.waiting().leave(dueNanos);
    firstContent.answered(nowNanos);
    counts.answered(nowNanos);
    activity.measured();
  }

  void firstContentTook(double seconds, long nowNanos) {
    firstContent.sample(seconds, nowNanos);
    activity.measured();
  }

  void decodeTook(long tokens, double seconds, long nowNanos) {
    decode.sample(tokens, seconds, nowNanos);
    activity.measured();
  }

  /**
   * An answer came in one piece. Its time was first content and decoding together, and cannot be
   * told apart; so both are held to be slower, or faster, than believed by the same factor.
   */
  void wholeTook(long tokens, double seconds, long nowNanos) {
    double first = firstContent.recentSeconds(nowNanos);
    double perToken = decode.secondsPerToken(nowNanos);
    double factor = seconds / (first + tokens * perToken);
    firstContent.sample(first * factor, nowNanos);
    decode.sample(tokens, tokens * perToken * factor, nowNanos);
    activity.measured();
  }

  void endedWhole(Usage usage, boolean atHome, long nowNanos) {
    counts.whole(nowNanos);
    if (usage.reported() && usage.input() > 0) {
      noteCached(usage, atHome, nowNanos);
    }
    activity.ended();
  }

  private void noteCached(Usage usage, boolean atHome, long nowNanos) {
    double ratio = Math.min(1, (double) usage.cachedInput() / usage.input());
    if (ratio > 0 && !caches) {
      caches = true;
    }
    if (atHome) {
      cachedAtHome.add(ratio, LEAST_HOME_GAIN, nowNanos);
    } else {
      cached.add(ratio, nowNanos);
    }
  }

  void endedBroken(boolean counted, long nowNanos) {
    if (!counted) {
      counts.broken(nowNanos);
    }
    activity.ended();
  }

  /** A stream stands still, having written {@code tokens} in {@code seconds}; it may go on. */
  void stalled(long tokens, double seconds, long nowNanos) {
    counts.broken(nowNanos);
    decode.sampleAtLeast(tokens, seconds, nowNanos);
    activity.measured();
  }

  void endedUnanswered(long dueNanos, long nowNanos) {
    counts.unanswered(nowNanos);
    endedEarly(dueNanos, nowNanos);
  }

  void endedRefused(long dueNanos, long nowNanos) {
    firstContent.waiting().leave(dueNanos);
    counts.rateLimited(nowNanos);
    activity.ended();
  }

  /** Its breaker has closed: what it was like before that is no measure for what comes. */
  public void recovered(long nowNanos) {
    counts.recovered(nowNanos);
    firstContent.recovered(nowNanos);
    activity.measured();
  }

  /**
   * Nobody wanted it any more: the caller hung up, or another attempt was faster. Those that run
   * beside a silent one end it long before it is given up, and so would hide that it hangs.
   */
  void endedUnwanted(long dueNanos, long nowNanos) {
    if (firstContent.isIgnored((nowNanos - dueNanos) / 1e9, nowNanos)) {
      counts.ignored(nowNanos);
    }
    endedEarly(dueNanos, nowNanos);
  }

  /** It ended before its first content, and says only that this would have taken longer. */
  void endedEarly(long dueNanos, long nowNanos) {
    firstContent.waiting().leave(dueNanos);
    firstContent.sampleAtLeast((nowNanos - dueNanos) / 1e9, nowNanos);
    activity.ended();
  }

  void endedCut() {
    activity.ended();
  }
}
