package dev.isthmus.load.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

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
  private static final double MOST_WARM_SECONDS = 90;
  private static final int RESUME_MILLIS = 300;

  private final Bench bench;
  private final boolean warm;
  private final Map<Subject, Work> works = new LinkedHashMap<>();

  Rounds(Bench bench) {
    this(bench, false);
  }

  private Rounds(Bench bench, boolean warm) {
    this.bench = bench;
    this.warm = warm;
  }

  /** For proxies that did the like of it before: they do it once or twice, and then it counts. */
  static Rounds ofWarm(Bench bench) {
    return new Rounds(bench, true);
  }

  /** Something that a proxy is made to do. */
  interface Work {
    /** Does it {@code times} times, and answers how many there were of what is counted. */
    double run(int port, int times) throws IOException, InterruptedException;

    /** Makes ready for it; what that costs is not counted. */
    default void before(int port) throws IOException, InterruptedException {}

    /** Brings it to an end; what that costs is not counted. */
    default void after() throws IOException, InterruptedException {}

    /** What was seen until now was of a proxy that was not warm. */
    default void warmedUp() {}
  }

  /**
   * What a proxy was seen to cost.
   *
   * @param micros processor time for each of what is counted, one for each round and process
   * @param residentBytes the most after a round
   */
  record Cost(String name, List<Double> micros, double residentBytes) {
    double median() {
      return Figures.median(micros);
    }
  }

  /** Subjects of one name count as one, with as many readings a round. */
  Rounds add(Subject subject, Work work) {
    works.put(subject, work);
    return this;
  }

  /** Adds all, with one work for those of one name; answers these works, in the order of names. */
  <W extends Work> List<W> add(List<Subject> subjects, Supplier<W> work) {
    Map<String, W> byName = new LinkedHashMap<>();
    for (Subject subject : subjects) {
      add(subject, byName.computeIfAbsent(subject.name(), name -> work.get()));
    }
    return List.copyOf(byName.values());
  }

  /**
   * Warms all up, then measures; answers a cost for each name, in the order of adding.
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
    for (Map.Entry<Subject, Work> each : works.entrySet()) {
      again(each.getKey(), each.getValue(), times);
    }
    works.values().forEach(Work::warmedUp);
    Map<String, List<Seen>> all = new LinkedHashMap<>();
    for (int round = 0; round < bench.rounds(); round++) {
      for (Map.Entry<Subject, Work> each : order(round)) {
        Subject subject = each.getKey();
        subject.resume();
        // What became due while it stood still is not the load's doing.
        TimeUnit.MILLISECONDS.sleep(RESUME_MILLIS);
        Seen seen = look(subject, each.getValue(), times);
        subject.pause();
        all.computeIfAbsent(subject.name(), key -> new ArrayList<>()).add(seen);
        bench.says("round %d, %s: %.1f us".formatted(round + 1, subject.name(), seen.micros()));
      }
    }
    return all.entrySet().stream().map(each -> cost(each.getKey(), each.getValue())).toList();
  }

  private static Cost cost(String name, List<Seen> seen) {
    return new Cost(
        name,
        seen.stream().map(Seen::micros).toList(),
        Figures.most(seen.stream().map(Seen::residentBytes).toList()));
  }

  /** Back and forth, so that nobody always follows the same one. */
  private List<Map.Entry<Subject, Work>> order(int round) {
    List<Map.Entry<Subject, Work>> order = new ArrayList<>(works.entrySet());
    if (round % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }

  /** On both processors, until three times in a row it became no cheaper; then on one. */
  private void warm(Subject subject, Work work, int times)
      throws IOException, InterruptedException {
    subject.resume();
    if (subject.compiles() && !warm) {
      subject.tree().pin(Subject.ALL);
      cold(subject, work, times);
      settle(subject, work, times);
    }
    subject.tree().pin(Subject.PROXIES);
    if (subject.compiles() && warm) {
      look(subject, work, times);
    }
    double cost = look(subject, work, times).micros();
    bench.says("warm: %s, %.1f us".formatted(subject.name(), cost));
    subject.pause();
  }

  /**
   * Whoever was warmed up first has stood still for minutes, while others were, and meets code that
   * was not compiled: what is counted by the minute has a case of its own for a minute's silence.
   * Three gateways were seen to cost 35 µs a call in the first round, and 25 in the next.
   */
  private void again(Subject subject, Work work, int times)
      throws IOException, InterruptedException {
    if (subject.compiles()) {
      subject.resume();
      look(subject, work, times);
      subject.pause();
    }
  }

  private void settle(Subject subject, Work work, int times)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    double best = Double.POSITIVE_INFINITY;
    int steady = 0;
    for (int i = 0; i < MOST_WARM_UPS && steady < STEADY; i++) {
      double cost = look(subject, work, times).micros();
      steady = cost > best * BETTER ? steady + 1 : 0;
      best = Math.min(best, cost);
      if ((System.nanoTime() - begun) / 1e9 > MOST_WARM_SECONDS) {
        break;
      }
    }
    bench.says(
        "%s, on both processors: %.1f us, %s"
            .formatted(subject.name(), best, steady < STEADY ? "not settled" : "settled"));
  }

  /** A gateway whose code is not compiled yet may turn some calls of such a load away. */
  private void cold(Subject subject, Work work, int times)
      throws IOException, InterruptedException {
    for (int i = 0; i < COLD_RUNS; i++) {
      work.before(subject.port());
      try {
        work.run(subject.port(), times / COLD_PART);
      } catch (IOException e) {
        bench.says(subject.name() + " turned calls away while it was cold");
      } finally {
        work.after();
      }
    }
  }

  /** What one time of it cost, and what the proxy occupied then. */
  private record Seen(double micros, double residentBytes) {}

  private static Seen look(Subject subject, Work work, int times)
      throws IOException, InterruptedException {
    work.before(subject.port());
    try {
      double before = subject.tree().cpuSeconds();
      double count = work.run(subject.port(), times);
      double micros = (subject.tree().cpuSeconds() - before) * 1e6 / count;
      return new Seen(micros, subject.tree().residentBytes());
    } finally {
      work.after();
    }
  }
}
