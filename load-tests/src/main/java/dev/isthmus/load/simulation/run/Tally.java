package dev.isthmus.load.simulation.run;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.load.simulation.VirtualTime;
import dev.isthmus.load.simulation.policy.Fleet;
import dev.isthmus.load.simulation.policy.Truth;
import dev.isthmus.load.simulation.scenario.Span;
import dev.isthmus.load.simulation.workload.Request;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what callers, providers and the accountant see of one run. Threads: one. */
final class Tally {
  private static final double NANOS = 1e9;
  private static final double PICODOLLARS = 1e12;
  private static final double MILLION = 1e6;
  private static final double PER_CENT = 100;
  private static final double PER_MILLE = 1000;
  private static final long LEAST_TOKENS = 20;

  private final Span span;
  private final Fleet fleet;
  private final Truth truth;
  private final Shares shares;
  private final Diary diary;
  private final Samples first = new Samples();
  private final Samples incidentFirst = new Samples();
  private final Samples pace = new Samples();
  private final BitSet open = new BitSet();
  private long began;
  private long calls;
  private long incidentCalls;
  private long errors;
  private long incidentErrors;
  private long attempts;
  private long limited;
  private double picodollars;
  private double tokens;
  private double regret;
  private boolean billing;

  Tally(Span span, Fleet fleet, int[] struck, Diary diary) {
    this.diary = diary;
    this.span = span;
    this.fleet = fleet;
    this.truth = new Truth(fleet.objective());
    this.shares = new Shares(span, fleet.all().size(), struck);
  }

  void came(Request request, double seconds, int firstBackend) {
    began++;
    open.set(request.number());
    if (!span.counts(seconds)) {
      return;
    }
    billing = true;
    calls++;
    incidentCalls += span.inIncident(seconds) ? 1 : 0;
    if (firstBackend >= 0) {
      regret += truth.regret(fleet.all().get(firstBackend), fleet.candidates(), request);
    }
  }

  void attempted(int backend, double seconds) {
    shares.asked(backend, seconds);
    attempts += span.counts(seconds) ? 1 : 0;
  }

  Diary diary() {
    return diary;
  }

  void failed(Failure failure) {
    limited += billing && failure.kind() == FailureKind.RATE_LIMITED ? 1 : 0;
  }

  void billed(long cost) {
    picodollars += billing ? cost : 0;
  }

  void answered(long cameNanos, long nowNanos) {
    double came = seconds(cameNanos);
    if (span.counts(came)) {
      double waited = (nowNanos - cameNanos) / NANOS;
      first.add(waited);
      if (span.inIncident(came)) {
        incidentFirst.add(waited);
      }
    }
  }

  void ended(
      Request request, long cameNanos, long firstNanos, long nowNanos, @Nullable Failure why) {
    if (!open.get(request.number())) {
      throw new IllegalStateException("call " + request.number() + ": ended (expected: open)");
    }
    open.clear(request.number());
    double came = seconds(cameNanos);
    if (!span.counts(came)) {
      return;
    }
    if (why != null) {
      errors++;
      incidentErrors += span.inIncident(came) ? 1 : 0;
      return;
    }
    tokens += request.prompt() + request.output() + request.thinking();
    if (request.output() >= LEAST_TOKENS) {
      pace.add((nowNanos - firstNanos) / NANOS / request.output());
    }
  }

  static double seconds(long nanos) {
    return (nanos - VirtualTime.START_NANOS) / NANOS;
  }

  /** Calls that have begun. */
  long began() {
    return began;
  }

  /** Calls that have begun and not ended. */
  int open() {
    return open.cardinality();
  }

  Result result() {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      values.put(metric, value(metric));
    }
    return new Result(values, shares.series(), calls, fleet.time().happened());
  }

  private double value(Metric metric) {
    boolean incident = span.hasIncident();
    return switch (metric) {
      case P50 -> first.quantile(0.5);
      case P99 -> first.quantile(0.99);
      case INCIDENT_P50 -> incidentFirst.quantile(0.5);
      case INCIDENT_P99 -> incidentFirst.quantile(0.99);
      case ERRORS -> PER_CENT * errors / calls;
      case INCIDENT_ERRORS -> incident ? PER_CENT * incidentErrors / incidentCalls : Double.NaN;
      case LIMITED -> PER_MILLE * limited / calls;
      case ATTEMPTS -> (double) attempts / calls;
      case DOLLARS -> picodollars / PICODOLLARS / tokens * MILLION;
      case DRAIN -> incident ? shares.drain() : Double.NaN;
      case RESTORE -> incident ? shares.restore() : Double.NaN;
      case SWINGS -> incident ? shares.swings() : Double.NaN;
      case REGRET -> PER_MILLE * regret / calls;
      case HERDING -> PER_CENT * shares.herding();
      case SPEED -> pace.quantile(0.9);
    };
  }
}
