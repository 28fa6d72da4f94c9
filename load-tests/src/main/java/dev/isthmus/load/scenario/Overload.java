package dev.isthmus.load.scenario;

import static dev.isthmus.load.scenario.Law.atLeast;
import static dev.isthmus.load.scenario.Law.atMost;

import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.scenario.Site.Speed;
import java.io.IOException;
import java.util.List;

/**
 * Three times as much load as can be carried. First the knee is looked for: the load is raised step
 * by step, and the most answers a second that came of any step is the peak. What limits is the
 * backends' room, as in the field: each takes so many calls at one time.
 */
final class Overload implements Play {
  static final String LOADED = "3 × the peak";
  static final String RELIEVED = "half the peak";
  static final String PEAK = "peak goodput, calls/s";

  private static final int ROOM = 24;
  private static final Speed NARROW = new Speed(150, 120, 40, ROOM);

  /** What four of them carry a second by arithmetic: the middle of the search. */
  private static final double NOMINAL = 4 * ROOM / 0.5;

  private static final double[] STEPS = {0.6, 0.8, 1.0, 1.2, 1.5};
  private static final double[] FEW_STEPS = {0.8, 1.0, 1.5};
  private static final double TIMES = 3;

  /** Empty backends take a burst above what they can carry: the first moment does not count. */
  private static final double FILLING_SECONDS = 0.7;

  /** Nobody waits for an answer of half a second for longer than this. */
  private static final double USEFUL_SECONDS = 3;

  private static final List<String> SMALL =
      List.of("-Xmx256m", "-XX:MaxDirectMemorySize=128m", "-XX:+ExitOnOutOfMemoryError");

  static Scenario scenario() {
    return new Scenario(
        "overload",
        "Overload at 3×",
        "A gateway with one event loop, 256 MiB of heap and 128 MiB of direct memory, in front of"
            + " backends with room for 24 calls each. The load is raised until answers a second"
            + " stop growing, then set to three times that.",
        "As many calls as at the peak are answered, at the usual speed; the others are turned away"
            + " at once and told when to come back.",
        Stage.usual().speed(NARROW).limits("event_loops: 1").jvmFlags(SMALL),
        NOMINAL / 2,
        new Overload(),
        List.of(
            atLeast(
                0.9,
                Unit.TIMES,
                "goodput at three times the peak, against the peak",
                evidence -> useful(evidence, LOADED) / evidence.figure(PEAK)),
            atMost(
                10,
                Unit.MILLIS,
                "until a call is turned away, 99th percentile",
                evidence ->
                    1000 * Measures.rejected(evidence, LOADED).percentile(99, CallSet::whole)),
            atLeast(
                1,
                Unit.SHARE,
                "of those turned away are told when to come back",
                Overload::toldWhen),
            atMost(
                0,
                Unit.CALLS,
                "calls that failed other than by being turned away",
                evidence -> unexplained(evidence)),
            atMost(
                    2,
                    Unit.TIMES,
                    "whole answer, 99th percentile, five seconds after the load is gone, against"
                        + " the first step",
                    Overload::relief)
                .atFullPace(),
            atMost(0, Unit.COUNT, "out of memory", Measures::outOfMemory)));
  }

  @Override
  public void perform(Performance performance) throws IOException, InterruptedException {
    boolean full = performance.pace().full();
    double peak = 0;
    for (double part : full ? STEPS : FEW_STEPS) {
      peak = Math.max(peak, step(performance, part * NOMINAL, full ? 5 : 1.5));
    }
    performance.figure(PEAK, peak);
    loaded(performance, peak);
  }

  /** The goodput that a step of the load comes to. */
  private static double step(Performance performance, double rate, double seconds)
      throws IOException, InterruptedException {
    double from = performance.now();
    LoadRun run = performance.load(rate, seconds);
    performance.until(from + seconds);
    performance.band(new Band(Math.round(rate) + " calls/s", from, from + seconds, false));
    long counted = performance.startNanos() + (long) ((from + FILLING_SECONDS) * 1e9);
    CallSet calls = new CallSet(run.await().calls());
    return calls.ok().where(call -> call.marks().scheduledNanos() - counted >= 0).count()
        / (seconds - FILLING_SECONDS);
  }

  private static void loaded(Performance performance, double peak)
      throws IOException, InterruptedException {
    double loaded = performance.pace().during();
    double from = performance.now();
    performance.load(TIMES * peak, loaded);
    performance.until(from + loaded);
    performance.band(new Band(LOADED, from, from + loaded, true));
    double relieved = performance.pace().full() ? 12 : performance.pace().after();
    performance.load(peak / 2, relieved);
    performance.until(from + loaded + relieved);
    performance.band(new Band(RELIEVED, from + loaded, from + loaded + relieved, false));
  }

  private static double useful(Evidence evidence, String band) {
    Band of = evidence.band(band);
    return evidence
            .due(of.from() + FILLING_SECONDS, of.to())
            .ok()
            .where(call -> CallSet.whole(call) <= USEFUL_SECONDS)
            .count()
        / (of.seconds() - FILLING_SECONDS);
  }

  private static double toldWhen(Evidence evidence) {
    CallSet rejected = Measures.rejected(evidence, LOADED);
    return rejected.count() == 0
        ? Double.NaN
        : (double) rejected.where(call -> call.saysWhenToRetry()).count() / rejected.count();
  }

  private static double unexplained(Evidence evidence) {
    return evidence
        .calls()
        .failed()
        .where(call -> call.status() != 429 && call.status() != 503)
        .count();
  }

  private static double relief(Evidence evidence) {
    Band relieved = evidence.band(RELIEVED);
    Band first = evidence.bands().get(0);
    return evidence.due(relieved.from() + 5, relieved.to()).percentile(99, CallSet::whole)
        / evidence.due(first.from(), first.to()).ok().percentile(99, CallSet::whole);
  }
}
