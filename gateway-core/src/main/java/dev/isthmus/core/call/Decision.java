package dev.isthmus.core.call;

import java.util.Arrays;
import java.util.Objects;
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

  /** Few routes have fewer candidates; a decision that needs more grows once and stays so. */
  private static final int USUAL_CANDIDATES = 4;

  private String[] candidates = new String[USUAL_CANDIDATES];
  private @Nullable Exclusion[] exclusions = new @Nullable Exclusion[USUAL_CANDIDATES];
  private double[] saw = new double[USUAL_CANDIDATES];
  private double[] bound = new double[USUAL_CANDIDATES];
  private boolean[] relaxed = new boolean[USUAL_CANDIDATES];
  private boolean[] provisioned = new boolean[USUAL_CANDIDATES];
  private int[] priorities = new int[USUAL_CANDIDATES];
  private double[] terms = new double[USUAL_CANDIDATES * TERMS];
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
    Arrays.fill(terms, candidate * TERMS, (candidate + 1) * TERMS, Double.NaN);
    return candidate;
  }

  /** The same for one of which every term is about to be written: until then they mean nothing. */
  @HotPath
  public int addCandidateToPrice(String deployment) {
    int candidate = candidateCount++;
    if (candidate == candidates.length) {
      grow();
    }
    candidates[candidate] = deployment;
    exclusions[candidate] = null;
    saw[candidate] = Double.NaN;
    bound[candidate] = Double.NaN;
    relaxed[candidate] = false;
    provisioned[candidate] = false;
    priorities[candidate] = 0;
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
    exclusions = Arrays.copyOf(exclusions, size);
    saw = Arrays.copyOf(saw, size);
    bound = Arrays.copyOf(bound, size);
    relaxed = Arrays.copyOf(relaxed, size);
    provisioned = Arrays.copyOf(provisioned, size);
    priorities = Arrays.copyOf(priorities, size);
    terms = Arrays.copyOf(terms, size * TERMS);
  }

  /**
   * Leaves a candidate out.
   *
   * @param sawValue what the rule measured, NaN where it measures nothing; tokens, calls or seconds
   * @param boundValue what it would have had to be, NaN where there is no such number
   */
  @HotPath
  public void exclude(int candidate, Exclusion reason, double sawValue, double boundValue) {
    exclusions[candidate] = reason;
    saw[candidate] = sawValue;
    bound[candidate] = boundValue;
  }

  /** Lets a candidate back in although {@link #exclusion} still says why it was out. */
  @HotPath
  public void relax(int candidate) {
    relaxed[candidate] = true;
  }

  /** How a candidate stands among the others, whatever the call. */
  @HotPath
  public void standing(int candidate, int priority, boolean isProvisioned) {
    priorities[candidate] = priority;
    provisioned[candidate] = isProvisioned;
  }

  @HotPath
  public void term(int candidate, Term term, double value) {
    terms[candidate * TERMS + term.ordinal()] = value;
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
    return exclusions[candidate];
  }

  public double saw(int candidate) {
    return saw[candidate];
  }

  public double bound(int candidate) {
    return bound[candidate];
  }

  public boolean relaxed(int candidate) {
    return relaxed[candidate];
  }

  /** Whether the call could have gone there. */
  public boolean open(int candidate) {
    return exclusions[candidate] == null || relaxed[candidate];
  }

  /** Lower numbers go first among equals. */
  public int priority(int candidate) {
    return priorities[candidate];
  }

  /** Whether capacity there is paid for by the hour. */
  public boolean provisioned(int candidate) {
    return provisioned[candidate];
  }

  public double term(int candidate, Term term) {
    return terms[candidate * TERMS + term.ordinal()];
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
    keep(other.candidates, candidates, count);
    keep(other.exclusions, exclusions, count);
    System.arraycopy(other.saw, 0, saw, 0, count);
    System.arraycopy(other.bound, 0, bound, 0, count);
    System.arraycopy(other.relaxed, 0, relaxed, 0, count);
    System.arraycopy(other.provisioned, 0, provisioned, 0, count);
    System.arraycopy(other.priorities, 0, priorities, 0, count);
    System.arraycopy(other.terms, 0, terms, 0, count * TERMS);
    candidateCount = count;
    attemptCount = other.attemptCount;
    for (int i = 0; i < attemptCount; i++) {
      row(i).copyFrom(other.attempts[i]);
    }
    summary.copyFrom(other.summary);
  }

  private static <T> void keep(@Nullable T[] from, @Nullable T[] to, int count) {
    for (int i = 0; i < count; i++) {
      if (!Objects.equals(to[i], from[i])) {
        to[i] = from[i];
      }
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
