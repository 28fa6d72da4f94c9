package dev.isthmus.core.observe;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times finished calls. Every label value comes from configuration or from a closed set,
 * never from a caller. Units: seconds, tokens, dollars. Threads: any.
 */
public final class Meters implements CallLog {
  private static final double NANOS = 1e9;
  private static final double PICODOLLARS_PER_DOLLAR = 1e12;
  private static final double[] OVERHEAD_SECONDS = {
    0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1, 1
  };
  private static final double[] CALL_SECONDS = {
    0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300
  };

  private static final String COMPLETED = "completed";
  private static final String CANCELLED = "cancelled";
  private static final String FAILED = "failed";
  private static final List<String> OUTCOMES = List.of(COMPLETED, CANCELLED, FAILED);
  private static final LowerNames<Operation> OPERATIONS = new LowerNames<>(Operation.class);

  private final Counter calls;
  private final Counter failures;
  private final Counter retries;
  private final Counter exclusions;
  private final Counter hedges;
  private final Counter waste;
  private final Histogram overhead;
  private final Histogram duration;
  private final Histogram.@Nullable Child[] durations =
      new Histogram.@Nullable Child[OPERATIONS.count()];
  private final Map<String, RouteMeters> byRoute = new ConcurrentHashMap<>();
  private final Map<String, DeploymentMeters> byDeployment = new ConcurrentHashMap<>();
  private final DeploymentMeters.Families families;
  private final ShadowMeters shadow;

  public Meters(CollectorRegistry registry) {
    calls =
        Counter.build("isthmus_calls_total", "Finished calls")
            .labelNames("route", "operation", "outcome")
            .withoutExemplars()
            .register(registry);
    failures =
        Counter.build("isthmus_call_failures_total", "Calls that ended in a failure, by its kind")
            .labelNames("route", "kind", "origin")
            .withoutExemplars()
            .register(registry);
    retries =
        Counter.build("isthmus_retries_total", "Attempts after a call's first, by what came before")
            .labelNames("reason")
            .withoutExemplars()
            .register(registry);
    exclusions =
        Counter.build("isthmus_exclusions_total", "Candidates left out of a decision, by the rule")
            .labelNames("deployment", "reason")
            .withoutExemplars()
            .register(registry);
    hedges =
        Counter.build(
                "isthmus_hedges_total", "Second attempts beside a silent first, by how they ended")
            .labelNames("route", "outcome")
            .withoutExemplars()
            .register(registry);
    waste =
        Counter.build(
                "isthmus_hedge_waste_dollars_total", "Money for attempts that lost such a race")
            .labelNames("route")
            .withoutExemplars()
            .register(registry);
    overhead =
        Histogram.build(
                "isthmus_overhead_seconds",
                "From a request's last byte to its first attempt on its way")
            .buckets(OVERHEAD_SECONDS)
            .withoutExemplars()
            .register(registry);
    duration =
        Histogram.build("isthmus_call_seconds", "From a request's first byte to its answer's last")
            .labelNames("operation")
            .buckets(CALL_SECONDS)
            .withoutExemplars()
            .register(registry);
    families = new DeploymentMeters.Families(registry);
    shadow = new ShadowMeters(registry);
  }

  @Override
  public void finished(CallRecord call) {
    Decision decision = call.decision();
    route(route(decision)).ended(call.operation(), call.outcome());
    duration(call.operation()).observe(call.timeline().totalNanos() / NANOS);
    if (call.timeline().overheadNanos() >= 0) {
      overhead.observe(call.timeline().overheadNanos() / NANOS);
    }
    if (call.outcome() instanceof Outcome.Failed failed) {
      Failure failure = failed.failure();
      failures.labels(route(decision), lower(failure.kind()), lower(failure.origin())).inc();
    }
    shadow.finished(decision);
    candidates(decision);
    attempts(call, decision);
  }

