package dev.isthmus.core.route;

import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Terms;
import org.jspecify.annotations.Nullable;

/**
 * What the router is asked: a call, what governance allows it, the route it is on, and when.
 *
 * @param dialect the name of what the caller speaks
 * @param secondsLeft until the call's deadline
 * @param keeper the name of the one deployment that keeps the stored response which the call needs;
 *     null where it needs none
 * @param affinity what the call has in common with others, as {@link AffinityKey} has it
 */
public record Question(
    CallFacts facts,
    String dialect,
    Terms terms,
    Route route,
    long nowNanos,
    double secondsLeft,
    @Nullable String keeper,
    long affinity) {

  /** A call that needs no stored response and has nothing in common with any other. */
  public Question(
      CallFacts facts,
      String dialect,
      Terms terms,
      Route route,
      long nowNanos,
      double secondsLeft) {
    this(facts, dialect, terms, route, nowNanos, secondsLeft, null, AffinityKey.NONE);
  }

  /** Whether the call may be sent elsewhere once it was sent and not answered. */
  boolean repeats() {
    return route.rules().repeats(facts);
  }
}
