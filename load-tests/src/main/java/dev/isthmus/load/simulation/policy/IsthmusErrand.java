package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.exchange.Course;
import dev.isthmus.core.exchange.Hedges;
import dev.isthmus.core.exchange.Hedging;
import dev.isthmus.core.exchange.Rest;
import dev.isthmus.core.exchange.Visit;
import dev.isthmus.core.route.Hedge;
import dev.isthmus.core.route.Itinerary;
import dev.isthmus.core.route.Plan;
import dev.isthmus.core.route.Refusal;
import dev.isthmus.core.route.Route;
import dev.isthmus.load.simulation.workload.Request;
import org.jspecify.annotations.Nullable;

/** One call in the gateway's hands. Threads: one. */
final class IsthmusErrand implements Errand, Rest.Books {
  private final Isthmus isthmus;
  private final Request request;
  private final Route route;
  private final Decision decision;
  private final Rest rest;
  private @Nullable Plan plan;
  private @Nullable Hedging hedging;
  private int retries;

  IsthmusErrand(Isthmus isthmus, Request request, Route route, Decision decision) {
    this.isthmus = isthmus;
    this.request = request;
    this.route = route;
    this.decision = decision;
    this.rest = new Rest(this, route, isthmus.waiting(), request.facts().bodyBytes());
  }

  @Override
  public Course.Budget budget() {
    return rest;
  }

  @Override
  public Trip plan(long nowNanos, double secondsLeft) {
    giveBack();
    decision.clearCandidates();
    Plan fresh =
        isthmus.router().plan(isthmus.question(request, route, nowNanos, secondsLeft), decision);
    plan = fresh;
    hedging = Hedging.of(route, request.facts(), Isthmus.TERMS, fresh, decision);
    return new Planned(fresh);
  }

  @Override
  public void spent(long picodollars) {
    Hedge hedge = route.rules().hedge();
    if (hedge != null) {
      hedge.budget().spent(picodollars);
    }
  }

  @Override
  public void settle(long picodollars) {
    if (hedging != null) {
      hedging.settle(picodollars);
    }
  }

  private void giveBack() {
    Plan old = plan;
    plan = null;
    if (old != null) {
      isthmus.router().release(old);
    }
  }

  @Override
  public void rested(long nowNanos) {
    rest.leave(nowNanos);
  }

  @Override
  public void closed(long nowNanos) {
    rest.leave(nowNanos);
    giveBack();
    for (; retries > 0; retries--) {
      isthmus.retries().release();
    }
    isthmus.done(decision);
  }

  @Override
  public Decision decision() {
    return decision;
  }

  @Override
  public boolean tryRetry() {
    boolean granted = isthmus.retries().tryAcquire();
    retries += granted ? 1 : 0;
    return granted;
  }

  @Override
  public void waits(long nowNanos) {
    decision.summary().waits++;
  }

  @Override
  public void waited(long nowNanos) {
    // How long is of no interest here.
  }

  /** The gateway's own plan. */
  private final class Planned implements Trip {
    private final Plan plan;

    Planned(Plan plan) {
      this.plan = plan;
    }

    @Override
    public Itinerary itinerary() {
      return plan;
    }

    @Override
    public Hedges hedges() {
      Hedging second = hedging;
      return second == null ? Hedges.NONE : second;
    }

    @Override
    public int backend(int stop) {
      return plan.deployment(stop).id().index();
    }

    @Override
    public Failure nowhere() {
      return Refusal.ofNoCandidate(decision);
    }

    @Override
    public Watch start(int stop, long nowNanos) {
      Visit visit = new Visit(plan.deployment(stop).live());
      if (!visit.tryEnter(plan.panic(), nowNanos)) {
        return new Watched(visit, BREAKER_SHUT);
      }
      Failure full = visit.tryDepart(plan, stop, request.facts(), nowNanos);
      if (full != null) {
        visit.turnBack(nowNanos);
      }
      return new Watched(visit, full);
    }
  }

  /** Tells the deployment's signals what became of an attempt. */
  private final class Watched implements Watch {
    private final Visit visit;
    private final @Nullable Failure refusal;
    private LimitReport report = LimitReport.NONE;

    Watched(Visit visit, @Nullable Failure refusal) {
      this.visit = visit;
      this.refusal = refusal;
    }

    @Override
    public @Nullable Failure refusal() {
      return refusal;
    }

    @Override
    public void limits(LimitReport said, long nowNanos) {
      report = said;
      visit.limits(said, nowNanos);
    }

    @Override
    public void content(double seconds, long nowNanos) {
      visit.firstContent(seconds, nowNanos);
    }

    @Override
    public void stalled(long nowNanos) {
      visit.stalled(0, nowNanos);
    }

    @Override
    public void whole(Usage usage, long nowNanos) {
      visit.whole(usage, nowNanos);
      route.outputs().add(usage.output());
    }

    @Override
    public void lost(Usage usage, long nowNanos) {
      visit.blameless(usage, nowNanos);
    }

    @Override
    public void failed(Failure failure, Usage usage, long nowNanos) {
      switch (Visit.verdict(failure)) {
        case SICK -> visit.sick(usage, nowNanos);
        case MISCONFIGURED -> visit.misconfigured(usage, nowNanos);
        case FULL -> visit.full(failure, report, usage, nowNanos);
        case BLAMELESS -> visit.blameless(usage, nowNanos);
      }
    }
  }

  private static final Failure BREAKER_SHUT =
      Failure.ofProvider(
          FailureKind.NO_CANDIDATE, Failure.Retry.UNSENT, "the deployment's breaker is open");
}
