package dev.isthmus.load.simulation.fleet;

import dev.isthmus.load.simulation.workload.Request;

/**
 * What a deployment still knows of conversations: for each session the beginning of its last
 * prompt, in blocks, for five minutes. Units: tokens; seconds of the run.
 */
final class PrefixCache {
  private static final int SESSIONS = 512;
  private static final double KEPT_SECONDS = 300;
  private static final long BLOCK_TOKENS = 128;
  private static final long LEAST_TOKENS = 1024;

  private final long[] tokens = new long[SESSIONS];
  private final double[] untilSeconds = new double[SESSIONS];

  /** How much of the prompt it holds. */
  long held(Request request, double seconds) {
    int at = request.session() % SESSIONS;
    if (untilSeconds[at] < seconds) {
      return 0;
    }
    long common = Math.min(request.prefix(), tokens[at]) / BLOCK_TOKENS * BLOCK_TOKENS;
    return common >= LEAST_TOKENS ? common : 0;
  }

  void keep(Request request, double seconds) {
    int at = request.session() % SESSIONS;
    tokens[at] = request.prompt();
    untilSeconds[at] = seconds + KEPT_SECONDS;
  }
}
