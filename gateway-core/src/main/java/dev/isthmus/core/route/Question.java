package dev.isthmus.core.route;

import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Terms;

/**
 * What the router is asked: a call, what governance allows it, the route it is on, and when.
 *
 * @param dialect the name of what the caller speaks
 * @param secondsLeft until the call's deadline
 */
public record Question(
    CallFacts facts, String dialect, Terms terms, Route route, long nowNanos, double secondsLeft) {

  /** Whether the call may be sent elsewhere once it was sent and not answered. */
  boolean repeats() {
    return route.rules().repeats(facts.operation());
  }
}
