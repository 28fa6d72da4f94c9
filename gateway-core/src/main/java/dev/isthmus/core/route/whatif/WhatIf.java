package dev.isthmus.core.route.whatif;

import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks of recorded decisions what another policy would have made of them. Threads: one at a time.
 */
public final class WhatIf {
  private final Map<String, Alternative> alternatives;
  private final Map<String, RouteTally> tallies = new TreeMap<>();
  private final Rescore now = new Rescore();
  private final Rescore then = new Rescore();
  private long fromMillis = Long.MAX_VALUE;
  private long toMillis = Long.MIN_VALUE;
  private long decisions;
  private long skipped;
  private double calls;

  /**
   * @param alternatives the policy in question, by route
   */
  public WhatIf(Map<String, Alternative> alternatives) {
    this.alternatives = Map.copyOf(alternatives);
  }

  /** Adds one decision, and keeps nothing of the object. */
  public void add(Decision decision) {
    CallSummary summary = decision.summary();
    decisions++;
    calls += 1 / summary.rate;
    fromMillis = Math.min(fromMillis, summary.atMillis);
    toMillis = Math.max(toMillis, summary.atMillis);
    Alternative alternative = alternatives.get(summary.route);
    if (alternative == null) {
      skipped++;
      return;
    }
    tallies
        .computeIfAbsent(summary.route, name -> new RouteTally(name, alternative, now, then))
        .add(decision);
  }

  /**
   * What came out.
   *
   * @param title what was asked
   * @param notes what a reader should know of the material
   */
  public Report report(String title, List<String> notes) {
    List<String> all = new ArrayList<>(notes);
    if (skipped > 0) {
      all.add(skipped + " decisions are of routes that the other policy does not have");
    }
    return new Report(
        title,
        fromMillis,
        toMillis,
        decisions,
        calls,
        skipped,
        tallies.values().stream().map(RouteTally::report).toList(),
        all);
  }
}
