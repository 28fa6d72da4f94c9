package dev.isthmus.load.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the same load on several proxies in turns, and divides the processor time of each by what it
 * did. All but one stand still, so that none pays for another. Threads: one.
 */
final class Rounds {
  private static final int MOST_WARM_UPS = 16;
  private static final int COLD_RUNS = 3;
  private static final int COLD_PART = 4;
  private static final int STEADY = 3;
  private static final double BETTER = 0.97;

  private final Bench bench;
  private final Map<Subject, Work> works = new LinkedHashMap<>();

  Rounds(Bench bench) {
    this.bench = bench;
  }

  /** Something that a proxy is made to do. */
  interface Work {
    /** Does it {@code times} times, and answers how many there were of what is counted. */
    double run(int port, int times) throws IOException, InterruptedException;
  }

  /**
   * What a proxy was seen to cost.
   *
   * @param micros processor time for each of what is counted, one for each round
   * @param residentBytes after the last round
   */
  record Cost(String name, List<Double> micros, double residentBytes) {
    double median() {
      return Figures.median(micros);
    }
  }

  Rounds add(Subject subject, Work work) {
    works.put(subject, work);
    return this;
  }

  /**
   * Warms all up, then measures.
   *
   * @param times how often the work is done in each round
   */
  List<Cost> run(int times) throws IOException, InterruptedException {
    for (Map.Entry<Subject, Work> each : works.entrySet()) {
      each.getKey().pause();
    }
    for (Map.Entry<Subject, Work> each : works.entrySet()) {
      warm(each.getKey(), each.getValue(), times);
    }
    Map<Subject, List<Double>> micros = new LinkedHashMap<>();
    for (int round = 0; round < bench.rounds(); round++) {
      for (Map.Entry<Subject, Work> each : works.entrySet()) {
        Subject subject = each.getKey();
        subject.resume();
        double cost = cost(subject, each.getValue(), times);
        subject.pause();
        micros.computeIfAbsent(subject, key -> new ArrayList<>()).add(cost);
        bench.says("round %d, %s: %.1f us".formatted(round + 1, subject.name(), cost));
      }
    }
    List<Cost> costs = new ArrayList<>();
    for (Map.Entry<Subject, List<Double>> each : micros.entrySet()) {
      Subject subject = each.getKey();
      costs.add(new Cost(subject.name(), each.getValue(), subject.tree().residentBytes()));
    }
    return costs;
  }

  /** On both processors, until three times in a row it became no cheaper; then on one. */
  private void warm(Subject subject, Work work, int times)
      throws IOException, InterruptedException {
    subject.resume();
    if (subject.compiles()) {
      cold(subject, work, times);
    }
    int left = subject.compiles() ? MOST_WARM_UPS : 1;
    double best = Double.POSITIVE_INFINITY;
    for (int steady = 0; left > 0 && steady < STEADY; left--) {
      double cost = cost(subject, work, times);
      steady = cost > best * BETTER ? steady + 1 : 0;
      best = Math.min(best, cost);
    }
    bench.says("warm: %s, %.1f us".formatted(subject.name(), best));
    subject.tree().pin(Subject.PROXIES);
    subject.pause();
  }

  /** A gateway whose code is not compiled yet may turn some calls of such a load away. */
  private void cold(Subject subject, Work work, int times) throws InterruptedException {
    for (int i = 0; i < COLD_RUNS; i++) {
      try {
        work.run(subject.port(), times / COLD_PART);
      } catch (IOException e) {
        bench.says(subject.name() + " turned calls away while it was cold");
      }
    }
  }

  private static double cost(Subject subject, Work work, int times)
      throws IOException, InterruptedException {
    double before = subject.tree().cpuSeconds();
    double count = work.run(subject.port(), times);
    return (subject.tree().cpuSeconds() - before) * 1e6 / count;
  }
}
