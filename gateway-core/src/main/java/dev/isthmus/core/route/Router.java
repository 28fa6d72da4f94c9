package dev.isthmus.core.route;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.HotPath;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Puts a call's candidates in order: rules leave some out, the {@link Objective} prices the rest in
 * dollars, and among near-ties chance picks by free capacity, so that no deployment is flooded for
 * being a hair better.
 *
 * <p>Threads: one event loop each; the rows are its scratch. Allocation: the plan alone.
 */
public final class Router {
  /** How often, with every healthy candidate gone, one behind an open breaker is tried. */
  private static final double PANIC_SHARE = 0.10;

  /** Above this share of provisioned capacity its use has a price for those who can wait. */
  private static final double SCARCE_UTILISATION = 0.80;

  /** A full deployment that may still be tried keeps a trace of weight. */
  private static final double LEAST_HEADROOM = 1e-3;

  private final RandomGenerator random;
  private final Prediction[] rows = new Prediction[Decision.MAX_CANDIDATES];
  private final double[] score = new double[Decision.MAX_CANDIDATES];
  private final boolean[] open = new boolean[Decision.MAX_CANDIDATES];
  private final Exploration exploration = new Exploration();

  public Router(RandomGenerator random) {
    this.random = random;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new Prediction();
    }
  }

  /** Plans a call and writes what was considered into {@code decision}. */
  @HotPath
  public Plan plan(Question question, Decision decision) {
    judge(question, decision);
    boolean panic = false;
    if (count(decision) == 0) {
      panic = relax(question, decision);
    }
    price(question, decision);
    return new Plan(question, order(question, decision), rows, decision, panic);
  }

  private void judge(Question question, Decision decision) {
    List<Deployment> candidates = question.route().candidates();
    double output = Predictor.expectedOutput(question);
    long longest = Predictor.longestOutput(question);
    for (int i = 0; i < candidates.size(); i++) {
      Deployment deployment = candidates.get(i);
      decision.addCandidate(deployment.name());
      Predictor.fill(rows[i], deployment, question, output, longest);
      open[i] = Eligibility.check(deployment, rows[i], question, decision, i) == null;
    }
    decision.summary().expectedOutputTokens = output;
  }

  private int count(Decision decision) {
    int count = 0;
    for (int i = 0; i < decision.candidateCount(); i++) {
      count += open[i] ? 1 : 0;
    }
    return count;
  }

  /**
   * Lets candidates back in, one reason at a time, until there is one; breakers only now and then.
   *
   * @return whether breakers gave way
   */
  private boolean relax(Question question, Decision decision) {
    if (relax(Exclusion.DEADLINE, question, decision)
        || relax(Exclusion.QUOTA, question, decision)
        || relax(Exclusion.SLOW_START, question, decision)) {
      return false;
    }
    return random.nextDouble() < PANIC_SHARE && relax(Exclusion.BREAKER, question, decision);
  }

  private boolean relax(Exclusion reason, Question question, Decision decision) {
    boolean any = false;
    for (int i = 0; i < decision.candidateCount(); i++) {
      Deployment deployment = question.route().candidates().get(i);
      if (decision.exclusion(i) == reason
          && Eligibility.yields(reason, deployment, rows[i], question.nowNanos())) {
        decision.relax(i);
        open[i] = true;
        any = true;
      }
    }
    return any;
  }

  /** Prices all candidates, those left out too: an explanation wants to know what they would be. */
  private void price(Question question, Decision decision) {
    shadowPrices(question);
    Objective objective = question.route().objective();
    double least = Double.POSITIVE_INFINITY;
    double second = Double.POSITIVE_INFINITY;
    for (int i = 0; i < decision.candidateCount(); i++) {
      score[i] = objective.withoutFailure(rows[i]);
      if (open[i] && score[i] < least) {
        second = least;
        least = score[i];
      } else if (open[i]) {
        second = Math.min(second, score[i]);
      }
    }
    for (int i = 0; i < decision.candidateCount(); i++) {
      double next = open[i] && score[i] == least ? second : least;
      double failure = objective.failureTerm(rows[i], Double.isInfinite(next) ? 0 : next);
      score[i] += failure;
      record(objective, decision, i, failure);
    }
  }

  /** Gives unknown prices the dearest known one, and scarce provisioned capacity a price. */
  private void shadowPrices(Question question) {
    List<Deployment> candidates = question.route().candidates();
    double dearest = 0;
    double payAsYouGo = Double.POSITIVE_INFINITY;
    for (int i = 0; i < candidates.size(); i++) {
      double cost = rows[i].costDollars;
      if (!Double.isNaN(cost)) {
        dearest = Math.max(dearest, cost);
        // What may not be asked is no way out of scarcity, however cheap.
        if (open[i] && candidates.get(i).traits().tier() == Deployment.Tier.ON_DEMAND) {
          payAsYouGo = Math.min(payAsYouGo, cost);
        }
      }
    }
    boolean waits = question.terms().callClass() != CallClass.INTERACTIVE;
    for (int i = 0; i < candidates.size(); i++) {
      if (Double.isNaN(rows[i].costDollars)) {
        rows[i].costDollars = dearest;
      }
      if (waits && payAsYouGo < Double.POSITIVE_INFINITY) {
        rows[i].costDollars += payAsYouGo * scarcity(candidates.get(i), question.nowNanos());
      }
    }
  }

  private static double scarcity(Deployment deployment, long nowNanos) {
    if (deployment.traits().tier() != Deployment.Tier.PROVISIONED) {
      return 0;
    }
    double used = deployment.live().capacity().utilisation(nowNanos);
    return Math.min(1, Math.max(0, (used - SCARCE_UTILISATION) / (1 - SCARCE_UTILISATION)));
  }

  private void record(Objective objective, Decision decision, int candidate, double failure) {
    Prediction row = rows[candidate];
    decision.term(candidate, Term.COST_DOLLARS, row.costDollars);
    decision.term(candidate, Term.FIRST_CONTENT_SECONDS, row.firstContentSeconds);
    decision.term(candidate, Term.TOTAL_SECONDS, row.totalSeconds);
    decision.term(candidate, Term.FAILURE_PROBABILITY, row.failureProbability);
    decision.term(candidate, Term.COST_TERM_DOLLARS, objective.cost() * row.costDollars);
    decision.term(
        candidate,
        Term.FIRST_CONTENT_TERM_DOLLARS,
        objective.firstContentSecond() * row.firstContentSeconds);
    decision.term(candidate, Term.TOTAL_TERM_DOLLARS, objective.totalSecond() * row.totalSeconds);
    decision.term(candidate, Term.FAILURE_TERM_DOLLARS, failure);
    decision.term(candidate, Term.SCORE_DOLLARS, score[candidate]);
    decision.term(candidate, Term.HEADROOM, row.headroom);
    decision.term(candidate, Term.PROPENSITY, 0);
  }

  /** The picked one first, then the others by score. */
  private int[] order(Question question, Decision decision) {
    int size = count(decision);
    int[] order = new int[size];
    int filled = 0;
    for (int i = 0; i < decision.candidateCount(); i++) {
      if (open[i]) {
        int at = filled++;
        while (at > 0 && before(question, i, order[at - 1])) {
          order[at] = order[at - 1];
          at--;
        }
        order[at] = i;
      }
    }
    if (size > 0) {
      double bound = question.route().objective().tieBound(score[order[0]]);
      int best = order[0];
      pick(question, decision, order, bound);
      if (!probe(question, decision, order)) {
        explore(question, decision, order, best, bound);
      }
    }
    return order;
  }

  private boolean before(Question question, int a, int b) {
    if (question.route().rules().strictPriority()) {
      int byPriority = Integer.compare(priority(question, a), priority(question, b));
      if (byPriority != 0) {
        return byPriority < 0;
      }
    }
    return score[a] < score[b];
  }

  /** Moves one of the near-ties to the front, by chance in proportion to its free capacity. */
  private void pick(Question question, Decision decision, int[] order, double bound) {
    Objective objective = question.route().objective();
    int best = bestPriority(question, order, bound);
    double sum = 0;
    for (int candidate : order) {
      sum += tied(question, candidate, bound, best) ? weight(objective, candidate) : 0;
    }
    double at = random.nextDouble() * sum;
    int chosen = 0;
    for (int stop = 0; stop < order.length; stop++) {
      int candidate = order[stop];
      if (tied(question, candidate, bound, best)) {
        double weight = weight(objective, candidate);
        decision.term(candidate, Term.PROPENSITY, weight / sum);
        if (at >= 0) {
          chosen = stop;
        }
        at -= weight;
      }
    }
    moveToFront(order, chosen);
  }

  /** Moves a deployment that may be well again to the front, where that risks little. */
  private static boolean probe(Question question, Decision decision, int[] order) {
    int stop = Recovery.probe(question, order);
    if (stop < 0) {
      return false;
    }
    force(decision, order, stop);
    decision.summary().probe = true;
    return true;
  }

  /** Moves a deployment to the front that nobody asks because it is believed to be slow. */
  private void explore(Question question, Decision decision, int[] order, int best, double bound) {
    if (!exploration.due(question) || decision.exclusion(best) != null) {
      return;
    }
    for (int stop = 1; stop < order.length; stop++) {
      int candidate = order[stop];
      if (slowAlone(question, candidate, best, bound)
          && exploration.tryTake(
              question.route().candidates().get(candidate), question.nowNanos())) {
        force(decision, order, stop);
        decision.summary().exploration = true;
        return;
      }
    }
  }

  /** Whether a candidate would be among the best if only it were as quick as the best is. */
  private boolean slowAlone(Question question, int candidate, int best, double bound) {
    Objective objective = question.route().objective();
    double asQuick = score[candidate] - objective.slower(rows[candidate], rows[best]);
    Deployment deployment = question.route().candidates().get(candidate);
    return score[candidate] > bound
        && asQuick <= bound
        && priority(question, candidate) <= priority(question, best)
        && Exploration.suits(question, deployment, rows[candidate], rows[best]);
  }

  private static void force(Decision decision, int[] order, int stop) {
    moveToFront(order, stop);
    for (int i = 0; i < order.length; i++) {
      decision.term(order[i], Term.PROPENSITY, i == 0 ? 1 : 0);
    }
  }

  private int bestPriority(Question question, int[] order, double bound) {
    int best = Integer.MAX_VALUE;
    for (int candidate : order) {
      if (score[candidate] <= bound) {
        best = Math.min(best, priority(question, candidate));
      }
    }
    return best;
  }

  private boolean tied(Question question, int candidate, double bound, int priority) {
    return score[candidate] <= bound && priority(question, candidate) == priority;
  }

  private double weight(Objective objective, int candidate) {
    return Math.max(rows[candidate].headroom, LEAST_HEADROOM)
        / (score[candidate] + objective.tieEpsilon());
  }

  private static int priority(Question question, int candidate) {
    return question.route().candidates().get(candidate).priority();
  }

  private static void moveToFront(int[] order, int stop) {
    int chosen = order[stop];
    System.arraycopy(order, 0, order, 1, stop);
    order[0] = chosen;
  }
}
