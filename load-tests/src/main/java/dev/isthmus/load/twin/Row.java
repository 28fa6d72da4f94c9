package dev.isthmus.load.twin;

import java.util.List;

/**
 * One deployment in one phase, or all of them, both ways.
 *
 * @param simulated the mean over the simulation's runs
 * @param least the share that it had more of in all of them but one in a hundred
 * @param most the share that it had less of in all but one in a hundred
 */
record Row(
    String phase,
    String deployment,
    Figures simulated,
    double least,
    double most,
    Figures sockets) {
  /** All deployments together. */
  static final String ALL = "all";

  /** What shares may differ by, and first tokens. */
  static final double MOST_SHARE = 0.10;

  static final double MOST_TIMES = 1.5;

  /** Of fewer calls a median says nothing. */
  private static final double LEAST_CALLS = 20;

  private static final int HUNDRED = 100;

  static Row of(Phase phase, String deployment, int number, List<Story> runs, Story sockets) {
    List<Figures> simulated = runs.stream().map(run -> Figures.of(run, phase, number)).toList();
    double[] shares = simulated.stream().mapToDouble(Figures::share).sorted().toArray();
    int odd = shares.length / HUNDRED;
    return new Row(
        phase.name(),
        deployment,
        Figures.mean(simulated),
        shares[odd],
        shares[shares.length - 1 - odd],
        Figures.of(sockets, phase, number));
  }

  /** By how much the shares differ. */
  double shareOff() {
    return Math.abs(simulated.share() - sockets.share());
  }

  /** How many times the later first token is the earlier; 1 where either says nothing. */
  double timesOff() {
    if (!timed()) {
      return 1;
    }
    double times = sockets.firstSeconds() / simulated.firstSeconds();
    return Math.max(times, 1 / times);
  }

  private boolean timed() {
    return simulated.answered() >= LEAST_CALLS && sockets.answered() >= LEAST_CALLS;
  }

  boolean sharesAgree() {
    return shareOff() <= MOST_SHARE;
  }

  boolean timesAgree() {
    return timesOff() <= MOST_TIMES;
  }

  /** Whether anybody asked it, in either way. */
  boolean matters() {
    return simulated.answered() >= 1 || sockets.answered() >= 1 || sockets.errors() > 0;
  }

  /**
   * Whether a share that does not agree is none that would be odd in the simulation, either, so
   * that it may be chance.
   */
  boolean mayBeChance() {
    return sockets.share() >= least && sockets.share() <= most;
  }

  boolean disagrees() {
    return (!sharesAgree() && !mayBeChance()) || !timesAgree();
  }

  String verdict() {
    if (!timesAgree()) {
      return sharesAgree() || mayBeChance() ? "FIRST TOKEN" : "SHARE, FIRST TOKEN";
    }
    if (!sharesAgree()) {
      return mayBeChance() ? "chance" : "SHARE";
    }
    return timed() ? "agree" : "share agrees";
  }
}
