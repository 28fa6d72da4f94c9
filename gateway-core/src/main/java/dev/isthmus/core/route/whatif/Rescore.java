package dev.isthmus.core.route.whatif;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Objective;
import dev.isthmus.core.route.Prediction;
import dev.isthmus.core.route.Scoring;
import org.jspecify.annotations.Nullable;

/**
 * Decides recorded calls again: the rows as they were seen, priced by the {@link Scoring} that
 * prices live calls. With the weights of the record itself it gives the record's own chances, to
 * the last bit.
 *
 * <p>Shape: what was measured stays as it was. Prices, tiers, priorities, weights, the scope of a
 * route and which deployments it has are those of the {@link Alternative}. A deployment that is
 * gone, or out of scope, is not open any more; one that was left out then stays out. A call that
 * was sent to find something out would be sent there again. Threads: one at a time.
 */
public final class Rescore {
  private final Prediction[] rows = new Prediction[Decision.MAX_CANDIDATES];
  private final Scoring scoring = new Scoring();
  private boolean forced;
  private @Nullable Decision decision;

  public Rescore() {
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new Prediction();
    }
  }

  /** Decides as it was decided. */
  public void asRecorded(Decision recorded) {
    restore(recorded);
    CallSummary summary = recorded.summary();
    score(recorded, Objective.of(summary.weights), summary.strictPriority);
  }

  /** Decides as {@code alternative} would have. */
  public void under(Alternative alternative, Decision recorded) {
    restore(recorded);
    for (int i = 0; i < recorded.candidateCount(); i++) {
      Alternative.Option option = alternative.options().get(recorded.deployment(i));
      if (option == null || !alternative.allows(option)) {
        rows[i].open = false;
      }
      if (option != null) {
        rows[i].priority = option.priority();
        rows[i].tier = option.tier();
        rows[i].costDollars = cost(option.prices(), rows[i], recorded.summary());
        rows[i].savedDollars = saved(option.prices(), rows[i], recorded.summary());
      }
    }
    score(recorded, alternative.objective(), alternative.strictPriority());
  }

  private void restore(Decision recorded) {
    for (int i = 0; i < recorded.candidateCount(); i++) {
      Prediction row = rows[i];
      row.open = recorded.open(i);
      row.priority = recorded.priority(i);
      row.tier = recorded.provisioned(i) ? Deployment.Tier.PROVISIONED : Deployment.Tier.ON_DEMAND;
      row.costDollars = recorded.term(i, Term.LISTED_COST_DOLLARS);
      row.cachedTokens = recorded.term(i, Term.CACHED_TOKENS);
      row.savedTokens = known(recorded.term(i, Term.SAVED_TOKENS));
      row.savedDollars = known(recorded.term(i, Term.SAVED_DOLLARS));
      row.savedSeconds = known(recorded.term(i, Term.SAVED_SECONDS));
      row.firstContentSeconds = recorded.term(i, Term.FIRST_CONTENT_SECONDS);
      row.totalSeconds = recorded.term(i, Term.TOTAL_SECONDS);
      row.failureProbability = recorded.term(i, Term.FAILURE_PROBABILITY);
      row.reservedTokens = (long) recorded.term(i, Term.RESERVED_TOKENS);
      row.headroom = recorded.term(i, Term.HEADROOM);
      row.utilisation = recorded.term(i, Term.UTILISATION);
    }
  }

  private void score(Decision recorded, Objective objective, boolean strictPriority) {
    decision = recorded;
    CallSummary summary = recorded.summary();
    scoring.score(rows, recorded.candidateCount(), objective, summary.callClass, strictPriority);
    forced =
        (summary.probe || summary.exploration) && summary.chosen >= 0 && rows[summary.chosen].open;
  }

  /** As {@link dev.isthmus.core.route.Router} expects it of a live call. */
  private static double cost(@Nullable Prices prices, Prediction row, CallSummary summary) {
    CallFacts facts = summary.facts();
    return prices == null || facts == null
        ? Double.NaN
        : prices.dollars(
            (double) facts.estimatedPromptTokens(),
            row.cachedTokens,
            summary.expectedOutputTokens,
            facts.fees());
  }

  /** What its home saves the call at these prices. */
  private static double saved(@Nullable Prices prices, Prediction row, CallSummary summary) {
    CallFacts facts = summary.facts();
    if (prices == null || facts == null) {
      return 0;
    }
    double prompt = (double) facts.estimatedPromptTokens();
    double cached = row.cachedTokens;
    return prices.dollars(prompt, cached, 0, 0)
        - prices.dollars(prompt, cached + row.savedTokens, 0, 0);
  }

  /** Records of before homes were known have none. */
  private static double known(double saved) {
    return Double.isNaN(saved) ? 0 : saved;
  }

  /** The chance that the candidate is asked first; all of them are one, or none is open. */
  public double propensity(int candidate) {
    if (forced && decision != null) {
      return candidate == decision.summary().chosen ? 1 : 0;
    }
    return scoring.propensity(candidate);
  }

  /** Whether anybody can take the call. */
  public boolean isServed() {
    return scoring.size() > 0;
  }

  /** Whether the call goes where it went to find something out, whatever the prices. */
  public boolean isForced() {
    return forced;
  }

  /** What the call is expected to be billed there: the list price, known or taken for unknown. */
  public double billDollars(int candidate) {
    double listed = rows[candidate].costDollars;
    return Double.isNaN(listed) ? scoring.costDollars(candidate) : listed;
  }

  public double scoreDollars(int candidate) {
    return scoring.scoreDollars(candidate);
  }

  Prediction row(int candidate) {
    return rows[candidate];
  }
}
