package dev.isthmus.core.route;

import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.resilience.SlowStart;
import org.jspecify.annotations.Nullable;

/**
 * The rules that leave candidates out, asked in the order of {@link Exclusion}; the first that
 * applies is recorded with what it saw. They look at breakers and take nothing from them.
 *
 * <p>Threads: any; no state. Allocation: none.
 */
final class Eligibility {
  /** A token is hardly ever more than this many bytes of text. */
  private static final int MOST_BYTES_PER_TOKEN = 8;

  /** From this saturation on, an engine that says how busy it is counts as full. */
  private static final double FULL = 1;

  private static final double NANOS = 1e9;
  private static final double NONE = Double.NaN;

  private Eligibility() {}

  /** Records why {@code deployment} is out, or nothing. */
  @HotPath
  static @Nullable Exclusion check(
      Deployment deployment, Prediction row, Question question, Decision decision, int candidate) {
    Exclusion reason = never(deployment, row, question, decision, candidate);
    if (reason == null) {
      reason = notNow(deployment, row, question, decision, candidate);
    }
    return reason;
  }

  /** The rules that hold whatever the hour: none of them is ever relaxed. */
  private static @Nullable Exclusion never(
      Deployment deployment, Prediction row, Question question, Decision decision, int candidate) {
    CallFacts facts = question.facts();
    Deployment.Traits traits = deployment.traits();
    if (question.keeper() != null && !question.keeper().equals(deployment.name())) {
      return out(decision, candidate, Exclusion.ELSEWHERE, NONE, NONE);
    }
    if (!deployment.carries(facts, question.dialect())) {
      return out(decision, candidate, Exclusion.CAPABILITY, NONE, NONE);
    }
    if (!within(question.route().scope(), deployment)
        || !within(question.terms().scope(), deployment)) {
      return out(decision, candidate, Exclusion.RESIDENCY, NONE, NONE);
    }
    long textBytes = facts.operation() == Operation.INFER ? 0 : facts.promptTextBytes();
    double leastTokens = (double) textBytes / MOST_BYTES_PER_TOKEN;
    double window = (double) traits.contextWindow();
    if (window > 0 && leastTokens > window) {
      return out(decision, candidate, Exclusion.CONTEXT_LENGTH, leastTokens, window);
    }
    Bounds bounds = question.terms().bounds();
    double worst = bounds.hasMostDollars() ? Predictor.mostDollars(deployment, row, facts) : 0;
    // What has no known price cannot be known to keep within one.
    return worst <= bounds.mostDollars()
        ? null
        : out(decision, candidate, Exclusion.COST, worst, bounds.mostDollars());
  }

  private static @Nullable Exclusion notNow(
      Deployment deployment, Prediction row, Question question, Decision decision, int candidate) {
    Live live = deployment.live();
    long now = question.nowNanos();
    Exclusion capacity = live.capacity().check(row.headroom, row.reservedTokens, now);
    if (capacity == Exclusion.DRAINED) {
      return out(decision, candidate, capacity, NONE, NONE);
    }
    if (!deployment.provider().authenticator().isReady()) {
      return out(decision, candidate, Exclusion.CREDENTIAL, NONE, NONE);
    }
    if (!live.breaker().peek(now) || !live.parent().peek(now)) {
      double seconds = Math.max(0, live.breaker().openUntilNanos() - now) / NANOS;
      return out(decision, candidate, Exclusion.BREAKER, seconds, 0);
    }
    SlowStart slowStart = live.slowStart();
    if (!slowStart.isOver() && !slowStart.admits(live.signals().inFlight())) {
      return out(
          decision,
          candidate,
          Exclusion.SLOW_START,
          live.signals().inFlight(),
          slowStart.allowance());
    }
    if (capacity != null) {
      double saw = saw(capacity, live, row, now);
      return out(decision, candidate, capacity, saw, bound(capacity, row));
    }
    return late(row, live.capacity().saturation(now), question, decision, candidate);
  }

  private static @Nullable Exclusion late(
      Prediction row, double saturation, Question question, Decision decision, int candidate) {
    Bounds bounds = question.terms().bounds();
    double left = question.secondsLeft();
    double needs = bounds.hasDeadline() ? row.totalSeconds : row.firstContentSeconds;
    if (needs > left) {
      return out(decision, candidate, Exclusion.DEADLINE, needs, left);
    }
    if (saturation >= FULL) {
      return out(decision, candidate, Exclusion.SATURATED, saturation, FULL);
    }
    double first = row.firstContentSeconds;
    double wanted = bounds.firstContentSeconds();
    return first > wanted ? out(decision, candidate, Exclusion.FIRST_TOKEN, first, wanted) : null;
  }

  /**
   * Whether an answer can be expected to begin at all before the deadline that the caller asked
   * for. One that may only not end in time is worth a try: nobody knows how long an answer is.
   */
  static boolean begins(Prediction row, Question question) {
    return !question.terms().bounds().hasDeadline()
        || row.firstContentSeconds <= question.secondsLeft();
  }

  /**
   * Whether a candidate that {@code reason} alone left out would take the call all the same, in
   * case all that are better fail: a full engine lets calls wait, and late is better than never.
   */
  static boolean standsBy(@Nullable Exclusion reason, Prediction row, Question question) {
    return (reason == Exclusion.FIRST_TOKEN
            || reason == Exclusion.SATURATED
            || reason == Exclusion.DEADLINE)
        && begins(row, question);
  }

  /** Whether a candidate that {@code reason} left out may be tried where nothing else is left. */
  static boolean yields(Exclusion reason, Deployment deployment, Prediction row, long nowNanos) {
    var capacity = deployment.live().capacity();
    return switch (reason) {
      case DEADLINE, FIRST_TOKEN -> true;
      case QUOTA -> !capacity.headerConfirmed(nowNanos) && capacity.hasPlace();
      case SLOW_START, BREAKER, SATURATED -> capacity.check(row.reservedTokens, nowNanos) == null;
      default -> false;
    };
  }

  private static boolean within(Scope scope, Deployment deployment) {
    if (scope.isAnywhere()) {
      return true;
    }
    Deployment.Place place = deployment.place();
    return scope.allows(place.region(), place.dataZone(), place.provider());
  }

  private static double saw(Exclusion reason, Live live, Prediction row, long now) {
    return switch (reason) {
      case COOLDOWN -> (live.capacity().coolUntilNanos() - now) / NANOS;
      case QUOTA -> secondsOrNone(live.capacity().quotaOpensInNanos(row.reservedTokens, now));
      default -> live.signals().inFlight();
    };
  }

  private static double secondsOrNone(long nanos) {
    return nanos < 0 ? NONE : nanos / NANOS;
  }

  private static double bound(Exclusion reason, Prediction row) {
    return reason == Exclusion.QUOTA ? row.reservedTokens : NONE;
  }

  private static Exclusion out(
      Decision decision, int candidate, Exclusion reason, double saw, double bound) {
    decision.exclude(candidate, reason, saw, bound);
    return reason;
  }
}
