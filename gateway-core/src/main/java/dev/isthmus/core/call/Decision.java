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
    TOTAL_SECONDS,
    FAILURE_PROBABILITY,
    COST_TERM_DOLLARS,
    FIRST_CONTENT_TERM_DOLLARS,
    TOTAL_TERM_DOLLARS,
    FAILURE_TERM_DOLLARS,
    SCORE_DOLLARS,
    HEADROOM,
    PROPENSITY
  }

  private static final int TERMS = Term.values().length;

  /** Most routes have fewer candidates; a decision that needs more grows once and stays so. */
  private static final int USUAL_CANDIDATES = 8;

  private String[] candidates = new String[USUAL_CANDIDATES];
  private @Nullable Exclusion[] exclusions = new @Nullable Exclusion[USUAL_CANDIDATES];
  private double[] saw = new double[USUAL_CANDIDATES];
  private double[] bound = new double[USUAL_CANDIDATES];
  private boolean[] relaxed = new boolean[USUAL_CANDIDATES];
  private double[] terms = new double[USUAL_CANDIDATES * TERMS];
  private AttemptRow[] attempts = {new AttemptRow()};
  private final Summary summary = new Summary();
  private int candidateCount;
  private int attemptCount;

  /** Forgets everything, so that the next call can use this object. */
  public void clear() {
    candidateCount = 0;
    attemptCount = 0;
    summary.clear();
  }

  /** Forgets the candidates alone: the call is planned anew. */
  public void clearCandidates() {
    candidateCount = 0;
  }

  /** Adds a candidate of which nothing is known yet, and gives its number. */
  @HotPath
  public int addCandidate(String deployment) {
    int candidate = candidateCount++;
    if (candidate == candidates.length) {
      grow();
    }
    candidates[candidate] = deployment;
    exclusions[candidate] = null;
    saw[candidate] = Double.NaN;
    bound[candidate] = Double.NaN;
    relaxed[candidate] = false;
    Arrays.fill(terms, candidate * TERMS, (candidate + 1) * TERMS, Double.NaN);
    return candidate;
  }

  private void grow() {
    int size = Math.min(2 * candidates.length, MAX_CANDIDATES);
    if (size == candidates.length) {
      throw new IllegalStateException("candidates: more than " + MAX_CANDIDATES);
    }
    candidates = Arrays.copyOf(candidates, size);
    exclusions = Arrays.copyOf(exclusions, size);
    saw = Arrays.copyOf(saw, size);
    bound = Arrays.copyOf(bound, size);
    relaxed = Arrays.copyOf(relaxed, size);
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

  public double term(int candidate, Term term) {
    return terms[candidate * TERMS + term.ordinal()];
  }

  /** Opens the next attempt's row; past the last one the last row is used again. */
  public AttemptRow openAttempt() {
    int at = Math.min(attemptCount, MAX_ATTEMPTS - 1);
    if (at == attempts.length) {
      attempts = Arrays.copyOf(attempts, at + 1);
      attempts[at] = new AttemptRow();
    }
    attemptCount = at + 1;
    attempts[at].clear();
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
  public Summary summary() {
    return summary;
  }

  /**
   * One attempt: where, when, how it ended. Times in nanoseconds from the call's start, −1 absent.
   */
  public static final class AttemptRow {
    public String deployment = "";
    public long startNanos;
    public long firstContentNanos;
    public long endNanos;
    public int status;
    public @Nullable Failure failure;

    /** Whether it was started while another one was live. */
    public boolean hedge;

    /** Whether another one answered first, and this one was ended for it. */
    public boolean lost;

    /** Whether it was silent for remarkably long before its first content. */
    public boolean silent;

    /** How often its stream stood still for remarkably long. */
    public int stalls;

    public Usage usage = Usage.NONE;

    /** What it cost in picodollars, −1 where no price is known. */
    public long picodollars;

    void clear() {
      deployment = "";
      startNanos = -1;
      firstContentNanos = -1;
      endNanos = -1;
      status = 0;
      failure = null;
      hedge = false;
      lost = false;
      silent = false;
      stalls = 0;
      usage = Usage.NONE;
      picodollars = -1;
    }
  }

  /** What was asked, under which rules, and how it ended. */
  public static final class Summary {
    public long id;
    public long atMillis;
    public String requestId = "";
    public String route = "";
    public String model = "";
    public String caller = "";
    public String objective = "";
    public String configVersion = "";
    public @Nullable CallFacts facts;

    /** What was allowed and asked; null where the call was not admitted. */
    public @Nullable Terms terms;

    public double expectedOutputTokens;

    /** Whether the first stop was chosen to find out whether it is well again. */
    public boolean probe;

    /** Whether the first stop was chosen to find out whether it is still as slow as believed. */
    public boolean exploration;

    /** How often, and for how long in all, the call waited for a deployment that was full. */
    public int waits;

    public long waitedNanos;

    public long endNanos;
    public @Nullable Outcome outcome;

    void clear() {
      id = 0;
      atMillis = 0;
      requestId = "";
      route = "";
      model = "";
      caller = "";
      objective = "";
      configVersion = "";
      facts = null;
      terms = null;
      expectedOutputTokens = 0;
      probe = false;
      exploration = false;
      waits = 0;
      waitedNanos = 0;
      endNanos = -1;
      outcome = null;
    }
  }
}
