package dev.isthmus.core.route;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.HotPath;

/**
 * What an {@link Objective} makes of one call's rows: prices, an order, and the chance of each
 * near-tie to be picked. It sees rows alone, neither deployments nor clocks, so that a live call, a
 * policy that only watches and a recorded call are all priced here.
 *
 * <p>Shape: {@link #score}, then perhaps {@link #pick} or {@link #force}; everything it says is
 * about the last rows it scored, which it reads and never changes. Stops are positions in the
 * order, candidates are positions among the rows. Units: dollars. Threads: one event loop.
 * Allocation: none.
 */
public final class Scoring {
  /** Above this share of provisioned capacity its use has a price for those who can wait. */
  private static final double SCARCE_UTILISATION = 0.80;

  /** A full deployment that may still be tried keeps a trace of weight. */
  private static final double LEAST_HEADROOM = 1e-3;

  private final double[] cost = new double[Decision.MAX_CANDIDATES];
  private final double[] saving = new double[Decision.MAX_CANDIDATES];
  private final double[] failure = new double[Decision.MAX_CANDIDATES];
  private final double[] score = new double[Decision.MAX_CANDIDATES];
  private final double[] weight = new double[Decision.MAX_CANDIDATES];
  private final double[] propensity = new double[Decision.MAX_CANDIDATES];
  private final int[] order = new int[Decision.MAX_CANDIDATES];
  private int size;
  private int stops;
  private double bound;
  private double weightSum;

  /**
   * Prices all rows, those left out too: an explanation wants to know what they would be. Puts the
   * open ones in order, and gives the near-ties among them their chances.
   *
   * @param count how many of {@code rows} are the call's
   * @param strictPriority whether lower priority numbers go first whatever they cost
   */
  @HotPath
  public void score(
      Prediction[] rows,
      int count,
      Objective objective,
      CallClass callClass,
      boolean strictPriority) {
    charge(rows, count, callClass);
    price(rows, count, objective);
    arrange(rows, count, strictPriority);
    if (size > 0) {
      bound = objective.tieBound(score[order[0]]);
      weigh(rows, objective);
    }
  }

  /** Gives unknown prices the dearest known one, and scarce provisioned capacity a price. */
  private void charge(Prediction[] rows, int count, CallClass callClass) {
    double dearest = 0;
    double payAsYouGo = Double.POSITIVE_INFINITY;
    int priced = 0;
    for (int i = 0; i < count; i++) {
      double listed = rows[i].costDollars;
      cost[i] = listed;
      if (!Double.isNaN(listed)) {
        priced++;
        dearest = listed > dearest ? listed : dearest;
        // What may not be asked is no way out of scarcity, however cheap.
        if (listed < payAsYouGo && rows[i].open && rows[i].tier == Deployment.Tier.ON_DEMAND) {
          payAsYouGo = listed;
        }
      }
    }
    boolean waits = callClass != CallClass.INTERACTIVE && payAsYouGo < Double.POSITIVE_INFINITY;
    for (int i = 0; i < count && (waits || priced < count); i++) {
      cost[i] = Double.isNaN(cost[i]) ? dearest : cost[i];
      cost[i] += waits ? payAsYouGo * scarcity(rows[i]) : 0;
    }
  }

  private static double scarcity(Prediction row) {
    return row.tier == Deployment.Tier.PROVISIONED
        ? Math.min(
            1, Math.max(0, (row.utilisation - SCARCE_UTILISATION) / (1 - SCARCE_UTILISATION)))
        : 0;
  }

