package dev.isthmus.core.account;

import java.util.Arrays;
import java.util.List;

/**
 * Adds up what attempts cost, by deployment and by caller.
 *
 * <p>Shape: each row is counted once under its deployment and once under its caller, so both sums
 * are equal, and equal to the sum of the rows. Bounds: places come from the configuration and
 * {@link #grow} with it, to {@link #MOST_PLACES}; an index beyond them is counted under one further
 * place of each kind, read by any index beyond. Threads: any; growing takes a lock, rows none, and
 * no allocation of ours per row. Errors: none; a row that was handed over twice counts twice.
 */
public final class Ledger {

  /** Hears every row, after it was added up, on the thread that brought it; must not block. */
  @FunctionalInterface
  public interface Listener {
    void onRow(Row row);
  }

  /** What was counted never goes away, so names that come and go must not add places for ever. */
  static final int MOST_PLACES = 16_384;

  private final List<Listener> listeners;
  private volatile Tally[] byDeployment;
  private volatile Tally[] byCaller;

  /**
   * A ledger with nothing in it.
   *
   * @param deployments one more than the highest index expected
   * @param callers likewise
   */
  public Ledger(int deployments, int callers, List<Listener> listeners) {
    this.byDeployment = grown(new Tally[] {new Tally()}, "deployments", deployments);
    this.byCaller = grown(new Tally[] {new Tally()}, "callers", callers);
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Makes room for more, before the first row that needs it; what was counted stays where it is.
   *
   * @param deployments one more than the highest index expected; fewer than before changes nothing
   * @param callers likewise
   */
  public synchronized void grow(int deployments, int callers) {
    byDeployment = grown(byDeployment, "deployments", deployments);
    byCaller = grown(byCaller, "callers", callers);
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

  /** The last place is that of all indices beyond, and stays the last. */
  private static Tally[] grown(Tally[] old, String field, int known) {
    if (known < 0) {
      throw new IllegalArgumentException(field + ": " + known + " (expected: >= 0)");
    }
    int wanted = Math.min(known, MOST_PLACES) + 1;
    if (wanted <= old.length) {
      return old;
    }
    Tally[] tallies = Arrays.copyOf(old, wanted);
    for (int i = old.length - 1; i < wanted - 1; i++) {
      tallies[i] = new Tally();
    }
    tallies[wanted - 1] = old[old.length - 1];
    return tallies;
  }
}
