package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.exchange.WaitingRoom;
import dev.isthmus.core.resilience.HedgeBudget;
import dev.isthmus.core.resilience.RetryBudget;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Hedge;
import dev.isthmus.core.route.Question;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.Router;
import dev.isthmus.core.signal.OutputLengths;
import dev.isthmus.load.simulation.workload.Request;
import dev.isthmus.load.simulation.workload.Workload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The gateway itself: its router, its signals, its breakers and its budgets, as they serve.
 * Threads: one.
 */
public final class Isthmus implements Policy {
  private static final long WAITING_BYTES = 64 << 20;
  private static final Duration LEAST = Duration.ofMillis(300);

  private final Fleet fleet;
  private final Rooms rooms;
  private final Router router;
  private final OutputLengths outputs;
  private final RetryBudget retries = new RetryBudget();
  private final WaitingRoom waiting = new WaitingRoom(WaitingRoom.MOST_CALLS, WAITING_BYTES);
  private final Deque<Decision> decisions = new ArrayDeque<>();
  private final @Nullable Hedge hedge;
  private Route route;

  /**
   * @param mayHedge whether a second attempt may run beside a silent first one, by the rule and the
   *     budgets of a route whose section on hedging is empty
   */
  public Isthmus(Fleet fleet, RandomGenerator random, boolean mayHedge) {
    this.hedge =
        mayHedge ? new Hedge(0.95, LEAST, 0.02, 0.01, new HedgeBudget(fleet.time())) : null;
    this.fleet = fleet;
    this.rooms = new Rooms(fleet, random);
    this.router = new Router(random);
    this.outputs = new OutputLengths(fleet.time());
    this.route = route();
  }

  private Route route() {
    return new Route(
        Workload.MODEL,
        rooms.deployments(),
        Scope.ANY,
        fleet.objective(),
        Deadlines.DEFAULT,
        new Route.Rules(false, true, false, hedge),
        outputs);
  }

  @Override
  public void reconfigured(long nowNanos) {
    route = route();
  }

  @Override
  public Errand open(Request request, long nowNanos) {
    retries.callStarted();
    if (hedge != null) {
      hedge.budget().called();
    }
    Decision decision = decisions.isEmpty() ? new Decision() : decisions.pop();
    decision.clear();
    return new IsthmusErrand(this, request, route, decision);
  }

  Question question(Request request, Route on, long nowNanos, double secondsLeft) {
    return new Question(request.facts(), Rooms.DIALECT, TERMS, on, nowNanos, secondsLeft);
  }

  Router router() {
    return router;
  }

  RetryBudget retries() {
    return retries;
  }

  WaitingRoom waiting() {
    return waiting;
  }

  /** The errand is over, and its decision may serve another. */
  void done(Decision decision) {
    retries.callEnded();
    decisions.push(decision);
  }

  @Override
  public boolean isClean() {
    List<Deployment> deployments = rooms.deployments();
    boolean idle =
        deployments.stream()
            .allMatch(
                one ->
                    one.live().signals().inFlight() == 0
                        && one.live().signals().waiting() == 0
                        && one.live().capacity().inFlight() == 0);
    return idle
        && retries.callsInFlight() == 0
        && retries.retriesInFlight() == 0
        && waiting.calls() == 0;
  }

  static final Terms TERMS = new Terms(Scope.ANY, CallClass.INTERACTIVE);
}
