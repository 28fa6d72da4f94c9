package dev.isthmus.load.simulation.report;

import dev.isthmus.load.simulation.policy.Contender;
import dev.isthmus.load.simulation.run.Metric;
import dev.isthmus.load.simulation.scenario.Scenario;
import dev.isthmus.load.simulation.scenario.Scenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * A small part of the table, kept as figures, so that a change of routing that moves them is seen
 * where it is made: three scenarios, three seeds.
 */
public final class Expected {
  private static final List<String> SCENARIOS = List.of("brown-out", "sinkhole", "provider-loss");
  private static final List<Contender> CONTENDERS =
      List.of(Contender.ISTHMUS, Contender.PEAK_EWMA, Contender.ORACLE);
  private static final List<Metric> METRICS =
      List.of(
          Metric.P50,
          Metric.INCIDENT_P99,
          Metric.ERRORS,
          Metric.LIMITED,
          Metric.ATTEMPTS,
          Metric.DOLLARS,
          Metric.DRAIN,
          Metric.RESTORE);
  private static final int SEEDS = 3;

  private Expected() {}

  /** One line for each figure: scenario, contender, metric, value. */
  public static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Scenario scenario : Scenarios.fitted()) {
      if (SCENARIOS.contains(scenario.name())) {
        Study study = Study.of(scenario, CONTENDERS, seeds(1, SEEDS));
        CONTENDERS.forEach(one -> METRICS.forEach(metric -> lines.add(line(study, one, metric))));
      }
    }
    return lines;
  }

  /** {@code count} seeds from {@code first} on. */
  public static List<Long> seeds(long first, int count) {
    return LongStream.range(first, first + count).boxed().toList();
  }

  private static String line(Study study, Contender contender, Metric metric) {
    return String.format(
        Locale.ROOT,
        "%s,%s,%s,%.6f",
        study.scenario().name(),
        contender.name(),
        metric.name(),
        study.estimate(contender, metric).mean());
  }
}
