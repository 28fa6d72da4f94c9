package dev.isthmus.core.call;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about one call, and what then happened: the ground of every explanation.
 *
 * <p>Shape: flat arrays over at most {@value #MAX_CANDIDATES} candidates and {@value #MAX_ATTEMPTS}
 * attempts, reused from call to call. Routing writes the candidates, the exchange writes attempts
 * and outcome. Units: dollars, seconds, tokens; {@code atMillis} is wall-clock time for people.
 * Threads: the call's event loop until it is published, then read-only.
 */
public final class Decision {
  public static final int MAX_CANDIDATES = 64;
  public static final int MAX_ATTEMPTS = 8;

  /** What the objective made of one candidate; NaN where it was never priced. */
  public enum Term {
    COST_DOLLARS,
    FIRST_CONTENT_SECONDS,
    QUEUE_SECONDS,
    TOTAL_SECONDS,
    FAILURE_PROBABILITY,
    COST_TERM_DOLLARS,
    FIRST_CONTENT_TERM_DOLLARS,
    TOTAL_TERM_DOLLARS,
    FAILURE_TERM_DOLLARS,
    /** Prompt tokens that are expected to be cached beside that, because the call is at home. */
    SAVED_TOKENS,
    SAVED_DOLLARS,
    SAVED_SECONDS,
    SAVING_TERM_DOLLARS,
    SCORE_DOLLARS,
    HEADROOM,
    PROPENSITY,
    /** By the price list alone; NaN where no price is known. */
    LISTED_COST_DOLLARS,
    /** Prompt tokens that are expected to be cached there. */
    CACHED_TOKENS,
    RESERVED_TOKENS,
    /** Of provisioned capacity, the part in use. */
    UTILISATION
  }

  private static final int TERMS = Term.values().length;

  /** What a rule measured, and what it would have had to be, stand behind a candidate's terms. */
  private static final int SAW = TERMS;

  private static final int BOUND = TERMS + 1;
  private static final int NUMBERS = TERMS + 2;

  /** A standing: a priority above, below it the number of an exclusion, from 1, and two marks. */
  private static final int PRIORITY_SHIFT = 32;

  private static final long REASON = 0xff;
  private static final long RELAXED = 0x100;
  private static final long PROVISIONED = 0x200;
  private static final Exclusion[] REASONS = Exclusion.values();

  /** Few routes have fewer candidates; a decision that needs more grows once and stays so. */
  private static final int USUAL_CANDIDATES = 4;

  private String[] candidates = new String[USUAL_CANDIDATES];
  private long[] standings = new long[USUAL_CANDIDATES];
  private double[] numbers = new double[USUAL_CANDIDATES * NUMBERS];
  private AttemptRow[] attempts = {new AttemptRow(this)};
  private final CallSummary summary = new CallSummary();
  private int candidateCount;
  private int attemptCount;

  /** Forgets everything, so that the next call can use this object. */
  public void clear() {
    candidateCount = 0;
    attemptCount = 0;
    summary.clear();
  }

  /** Forgets the candidates and the choice among them: the call is planned anew. */
  public void clearCandidates() {
    candidateCount = 0;
    summary.clearChoice();
  }

  /**
   * Makes room for so many candidates, and for no more: thousands of decisions are kept, and each
   * candidate takes a few hundred bytes.
   */
  @HotPath
  public void expect(int count) {
    if (count > candidates.length) {
      resize(count);
    }
  }

  /** Adds a candidate of which nothing is known yet, and gives its number. */
  @HotPath
  public int addCandidate(String deployment) {
    int candidate = addCandidateToPrice(deployment);
    int at = candidate * NUMBERS;
    Arrays.fill(numbers, at, at + TERMS, Double.NaN);
    return candidate;
  }

  /** The same for one of which every term is about to be written: until then they mean nothing. */
  @HotPath
  public int addCandidateToPrice(String deployment) {
    int candidate = candidateCount++;
    if (candidate == candidates.length) {
      grow();
    }
    keep(candidate, deployment);
    standings[candidate] = 0;
    int at = candidate * NUMBERS;
    numbers[at + SAW] = Double.NaN;
    numbers[at + BOUND] = Double.NaN;
    return candidate;
  }

  private void grow() {
    resize(Math.max(candidates.length + 1, Math.min(2 * candidates.length, MAX_CANDIDATES)));
  }

  private void resize(int size) {
    if (size > MAX_CANDIDATES) {
      throw new IllegalStateException("candidates: more than " + MAX_CANDIDATES);
    }
    candidates = Arrays.copyOf(candidates, size);
    standings = Arrays.copyOf(standings, size);
    numbers = Arrays.copyOf(numbers, size * NUMBERS);
  }

  /**
   * Leaves a candidate out.
   *
   * @param sawValue what the rule measured, NaN where it measures nothing; tokens, calls or seconds
   * @param boundValue what it would have had to be, NaN where there is no such number
   */
  @HotPath
  public void exclude(int candidate, Exclusion reason, double sawValue, double boundValue) {
    standings[candidate] = (standings[candidate] & ~REASON) | (reason.ordinal() + 1);
    numbers[candidate * NUMBERS + SAW] = sawValue;
    numbers[candidate * NUMBERS + BOUND] = boundValue;
  }

  /** Lets a candidate back in although {@link #exclusion} still says why it was out. */
  @HotPath
  public void relax(int candidate) {
    standings[candidate] |= RELAXED;
  }

  /** How a candidate stands among the others, whatever the call. */
  @HotPath
  public void standing(int candidate, int priority, boolean isProvisioned) {
    standings[candidate] =
        ((long) priority << PRIORITY_SHIFT)
            | (isProvisioned ? PROVISIONED : 0)
            | (standings[candidate] & (REASON | RELAXED));
  }

  @HotPath
  public void term(int candidate, Term term, double value) {
    numbers[candidate * NUMBERS + term.ordinal()] = value;
  }

  public int candidateCount() {
    return candidateCount;
  }

  public String deployment(int candidate) {
    return candidates[candidate];
  }

  /** The candidate of that name, −1 where there is none. */
  public int candidate(String deployment) {
    for (int i = 0; i < candidateCount; i++) {
      if (candidates[i].equals(deployment)) {
        return i;
      }
    }
    return -1;
  }

  public @Nullable Exclusion exclusion(int candidate) {
    int reason = (int) (standings[candidate] & REASON);
    return reason == 0 ? null : REASONS[reason - 1];
  }

  public double saw(int candidate) {
    return numbers[candidate * NUMBERS + SAW];
  }

  public double bound(int candidate) {
    return numbers[candidate * NUMBERS + BOUND];
  }

  public boolean relaxed(int candidate) {
    return (standings[candidate] & RELAXED) != 0;
  }

  /** Whether the call could have gone there. */
  public boolean open(int candidate) {
    return (standings[candidate] & REASON) == 0 || relaxed(candidate);
  }

  /** Lower numbers go first among equals. */
  public int priority(int candidate) {
    return (int) (standings[candidate] >> PRIORITY_SHIFT);
  }

  /** Whether capacity there is paid for by the hour. */
  public boolean provisioned(int candidate) {
    return (standings[candidate] & PROVISIONED) != 0;
  }

  public double term(int candidate, Term term) {
    return numbers[candidate * NUMBERS + term.ordinal()];
  }

  /** Opens the next attempt's row; past the last one the last row is used again. */
  public AttemptRow openAttempt() {
    int at = Math.min(attemptCount, MAX_ATTEMPTS - 1);
    attemptCount = at + 1;
    AttemptRow row = row(at);
    row.clear();
    return row;
  }

  private AttemptRow row(int at) {
    if (at == attempts.length) {
      attempts = Arrays.copyOf(attempts, at + 1);
      attempts[at] = new AttemptRow(this);
    }
    return attempts[at];
  }

  public int attemptCount() {
    return attemptCount;
  }

  public AttemptRow attempt(int index) {
    return attempts[index];
  }

  /** The attempt that answered the caller, else the last that was made; null without any. */
  public @Nullable AttemptRow deciding() {
    AttemptRow last = null;
    for (int i = 0; i < attemptCount; i++) {
      AttemptRow row = attempts[i];
      if (row.firstContentNanos >= 0) {
        return row;
      }
      last = row.lost ? last : row;
    }
    return last;
  }

  /** The call as a whole. */
  public CallSummary summary() {
    return summary;
  }

  /**
   * Becomes the same as {@code other}; what it held before is gone.
   *
   * <p>It holds values instead of the objects that are made for every call (what went wrong and
   * what was asked for beyond the usual are kept as they are), and writes no reference where there
   * is an equal one already: collections of the young part of the heap look at every old object
   * that a reference was written to, and move what it leads to. Thousands of decisions are kept.
   */
  @HotPath
  public void copyFrom(Decision other) {
    int count = other.candidateCount;
    expect(count);
    for (int i = 0; i < count; i++) {
      keep(i, other.candidates[i]);
    }
    System.arraycopy(other.standings, 0, standings, 0, count);
    System.arraycopy(other.numbers, 0, numbers, 0, count * NUMBERS);
    candidateCount = count;
    attemptCount = other.attemptCount;
    for (int i = 0; i < attemptCount; i++) {
      row(i).copyFrom(other.attempts[i]);
    }
    summary.copyFrom(other.summary);
  }

  /** Mostly it is what stood there before. */
  private void keep(int candidate, String deployment) {
    if (!deployment.equals(candidates[candidate])) {
      candidates[candidate] = deployment;
    }
  }

  /** What an objective pays, in its own units; see the objective. */
  public static final class Weights {
    public String name = "";
    public double cost;
    public double firstContentSecond;
    public double totalSecond;
    public double failure;

    public void copyFrom(Weights other) {
      if (!name.equals(other.name)) {
        name = other.name;
      }
      cost = other.cost;
      firstContentSecond = other.firstContentSecond;
      totalSecond = other.totalSecond;
      failure = other.failure;
    }

    void clear() {
      name = "";
      cost = 0;
      firstContentSecond = 0;
      totalSecond = 0;
      failure = 0;
    }
  }

  /**
   * What a policy that only watches would have done with the same call at the same moment.
   *
   * <p>Units: dollars, each in the currency of the policy that is named.
   */
  public static final class Shadow {
    /** Its name is empty where nobody watched. */
    public final Weights weights = new Weights();

    /** The candidate that it holds to be best, −1 where there is none. */
    public int best = -1;

    /** The chance that it gave to the candidate that was chosen. */
    public double propensity;

    /** What the chosen one is dearer than its best, by its own prices. */
    public double regretDollars;

    /** What its best is dearer than the chosen one, by the prices of the policy in force. */
    public double extraDollars;

    void copyFrom(Shadow other) {
      weights.copyFrom(other.weights);
      best = other.best;
      propensity = other.propensity;
      regretDollars = other.regretDollars;
      extraDollars = other.extraDollars;
    }

    void clear() {
      weights.clear();
      best = -1;
      propensity = 0;
      regretDollars = 0;
      extraDollars = 0;
    }
  }
}