  private void price(Prediction[] rows, int count, Objective objective) {
    double least = Double.POSITIVE_INFINITY;
    double second = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      saving[i] = objective.saving(rows[i]);
      score[i] = Math.max(0, objective.withoutFailure(rows[i], cost[i]) - saving[i]);
      if (rows[i].open && score[i] < second) {
        second = Math.max(least, score[i]);
        least = Math.min(least, score[i]);
      }
    }
    for (int i = 0; i < count; i++) {
      double next = rows[i].open && score[i] == least ? second : least;
      failure[i] = objective.failureTerm(rows[i], Double.isInfinite(next) ? 0 : next);
      score[i] += failure[i];
      propensity[i] = 0;
    }
  }

  private void arrange(Prediction[] rows, int count, boolean strictPriority) {
    stops = 0;
    for (int i = 0; i < count; i++) {
      if (rows[i].open) {
        insert(rows, strictPriority, i, 0);
      }
    }
    size = stops;
    for (int i = 0; i < count; i++) {
      if (rows[i].reserve && !rows[i].open) {
        insert(rows, strictPriority, i, size);
      }
    }
  }

  /** Puts a candidate where it belongs among the stops from {@code first} on. */
  private void insert(Prediction[] rows, boolean strictPriority, int candidate, int first) {
    int at = stops++;
    while (at > first && before(rows, strictPriority, candidate, order[at - 1])) {
      order[at] = order[at - 1];
      at--;
    }
    order[at] = candidate;
  }

  private boolean before(Prediction[] rows, boolean strictPriority, int a, int b) {
    if (strictPriority && rows[a].priority != rows[b].priority) {
      return rows[a].priority < rows[b].priority;
    }
    return score[a] < score[b];
  }

  /** The near-ties of the best priority share the call in proportion to free capacity / price. */
  private void weigh(Prediction[] rows, Objective objective) {
    int best = Integer.MAX_VALUE;
    for (int stop = 0; stop < size; stop++) {
      int candidate = order[stop];
      if (score[candidate] <= bound) {
        best = Math.min(best, rows[candidate].priority);
      }
    }
    double epsilon = objective.tieEpsilon();
    int home = home(rows, best, epsilon);
    double sum = 0;
    for (int stop = 0; stop < size; stop++) {
      int candidate = order[stop];
      boolean tied =
          home < 0
              ? score[candidate] <= bound && rows[candidate].priority == best
              : candidate == home;
      weight[candidate] =
          tied
              ? Math.max(rows[candidate].headroom, LEAST_HEADROOM) / (score[candidate] + epsilon)
              : 0;
      sum += weight[candidate];
    }
    for (int stop = 0; stop < size; stop++) {
      propensity[order[stop]] = weight[order[stop]] / sum;
    }
    weightSum = sum;
  }

  /**
   * The home, where it is as good as the best and saves more than nobody would notice: it then has
   * the call to itself, because a cache that is missed is money, and homes are spread already. Else
   * −1.
   */
  private int home(Prediction[] rows, int priority, double epsilon) {
    for (int stop = 0; stop < size; stop++) {
      int candidate = order[stop];
      if (saving[candidate] > epsilon
          && score[candidate] <= bound
          && rows[candidate].priority == priority) {
        return candidate;
      }
    }
    return -1;
  }

  /**
   * Moves one of the near-ties to the front.
   *
   * @param chance in [0, 1)
   */
  @HotPath
  public void pick(double chance) {
    double at = chance * weightSum;
    int chosen = 0;
    for (int stop = 0; stop < size; stop++) {
      double part = weight[order[stop]];
      if (part > 0) {
        if (at >= 0) {
          chosen = stop;
        }
        at -= part;
      }
    }
    moveToFront(chosen);
  }

  /** Moves a stop to the front whatever its price: it is certain now, and all others are out. */
  @HotPath
  public void force(int stop) {
    moveToFront(stop);
    for (int i = 0; i < size; i++) {
      propensity[order[i]] = i == 0 ? 1 : 0;
    }
  }

  private void moveToFront(int stop) {
    int chosen = order[stop];
    System.arraycopy(order, 0, order, 1, stop);
    order[0] = chosen;
  }

  /** How many candidates may be tried first. */
  public int size() {
    return size;
  }

  /** How many may be tried at all: behind the others stand the reserves. */
  public int stops() {
    return stops;
  }

  /** The candidate at a stop of the order. */
  public int candidate(int stop) {
    return order[stop];
  }

  /** The dearest score that is as good as the best. */
  public double bound() {
    return bound;
  }

  /** What the call costs there: the list price, and the price of scarce capacity. */
  public double costDollars(int candidate) {
    return cost[candidate];
  }

  /** What the call is expected to save there by being at home. */
  public double savingDollars(int candidate) {
    return saving[candidate];
  }

  /** What the risk of failure costs there. */
  public double failureDollars(int candidate) {
    return failure[candidate];
  }

  /** What the call would pay in all. */
  public double scoreDollars(int candidate) {
    return score[candidate];
  }

  /** The probability that the candidate is asked first; all of them are one together. */
  public double propensity(int candidate) {
    return propensity[candidate];
  }
}
