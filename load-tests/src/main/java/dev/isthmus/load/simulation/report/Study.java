package dev.isthmus.load.simulation.report;

import dev.isthmus.load.simulation.policy.Contender;
import dev.isthmus.load.simulation.run.Metric;
import dev.isthmus.load.simulation.run.Result;
import dev.isthmus.load.simulation.run.Simulation;
import dev.isthmus.load.simulation.scenario.Scenario;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One scenario under many seeds, by all contenders.
 *
 * @param runs of each contender, in the order of the seeds
 */
public record Study(Scenario scenario, Map<Contender, List<Result>> runs) {

  public Study {
    runs = new EnumMap<>(runs);
  }

  /** Runs it, as many runs at once as there are cores. */
  public static Study of(Scenario scenario, List<Contender> contenders, List<Long> seeds) {
    int size = seeds.size();
    List<Result> results =
        IntStream.range(0, contenders.size() * size)
            .parallel()
            .mapToObj(i -> Simulation.run(scenario, contenders.get(i / size), seeds.get(i % size)))
            .toList();
    Map<Contender, List<Result>> runs = new EnumMap<>(Contender.class);
    for (int i = 0; i < contenders.size(); i++) {
      runs.put(contenders.get(i), results.subList(i * size, (i + 1) * size));
    }
    return new Study(scenario, runs);
  }

  public List<Contender> contenders() {
    return List.copyOf(runs.keySet());
  }

  /** One value for each seed. */
  public List<Double> values(Contender contender, Metric metric) {
    return results(contender).stream().map(one -> one.of(metric)).toList();
  }

  public Estimate estimate(Contender contender, Metric metric) {
    return Estimate.ofMean(values(contender, metric));
  }

  /** What a rate is at least where one event would have been seen over all seeds. */
  double oneEvent(Metric metric) {
    long calls = results(Contender.ISTHMUS).stream().mapToLong(Result::calls).sum();
    return switch (metric) {
      case ERRORS -> 100.0 / calls;
      case LIMITED -> 1000.0 / calls;
      default -> 0;
    };
  }

  /** The share of whoever was struck, second by second, over all seeds. */
  List<Double> shares(Contender contender) {
    List<Result> results = results(contender);
    List<Double> mean = new ArrayList<>();
    for (int second = 0; second < results.get(0).shares().size(); second++) {
      double sum = 0;
      for (Result one : results) {
        sum += one.shares().get(second);
      }
      mean.add(sum / results.size());
    }
    return mean;
  }

  private List<Result> results(Contender contender) {
    return Objects.requireNonNull(runs.get(contender), contender.name());
  }
}
