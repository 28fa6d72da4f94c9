package dev.isthmus.server.boot;

import dev.isthmus.core.account.CallerId;
import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.observe.Events;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.resilience.HedgeBudget;
import dev.isthmus.core.resilience.SlowStart;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.DeploymentSignals;
import dev.isthmus.core.signal.OutputLengths;
import dev.isthmus.core.signal.SignalPriors;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What outlives a configuration, by the names of deployments, routes and callers: what was
 * measured, and places in the books. A place is never given to another name.
 *
 * <p>Threads: one at a time; what it hands out takes care of itself.
 */
final class Memory {
  /** Names that are gone and remembered: more than one file loses and gets back. */
  static final int MOST_ABSENT = 1024;

  private final Ticker ticker;
  private final RandomGenerator random;
  private final Events events;
  private final ByName<Measured> deployments = new ByName<>(MOST_ABSENT);
  private final ByName<OutputLengths> routes = new ByName<>(MOST_ABSENT);
  private final ByName<HedgeBudget> hedges = new ByName<>(MOST_ABSENT);
  private final ByName<CallerId> callers = new ByName<>(MOST_ABSENT);
  private int deploymentPlaces;
  private int callerPlaces;

  /** The generator is asked on any thread and must bear it. */
  Memory(Ticker ticker, RandomGenerator random, Events events) {
    this.ticker = ticker;
    this.random = random;
    this.events = events;
  }

  /** What is known of the deployment {@code name}; a new one begins with these assumptions. */
  Measured deployment(String name, SignalPriors priors, CapacityConfig capacity) {
    return deployments.get(name, unknown -> measured(unknown, priors, capacity));
  }

  OutputLengths outputs(String route) {
    return routes.get(route, unknown -> new OutputLengths(ticker));
  }

  /** What second attempts on a route took of late, and from what. */
  HedgeBudget hedges(String route) {
    return hedges.get(route, unknown -> new HedgeBudget(ticker));
  }

  CallerId caller(String name) {
    return callers.get(name, unknown -> new CallerId(unknown, callerPlaces++));
  }

  /** One more than the highest place of a deployment so far. */
  int deploymentPlaces() {
    return deploymentPlaces;
  }

  int callerPlaces() {
    return callerPlaces;
  }

  /** Only these are named now; returns deployments that are forgotten for good. */
  List<String> keepDeployments(Set<String> names) {
    return deployments.keep(names);
  }

  /** Only these are named now; returns routes that are forgotten for good. */
  List<String> keepRoutes(Set<String> names) {
    hedges.keep(names);
    return routes.keep(names);
  }

  void keepCallers(Set<String> names) {
    callers.keep(names);
  }

  private Measured measured(String name, SignalPriors priors, CapacityConfig capacity) {
    DeploymentSignals signals = new DeploymentSignals(priors, ticker);
    SlowStart slowStart = new SlowStart();
    Breaker breaker =
        new Breaker(
            name,
            signals::baseFirstContentSeconds,
            random.nextLong(),
            ticker.nanoTime(),
            transition -> heard(transition, signals, slowStart));
    return new Measured(
        new DeploymentId(name, deploymentPlaces++),
        signals,
        new Capacity(capacity, ticker, random),
        breaker,
        slowStart);
  }

  private void heard(
      Breaker.Transition transition, DeploymentSignals signals, SlowStart slowStart) {
    if (transition.to() == Breaker.State.CLOSED) {
      signals.recovered(ticker.nanoTime());
      slowStart.restart();
    }
    events.breaker(transition.deployment(), transition.from().name(), transition.to().name());
  }
}
