package dev.isthmus.core.account;

import java.util.List;

/**
 * Adds up what attempts cost, by deployment and by caller.
 *
 * <p>Shape: each row is counted once under its deployment and once under its caller, so both sums
 * are equal, and equal to the sum of the rows. Bounds: {@code deployments} and {@code callers} come
 * from the configuration; an index beyond them, as a later configuration may bring, is counted
 * under one further place of each kind, read by any index beyond. Threads: any; no lock, and none
 * of our own allocation per row. Errors: none; a row that was handed over twice counts twice.
 */
public final class Ledger {

  /** Hears every row, after it was added up, on the thread that brought it; must not block. */
  @FunctionalInterface
  public interface Listener {
    void onRow(Row row);
  }

  private final Tally[] byDeployment;
  private final Tally[] byCaller;
  private final List<Listener> listeners;

  /**
   * A ledger with nothing in it.
   *
   * @param deployments one more than the highest index expected
   * @param callers likewise
   */
  public Ledger(int deployments, int callers, List<Listener> listeners) {
    this.byDeployment = tallies("deployments", deployments);
    this.byCaller = tallies("callers", callers);
    this.listeners = List.copyOf(listeners);
  }

  /** Enters one attempt, at its end. */
  public void attempt(Row row) {
    at(byDeployment, row.deployment().index()).add(row);
    at(byCaller, row.caller().index()).add(row);
    for (int i = 0; i < listeners.size(); i++) {
      listeners.get(i).onRow(row);
    }
  }

  /** Everything of one kind, whoever called and whoever served. */
  public Totals totals(Row.Kind kind) {
    Totals sum = Totals.NONE;
    for (Tally tally : byDeployment) {
      sum = sum.plus(tally.totals(kind));
    }
    return sum;
  }

  public Totals ofDeployment(int index, Row.Kind kind) {
    return at(byDeployment, index).totals(kind);
  }

  public Totals ofCaller(int index, Row.Kind kind) {
    return at(byCaller, index).totals(kind);
  }

  private static Tally at(Tally[] tallies, int index) {
    return tallies[Math.min(index, tallies.length - 1)];
  }

  private static Tally[] tallies(String field, int known) {
    if (known < 0) {
      throw new IllegalArgumentException(field + ": " + known + " (expected: >= 0)");
    }
    Tally[] tallies = new Tally[known + 1];
    for (int i = 0; i < tallies.length; i++) {
      tallies[i] = new Tally();
    }
    return tallies;
  }
}
