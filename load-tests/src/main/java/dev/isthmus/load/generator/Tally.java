package dev.isthmus.load.generator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Counts a run. Threads: the run's event loop. Bound: as many single calls as the plan keeps. */
final class Tally {

  private static final int DIGITS = 3;
  private static final int REFUSALS_KEPT = 5;

  private final int keepCalls;
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final Map<Integer, Long> statuses = new TreeMap<>();
  private final Map<String, Long> deployments = new TreeMap<>();
  private final Histogram plain = micros();
  private final Histogram streams = micros();
  private final Histogram firstContent = micros();
  private final Histogram gaps = micros();
  private final Histogram lag = micros();
  private final Second second = new Second();
  private final List<CallRecord> calls = new ArrayList<>();
  private final List<LiveSecond> seconds = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private long scheduled;
  private long ended;
  private long inputTokens;
  private long outputTokens;

  Tally(int keepCalls) {
    this.keepCalls = keepCalls;
  }

  private static Histogram micros() {
    return new Histogram(TimeUnit.HOURS.toMicros(1), DIGITS);
  }

  /** A call was due {@code lateNanos} ago. */
  void scheduled(long lateNanos) {
    record(lag, lateNanos);
    scheduled++;
    second.scheduled++;
  }

  void gap(long nanos) {
    record(gaps, nanos);
  }

  /** An answer of another status than 200, and how it begins. */
  void refused(long number, int status, long afterNanos, String words) {
    if (refusals.size() < REFUSALS_KEPT) {
      refusals.add(
          "call %d, %d after %d ms: %s"
              .formatted(
                  number,
                  status,
                  TimeUnit.NANOSECONDS.toMillis(afterNanos),
                  words.replaceAll("\\s+", " ").strip()));
    }
  }

  void ended(CallRecord call, long input, long output) {
    ended++;
    inputTokens += input;
    outputTokens += output;
    outcomes.merge(call.outcome(), 1L, Long::sum);
    if (call.status() != 0) {
      statuses.merge(call.status(), 1L, Long::sum);
      deployments.merge(call.deployment(), 1L, Long::sum);
    }
    long latency = call.marks().endNanos() - call.marks().scheduledNanos();
    record(call.stream() ? streams : plain, latency);
    if (call.stream() && call.marks().firstContentNanos() != 0) {
      record(firstContent, call.marks().firstContentNanos() - call.marks().scheduledNanos());
    }
    second.ended(call, latency);
    if (calls.size() < keepCalls) {
      calls.add(call);
    }
  }

  /** Closes the running second. */
  LiveSecond tick() {
    LiveSecond closed = second.close(seconds.size(), (int) (scheduled - ended));
    seconds.add(closed);
    return closed;
  }

  LoadResult result(LoadPlan plan, double elapsedSeconds) {
    return new LoadResult(
        plan,
        new LoadResult.Counts(scheduled, ended, elapsedSeconds, inputTokens, outputTokens),
        outcomes,
        statuses,
        deployments,
        new LoadResult.Latencies(
            plain.copy(), streams.copy(), firstContent.copy(), gaps.copy(), lag.copy()),
        seconds,
        calls,
        refusals);
  }

  private static void record(Histogram histogram, long nanos) {
    histogram.recordValue(
        Math.min(histogram.getHighestTrackableValue(), Math.max(0, nanos / 1000)));
  }

  private static final class Second {
    final Map<String, Long> deployments = new HashMap<>();
    final Histogram latency = micros();
    long scheduled;
    long ended;
    long ok;

    void ended(CallRecord call, long latencyNanos) {
      ended++;
      ok += call.outcome() == Outcome.OK ? 1 : 0;
      record(latency, latencyNanos);
      if (call.status() != 0) {
        deployments.merge(call.deployment(), 1L, Long::sum);
      }
    }

    LiveSecond close(int number, int inFlight) {
      LiveSecond closed =
          new LiveSecond(
              number,
              scheduled,
              ended,
              ok,
              inFlight,
              latency.getValueAtPercentile(50) / 1000.0,
              latency.getValueAtPercentile(99) / 1000.0,
              deployments);
      deployments.clear();
      latency.reset();
      scheduled = 0;
      ended = 0;
      ok = 0;
      return closed;
    }
  }
}
