package dev.isthmus.core.route;

import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.signal.OutputLengths;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How calls for one model name are served: by whom, under which rules, for what price of time.
 *
 * @param candidates deployments of the model, then those of the substitutes that the route opts
 *     into
 * @param outputs how long answers on this route have been
 */
public record Route(
    String name,
    List<Deployment> candidates,
    Scope scope,
    Objective objective,
    Deadlines deadlines,
    Rules rules,
    OutputLengths outputs) {

  /**
   * @param strictPriority whether lower priority numbers go first whatever they cost
   * @param retryUnanswered whether a call that was sent and not answered may be sent elsewhere
   * @param refuseUntranslatable whether a field that the target cannot carry is refused (else it is
   *     dropped and named)
   * @param hedge when a second attempt may run beside a first one; null for never
   * @param shadow the objective of a policy that only watches; null for none
   */
  public record Rules(
      boolean strictPriority,
      boolean retryUnanswered,
      boolean refuseUntranslatable,
      @Nullable Hedge hedge,
      @Nullable Objective shadow) {

    /** Without hedging, and nobody watches. */
    public Rules(boolean strictPriority, boolean retryUnanswered, boolean refuseUntranslatable) {
      this(strictPriority, retryUnanswered, refuseUntranslatable, null);
    }

    /** Nobody watches. */
    public Rules(
        boolean strictPriority,
        boolean retryUnanswered,
        boolean refuseUntranslatable,
        @Nullable Hedge hedge) {
      this(strictPriority, retryUnanswered, refuseUntranslatable, hedge, null);
    }

    /** The same, watched by a policy that pays {@code other}. */
    public Rules watchedBy(@Nullable Objective other) {
      return new Rules(strictPriority, retryUnanswered, refuseUntranslatable, hedge, other);
    }

    /** Whether a call of {@code facts} that was not answered may be sent elsewhere. */
    public boolean repeats(CallFacts facts) {
      return retryUnanswered && facts.repeats();
    }
  }

  public Route {
    candidates = List.copyOf(candidates);
    if (candidates.size() > dev.isthmus.core.call.Decision.MAX_CANDIDATES) {
      throw new IllegalArgumentException(
          "candidates: " + candidates.size() + " (expected: at most 64)");
    }
  }

  /** The same route with other weights. */
  public Route withObjective(Objective other) {
    return new Route(name, candidates, scope, other, deadlines, rules, outputs);
  }

  /** Whether {@code deployment} serves another model than the one asked for. */
  public boolean substitutes(Deployment deployment) {
    return !deployment.model().equals(name);
  }
}
