package dev.isthmus.load.twin;

import dev.isthmus.load.simulation.Seeds;
import dev.isthmus.load.simulation.policy.Contender;
import dev.isthmus.load.simulation.run.Simulation;
import dev.isthmus.load.simulation.scenario.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One scenario, both ways.
 *
 * <p>The simulation is run many times with the very calls that the sockets got, under different
 * chance of providers and router, so that what chance does can be told from a disagreement. Its
 * gateway has been there for as long before the first call as the real one, whose count of a
 * provider's minute begins with it.
 *
 * @param lag how late the generator itself was
 */
public record Twin(Scenario scenario, List<Row> rows, Lag lag) {
  /**
   * A generator that is later than this in one call of a hundred does not tell the truth: the
   * quickest first token comes after 250 ms.
   */
  private static final double MOST_LAG_MILLIS = 100;

  private static final double MICROS_PER_MILLI = 1000;

  /** In the median and the 99th percentile. Units: milliseconds. */
  public record Lag(double p50, double p99) {
    private static Lag of(Histogram micros) {
      return new Lag(
          micros.getValueAtPercentile(50) / MICROS_PER_MILLI,
          micros.getValueAtPercentile(99) / MICROS_PER_MILLI);
    }
  }

  public Twin {
    rows = List.copyOf(rows);
  }

  /** Runs it; {@code simulations} times in virtual time. */
  public static Twin of(Scenario scenario, long seed, int simulations)
      throws IOException, InterruptedException {
    SocketRun.Seen seen = SocketRun.of(scenario, Traffic.of(scenario, new Seeds(seed)), seed);
    List<Story> runs = new ArrayList<>();
    for (int i = 0; i < simulations; i++) {
      Story run = new Story();
      Simulation.run(
          scenario,
          Contender.ISTHMUS,
          new Simulation.Setting(new Seeds(seed + i, seed), seen.idleSeconds(), run));
      runs.add(run);
    }
    return new Twin(scenario, rows(scenario, runs, seen.story()), Lag.of(seen.lag()));
  }

  private static List<Row> rows(Scenario scenario, List<Story> runs, Story sockets) {
    List<Row> rows = new ArrayList<>();
    for (Phase phase : Phase.of(scenario.span())) {
      rows.add(Row.of(phase, Row.ALL, Figures.ALL, runs, sockets));
      for (int i = 0; i < scenario.fleet().size(); i++) {
        rows.add(Row.of(phase, scenario.fleet().get(i).name(), i, runs, sockets));
      }
    }
    return rows.stream().filter(Row::matters).toList();
  }

  /** Whether the generator itself was late, so that nothing can be said. */
  public boolean isVoid() {
    return lag.p99() > MOST_LAG_MILLIS;
  }

  /** Whether every row is within the bounds, or is what chance does in the simulation, too. */
  public boolean agrees() {
    return rows.stream().noneMatch(Row::disagrees);
  }

  /** Rows outside of the bounds that chance may have put there. */
  long chances() {
    return rows.stream().filter(row -> !row.disagrees() && !row.sharesAgree()).count();
  }

  /** The greatest difference of a share. */
  public double shareOff() {
    return rows.stream().mapToDouble(Row::shareOff).max().orElse(Double.NaN);
  }

  /** The greatest factor between two first tokens. */
  public double timesOff() {
    return rows.stream().mapToDouble(Row::timesOff).max().orElse(Double.NaN);
  }

  String verdict() {
    return isVoid() ? "VOID" : agrees() ? "agree" : "DISAGREE";
  }
}