  /** Drops what was counted for a deployment that is gone for good. */
  public void forgetDeployment(String name) {
    byDeployment.remove(name);
    families.forget(name);
    for (Exclusion reason : Exclusion.values()) {
      exclusions.remove(name, lower(reason));
    }
  }

  /** Drops what was counted for a route that is gone for good. */
  public void forgetRoute(String name) {
    byRoute.remove(name);
    shadow.forgetRoute(name);
    Race.ENDS.forEach(end -> hedges.remove(name, end));
    waste.remove(name);
    for (Operation operation : Operation.values()) {
      OUTCOMES.forEach(outcome -> calls.remove(name, lower(operation), outcome));
    }
    for (FailureKind kind : FailureKind.values()) {
      for (Failure.Origin origin : Failure.Origin.values()) {
        failures.remove(name, lower(kind), lower(origin));
      }
    }
  }

  private void candidates(Decision decision) {
    for (int i = 0; i < decision.candidateCount(); i++) {
      Exclusion reason = decision.exclusion(i);
      if (reason != null && !decision.relaxed(i)) {
        exclusions.labels(decision.deployment(i), lower(reason)).inc();
      }
    }
  }

  private void attempts(CallRecord call, Decision decision) {
    for (int i = 0; i < decision.attemptCount(); i++) {
      AttemptRow row = decision.attempt(i);
      boolean cut = call.outcome() instanceof Outcome.Cancelled;
      deployment(row.deployment()).attempt(row, call.stream(), cut);
      if (row.hedge) {
        hedges.labels(route(decision), Race.ended(row)).inc();
      } else if (i > 0) {
        retried(decision, i);
      }
      if (row.lost && row.picodollars > 0) {
        waste.labels(route(decision)).inc(row.picodollars / PICODOLLARS_PER_DOLLAR);
      }
    }
  }

  /** Counts what was before attempt {@code index}, which was made because of that. */
  private void retried(Decision decision, int index) {
    Failure before = null;
    for (int i = index - 1; i >= 0 && before == null; i--) {
      before = decision.attempt(i).failure;
    }
    if (before != null) {
      retries.labels(lower(before.kind())).inc();
    }
  }

  /** Looking a child up by its labels costs a list and its hash; a second child does no harm. */
  private Histogram.Child duration(Operation operation) {
    Histogram.Child known = durations[operation.ordinal()];
    if (known == null) {
      known = duration.labels(OPERATIONS.of(operation));
      durations[operation.ordinal()] = known;
    }
    return known;
  }

  private RouteMeters route(String name) {
    RouteMeters known = byRoute.get(name);
    return known == null ? byRoute.computeIfAbsent(name, RouteMeters::new) : known;
  }

  /** How calls to one route ended, by operation. */
  private final class RouteMeters {
    private final String route;
    private final Counter.@Nullable Child[] completed =
        new Counter.@Nullable Child[OPERATIONS.count()];

    RouteMeters(String route) {
      this.route = route;
    }

    void ended(Operation operation, Outcome outcome) {
      if (!(outcome instanceof Outcome.Completed)) {
        calls.labels(route, OPERATIONS.of(operation), outcome(outcome)).inc();
        return;
      }
      Counter.Child known = completed[operation.ordinal()];
      if (known == null) {
        known = calls.labels(route, OPERATIONS.of(operation), outcome(outcome));
        completed[operation.ordinal()] = known;
      }
      known.inc();
    }
  }

  private DeploymentMeters deployment(String name) {
    DeploymentMeters known = byDeployment.get(name);
    return known == null ? byDeployment.computeIfAbsent(name, families::of) : known;
  }

  /** A call that never reached a route counts under none, whatever model it asked for. */
  private static String route(Decision decision) {
    String route = decision.summary().route;
    return route.isEmpty() ? "none" : route;
  }

  private static String outcome(Outcome outcome) {
    if (outcome instanceof Outcome.Failed) {
      return FAILED;
    }
    return outcome instanceof Outcome.Cancelled ? CANCELLED : COMPLETED;
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
