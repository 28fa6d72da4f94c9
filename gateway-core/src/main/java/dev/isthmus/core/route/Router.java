package dev.isthmus.core.route;

import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.HotPath;
import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Puts a call's candidates in order: rules leave some out, {@link Scoring} prices the rest in
 * dollars, and among near-ties chance picks by free capacity, so that no deployment is flooded for
 * being a hair better.
 *
 * <p>Threads: one event loop each; the rows are its scratch. Allocation: none where plans are given
 * back; at most {@value #MOST_KEPT_PLANS} are kept for reuse.
 */
public final class Router {
  /** How often, with every healthy candidate gone, one behind an open breaker is tried. */
  private static final double PANIC_SHARE = 0.10;

  private static final int MOST_KEPT_PLANS = 4096;

  private final RandomGenerator random;
  private final Prediction[] rows = new Prediction[Decision.MAX_CANDIDATES];
  private final Predictor predictor = new Predictor();
  private final Scoring scoring = new Scoring();
  private final Scoring shadow = new Scoring();
  private final Exploration exploration = new Exploration();
  private final ArrayDeque<Plan> free = new ArrayDeque<>();
  private int out;

  public Router(RandomGenerator random) {
    this.random = random;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new Prediction();
    }
  }

  /**
   * Plans a call and writes what was considered into {@code decision}. The plan is the asker's
   * until it is given back with {@link #release}.
   */
  @HotPath
  public Plan plan(Question question, Decision decision) {
    int open = judge(question, decision);
    boolean panic = open == 0 && relax(question, decision);
    decision.summary().home =
        Affinity.settle(question, rows, decision.summary().expectedOutputTokens);
    Route route = question.route();
    scoring.score(
        rows,
        decision.candidateCount(),
        route.objective(),
        question.terms().callClass(),
        route.rules().strictPriority());
    if (scoring.size() > 0) {
      choose(question, decision);
    }
    record(question, decision);
    watch(question, decision);
    Plan plan = free.isEmpty() ? new Plan() : free.pop();
    plan.fill(question, scoring, rows, decision, panic);
    out++;
    return plan;
  }

  /** Takes a plan back that nobody will look at again. */
  public void release(Plan plan) {
    out--;
    plan.clear();
    if (free.size() < MOST_KEPT_PLANS) {
      free.push(plan);
    }
  }

  /** How many plans have not been given back. */
  public int plansOut() {
    return out;
  }

  /** Fills all rows, and counts those that no rule leaves out. */
  private int judge(Question question, Decision decision) {
    List<Deployment> candidates = question.route().candidates();
    int open = 0;
    predictor.ask(question);
    decision.expect(candidates.size());
    for (int i = 0; i < candidates.size(); i++) {
      Deployment deployment = candidates.get(i);
      decision.addCandidateToPrice(deployment.name());
      Prediction row = rows[i];
      predictor.fill(row, deployment);
      Exclusion reason = Eligibility.check(deployment, row, question, decision, i);
      row.open = reason == null;
      row.reserve = Eligibility.standsBy(reason, row, question);
      row.well = Recovery.isWell(deployment.live());
      open += row.open ? 1 : 0;
    }
    decision.summary().expectedOutputTokens = predictor.outputTokens();
    return open;
  }

  /**
   * Lets candidates back in, one reason at a time, until there is one. Breakers give way only now
   * and then, and so does a deadline before which nobody is expected to begin: else what is
   * believed of a deployment could never turn out to be wrong.
   *
   * @return whether breakers gave way
   */
  private boolean relax(Question question, Decision decision) {
    if (relax(Exclusion.FIRST_TOKEN, question, decision, false)
        || relax(Exclusion.SATURATED, question, decision, false)
        || relax(Exclusion.DEADLINE, question, decision, false)
        || relax(Exclusion.QUOTA, question, decision, false)
        || relax(Exclusion.SLOW_START, question, decision, false)) {
      return false;
    }
    if (random.nextDouble() >= PANIC_SHARE) {
      return false;
    }
    boolean panic = relax(Exclusion.BREAKER, question, decision, false);
    if (!panic) {
      relax(Exclusion.DEADLINE, question, decision, true);
    }
    return panic;
  }

  /**
   * @param late whether those come back, too, that would not begin in time
   */
  private boolean relax(Exclusion reason, Question question, Decision decision, boolean late) {
    boolean any = false;
    for (int i = 0; i < decision.candidateCount(); i++) {
      Deployment deployment = question.route().candidates().get(i);
      if (decision.exclusion(i) == reason
          && Eligibility.yields(reason, deployment, rows[i], question.nowNanos())
          && (late || Eligibility.begins(rows[i], question))) {
        decision.relax(i);
        rows[i].open = true;
        any = true;
      }
    }
    return any;
  }

  /** Picks by chance, unless the call is to find something out. */
  private void choose(Question question, Decision decision) {
    int best = scoring.candidate(0);
    scoring.pick(random.nextDouble());
    int probe = Recovery.probe(question, scoring, rows);
    if (probe >= 0) {
      // It may be well again, and trying it risks little.
      scoring.force(probe);
      decision.summary().probe = true;
    } else if (exploration.due(question) && decision.exclusion(best) == null) {
      explore(question, decision, best);
    }
  }

  /** Moves a deployment to the front that nobody asks because it is believed to be slow. */
  private void explore(Question question, Decision decision, int best) {
    for (int stop = 1; stop < scoring.size(); stop++) {
      int candidate = scoring.candidate(stop);
      if (slowAlone(question, candidate, best)
          && exploration.tryTake(
              question.route().candidates().get(candidate), question.nowNanos())) {
        scoring.force(stop);
        decision.summary().exploration = true;
        return;
      }
    }
  }

  /** Whether a candidate would be among the best if only it were as quick as the best is. */
  private boolean slowAlone(Question question, int candidate, int best) {
    double score = scoring.scoreDollars(candidate);
    if (score <= scoring.bound()) {
      return false;
    }
    Objective objective = question.route().objective();
    double asQuick = score - objective.slower(rows[candidate], rows[best]);
    Deployment deployment = question.route().candidates().get(candidate);
    return asQuick <= scoring.bound()
        && rows[candidate].priority <= rows[best].priority
        && Exploration.suits(question, deployment, rows[candidate], rows[best]);
  }

  /** Asks the policy that only watches what it would have done with the very same rows. */
  private void watch(Question question, Decision decision) {
    Route.Rules rules = question.route().rules();
    Objective other = rules.shadow();
    if (other == null || scoring.size() == 0) {
      return;
    }
    shadow.score(
        rows,
        decision.candidateCount(),
        other,
        question.terms().callClass(),
        rules.strictPriority());
    int chosen = scoring.candidate(0);
    int best = shadow.candidate(0);
    Decision.Shadow seen = decision.summary().shadow;
    other.copyTo(seen.weights);
    seen.best = best;
    seen.propensity = shadow.propensity(chosen);
    seen.regretDollars = shadow.scoreDollars(chosen) - shadow.scoreDollars(best);
    seen.extraDollars = scoring.scoreDollars(best) - scoring.scoreDollars(chosen);
  }

  private void record(Question question, Decision decision) {
    Objective objective = question.route().objective();
    CallSummary summary = decision.summary();
    objective.copyTo(summary.weights);
    summary.callClass = question.terms().callClass();
    summary.strictPriority = question.route().rules().strictPriority();
    summary.chosen = scoring.size() == 0 ? -1 : scoring.candidate(0);
    for (int i = 0; i < decision.candidateCount(); i++) {
      Prediction row = rows[i];
      double cost = scoring.costDollars(i);
      decision.term(i, Term.COST_DOLLARS, cost);
      decision.term(i, Term.FIRST_CONTENT_SECONDS, row.firstContentSeconds);
      decision.term(i, Term.QUEUE_SECONDS, row.queueSeconds);
      decision.term(i, Term.TOTAL_SECONDS, row.totalSeconds);
      decision.term(i, Term.FAILURE_PROBABILITY, row.failureProbability);
      decision.term(i, Term.COST_TERM_DOLLARS, objective.cost() * cost);
      decision.term(
          i,
          Term.FIRST_CONTENT_TERM_DOLLARS,
          objective.firstContentSecond() * row.firstContentSeconds);
      decision.term(i, Term.TOTAL_TERM_DOLLARS, objective.totalSecond() * row.totalSeconds);
      decision.term(i, Term.SAVED_TOKENS, row.savedTokens);
      decision.term(i, Term.SAVED_DOLLARS, row.savedDollars);
      decision.term(i, Term.SAVED_SECONDS, row.savedSeconds);
      decision.term(i, Term.SAVING_TERM_DOLLARS, scoring.savingDollars(i));
      decision.term(i, Term.FAILURE_TERM_DOLLARS, scoring.failureDollars(i));
      decision.term(i, Term.SCORE_DOLLARS, scoring.scoreDollars(i));
      decision.term(i, Term.HEADROOM, row.headroom);
      decision.term(i, Term.PROPENSITY, scoring.propensity(i));
      decision.term(i, Term.LISTED_COST_DOLLARS, row.costDollars);
      decision.term(i, Term.CACHED_TOKENS, row.cachedTokens);
      decision.term(i, Term.RESERVED_TOKENS, (double) row.reservedTokens);
      decision.term(i, Term.UTILISATION, row.utilisation);
      decision.standing(i, row.priority, row.tier == Deployment.Tier.PROVISIONED);
    }
  }
}
