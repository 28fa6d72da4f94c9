package dev.isthmus.core.exchange;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.resilience.HedgeBudget;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Hedge;
import dev.isthmus.core.route.Plan;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.signal.Capacity;
import org.jspecify.annotations.Nullable;

/**
 * Says of one planned call when a second attempt may run beside the first, where, and whether the
 * budgets of its route bear it.
 *
 * <p>Shape: only calls that somebody waits for, that may be sent twice and that set no bound to
 * their own cost are hedged, and of those only streams and calls that generate nothing: of a plain
 * answer the first content is the whole, and so the loser would be paid for in full. The second
 * must be well, have room, serve the same model, and have a price that is known; a prompt of more
 * than {@value #MOST_PROMPT_TOKENS} tokens goes only where it costs nothing. A pool that is more
 * than {@value #MOST_SATURATION} full is not given more to do. Threads: one event loop.
 */
public final class Hedging implements Hedges {
  static final long MOST_PROMPT_TOKENS = 8192;
  static final double MOST_SATURATION = 0.70;

  private static final double NANOS = 1e9;
  private static final double PICODOLLARS = 1e12;
  private static final long UNKNOWN = -1;

  private final Hedge rule;
  private final Route route;
  private final CallFacts facts;
  private final Plan plan;
  private final Decision decision;
  private HedgeBudget.@Nullable Hold hold;

  private Hedging(Hedge rule, Route route, CallFacts facts, Plan plan, Decision decision) {
    this.rule = rule;
    this.route = route;
    this.facts = facts;
    this.plan = plan;
    this.decision = decision;
  }

  /** Null where the call is never hedged. */
  public static @Nullable Hedging of(
      Route route, CallFacts facts, Terms terms, Plan plan, Decision decision) {
    Hedge rule = route.rules().hedge();
    boolean may =
        rule != null
            && plan.size() > 1
            && terms.callClass() == CallClass.INTERACTIVE
            && !terms.bounds().hasMostDollars()
            && route.rules().repeats(facts)
            && (facts.stream() || !facts.operation().generates());
    return may && rule != null ? new Hedging(rule, route, facts, plan, decision) : null;
  }

  @Override
  public long delayNanos(int stop, long nowNanos) {
    double usual =
        plan.deployment(stop)
            .live()
            .signals()
            .firstContentQuantileSeconds(
                rule.quantile(), nowNanos, (double) facts.estimatedPromptTokens());
    return Math.max((long) (usual * NANOS), rule.least().toNanos());
  }

  @Override
  public boolean suits(int stop, long nowNanos) {
    Deployment deployment = plan.deployment(stop);
    long most = mostPicodollars(stop);
    return most != UNKNOWN
        && (most == 0 || facts.estimatedPromptTokens() <= MOST_PROMPT_TOKENS)
        && !plan.relaxed(stop)
        && !route.substitutes(deployment)
        && deployment.outNow(nowNanos) == null
        && deployment.live().capacity().headroom(plan.reservedTokens(stop), nowNanos) > 0;
  }

  @Override
  public boolean tryTake(int stop, int other, long nowNanos) {
    long first = mostPicodollars(stop);
    long second = mostPicodollars(other);
    if (first == UNKNOWN || second == UNKNOWN || saturation(nowNanos) >= MOST_SATURATION) {
      return false;
    }
    hold = rule.tryTake(Math.max(first, second));
    return hold != null;
  }

  @Override
  public void giveBack() {
    if (hold != null) {
      hold.giveBack();
    }
  }

  /** The race is over, and the one that did not answer cost so much. Only the first word counts. */
  public void settle(long picodollars) {
    if (hold != null) {
      hold.settle(picodollars);
    }
  }

  /** What a whole answer is expected to cost at {@code stop}; {@link #UNKNOWN} without a price. */
  private long mostPicodollars(int stop) {
    Prices prices = plan.deployment(stop).prices();
    if (prices == null) {
      return UNKNOWN;
    }
    double prompt = (double) facts.estimatedPromptTokens();
    double output = (double) plan.expectedOutputTokens();
    return (long) Math.ceil(prices.dollars(prompt, 0, output, facts.fees()) * PICODOLLARS);
  }

  /** How full those are, on average, who could serve the call were they not full or unwell. */
  private double saturation(long nowNanos) {
    double used = 0;
    int pool = 0;
    for (int i = 0; i < decision.candidateCount(); i++) {
      Exclusion why = decision.exclusion(i);
      if (!isNeverAsked(why)) {
        Capacity capacity = route.candidates().get(i).live().capacity();
        boolean unwell = why == Exclusion.BREAKER || why == Exclusion.CREDENTIAL;
        used += unwell ? 1 : 1 - capacity.headroom(facts.estimatedPromptTokens(), nowNanos);
        pool++;
      }
    }
    return pool == 0 ? 1 : used / pool;
  }

  private static boolean isNeverAsked(@Nullable Exclusion why) {
    return why == Exclusion.CAPABILITY
        || why == Exclusion.RESIDENCY
        || why == Exclusion.CONTEXT_LENGTH
        || why == Exclusion.COST
        || why == Exclusion.DRAINED;
  }
}
