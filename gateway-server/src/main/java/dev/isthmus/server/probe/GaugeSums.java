package dev.isthmus.server.probe;

import dev.isthmus.core.signal.EngineReport;
import java.util.Arrays;

/**
 * Joins the series of one scrape. A server may run several models: the deployment's own counts
 * where any series bears its name, and all together where none does, because a server may call its
 * model by another name than its callers. Threads: one.
 */
final class GaugeSums {
  private static final int GAUGES = Gauge.values().length;

  private final double[] own = new double[GAUGES];
  private final double[] all = new double[GAUGES];
  private boolean named;

  GaugeSums() {
    clear();
  }

  void clear() {
    Arrays.fill(own, Double.NaN);
    Arrays.fill(all, Double.NaN);
    named = false;
  }

  /** One series; what is no number of calls, and no part of anything, is left out. */
  void add(Gauge gauge, Belongs to, double value) {
    if (!(value >= 0 && value <= Double.MAX_VALUE)) {
      return;
    }
    int at = gauge.ordinal();
    all[at] = gauge.joined(all[at], value);
    if (to != Belongs.ELSEWHERE) {
      own[at] = gauge.joined(own[at], value);
    }
    named |= to == Belongs.OURS;
  }

  EngineReport report() {
    double[] sums = named ? own : all;
    return new EngineReport(
        sums[Gauge.WAITING.ordinal()], sums[Gauge.RUNNING.ordinal()], sums[Gauge.KV_USE.ordinal()]);
  }

  /** Whose a series is. */
  enum Belongs {
    /** It names the deployment's model. */
    OURS,
    /** It names no model. */
    ALL,
    /** It names another model. */
    ELSEWHERE
  }
}
