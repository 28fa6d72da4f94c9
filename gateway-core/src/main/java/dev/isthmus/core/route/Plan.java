package dev.isthmus.core.route;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.signal.DeploymentSignals;
import java.util.List;
import java.util.Objects;

/**
 * The stops of one call, best first. It keeps its own numbers, because the router's rows belong to
 * the next call as soon as this one is planned; and it is used again once its call gave it back.
 * Threads: one event loop. Errors: asking about a stop that is not there, or after the plan was
 * given back, throws.
 */
public final class Plan implements Itinerary {
  private static final double NANOS = 1e9;

  /** Silence shorter than this never moves an attempt. */
  private static final double LEAST_PATIENCE_SECONDS = 10;

  private static final double PATIENCE_P95S = 4;

  /** A plain answer may take as long as the longest that is allowed, or as this many usual ones. */
  private static final double PATIENCE_MEANS = 4;

  /** A stream without a part for this long, or for the time of so many tokens, has stalled. */
  private static final double LEAST_SILENCE_SECONDS = 10;

  private static final double SILENT_TOKENS = 20;

  /** Models that think are silent for 30 to 120 s, before an answer and before a tool's call. */
  private static final double THINKING_SILENCE_SECONDS = 120;

  /** With nothing else measured, four failures are fewer than this and five are more. */
  private static final double SOUND_FAILURES = 0.1;

  /** Most routes have fewer candidates; a plan that needs more grows once and stays so. */
  private static final int USUAL_STOPS = 8;

  private int[] candidates = new int[USUAL_STOPS];
  private long[] reservedTokens = new long[USUAL_STOPS];
  private double[] expectedSeconds = new double[USUAL_STOPS];
  private double[] priceDollars = new double[USUAL_STOPS];
  private boolean[] relaxed = new boolean[USUAL_STOPS];
  private List<Deployment> all = List.of();
  private double failureDollars;
  private boolean strictPriority;
  private int size;
  private boolean stream;
  private long promptTokens;
  private long plannedNanos;
  private long expectedOutputTokens;
  private boolean panic;
  private int home;

  /** Only the router makes plans. */
  Plan() {}

  @HotPath
  void fill(
      Question question, Scoring scoring, Prediction[] rows, Decision decision, boolean panic) {
    this.promptTokens = question.facts().estimatedPromptTokens();
    this.plannedNanos = question.nowNanos();
    this.stream = question.facts().stream();
    this.expectedOutputTokens = (long) decision.summary().expectedOutputTokens;
    this.panic = panic;
    all = question.route().candidates();
    failureDollars = question.route().objective().failure();
    strictPriority = question.route().rules().strictPriority();
    size = scoring.stops();
    home = decision.summary().home;
    if (size > candidates.length) {
      grow(Math.min(Decision.MAX_CANDIDATES, Integer.highestOneBit(size - 1) << 1));
    }
    for (int stop = 0; stop < size; stop++) {
      int candidate = scoring.candidate(stop);
      Prediction row = rows[candidate];
      candidates[stop] = candidate;
      priceDollars[stop] = scoring.scoreDollars(candidate);
      relaxed[stop] = decision.relaxed(candidate);
      reservedTokens[stop] = row.reservedTokens;
      expectedSeconds[stop] = row.firstContentSeconds;
    }
  }

  private void grow(int stops) {
    candidates = new int[stops];
    reservedTokens = new long[stops];
    expectedSeconds = new double[stops];
    priceDollars = new double[stops];
    relaxed = new boolean[stops];
  }

  /** Forgets everything: a plan that nobody owns keeps no deployment alive. */
  void clear() {
    all = List.of();
    size = 0;
  }

  @Override
  public int size() {
    return size;
  }

  public Deployment deployment(int stop) {
    return all.get(candidates[Objects.checkIndex(stop, size)]);
  }

  @Override
  public int candidate(int stop) {
    return candidates[stop];
  }

  /** Tokens to hold against the stop's limits. */
  public long reservedTokens(int stop) {
    return reservedTokens[stop];
  }

  /** Whether the stop may be tried although a rule left it out. */
  public boolean relaxed(int stop) {
    return relaxed[stop];
  }

  /** Whether the stop is the call's home. */
  public boolean isHome(int stop) {
    return candidates[stop] == home;
  }

  public long expectedOutputTokens() {
    return expectedOutputTokens;
  }

  /** Whether breakers are passed over, because all that is left is behind one. */
  public boolean panic() {
    return panic;
  }

  @Override
  public boolean sameFate(int stop, int candidate) {
    Deployment.Place a = deployment(stop).place();
    Deployment.Place b = all.get(candidate).place();
    return a.operator().equals(b.operator()) && Objects.equals(a.region(), b.region());
  }

  @Override
  public boolean sameOperator(int stop, int candidate) {
    String operator = deployment(stop).place().operator();
    return operator.equals(all.get(candidate).place().operator());
  }

  /**
   * Each failure halves the chance that the provider's next stop answers. Where it does not, the
   * call has paid for a failed attempt and goes to {@code stop} all the same.
   */
  @Override
  public boolean worthInstead(int stop, int kin, int failures) {
    if (strictPriority && deployment(stop).priority() > deployment(kin).priority()) {
      return false;
    }
    double risk = 1 - Math.scalb(1.0, -failures);
    return priceDollars[stop] <= priceDollars[kin] + risk * (failureDollars + priceDollars[stop]);
  }

  @Override
  public long patienceNanos(int stop) {
    // Asked of the few stops that are tried, and so not worked out for all.
    Deployment deployment = deployment(stop);
    if (deployment.traits().thinking()) {
      return -1;
    }
    DeploymentSignals signals = deployment.live().signals();
    double seconds =
        PATIENCE_P95S * signals.firstContentP95Seconds(plannedNanos, (double) promptTokens);
    if (!stream) {
      // The first content of a plain answer is its last: a long one is no silence.
      double longest =
          Math.max(
              (double) (reservedTokens[stop] - promptTokens),
              PATIENCE_MEANS * (double) expectedOutputTokens);
      seconds += longest / signals.tokensPerSecond(plannedNanos);
    }
    return (long) (Math.max(seconds, LEAST_PATIENCE_SECONDS) * NANOS);
  }

  @Override
  public long stallNanos(int stop, long nowNanos) {
    Deployment deployment = deployment(stop);
    double seconds =
        deployment.traits().thinking()
            ? THINKING_SILENCE_SECONDS
            : Math.max(
                LEAST_SILENCE_SECONDS,
                SILENT_TOKENS / deployment.live().signals().tokensPerSecond(nowNanos));
    return (long) (seconds * NANOS);
  }

  @Override
  public long expectedFirstContentNanos(int stop) {
    return (long) (expectedSeconds[stop] * NANOS);
  }

  @Override
  public boolean healthy(int stop) {
    return deployment(stop).live().breaker().isClosed();
  }

  @Override
  public boolean sound(int stop, long nowNanos) {
    return healthy(stop)
        && deployment(stop).live().signals().failureProbability(nowNanos) < SOUND_FAILURES;
  }
}
