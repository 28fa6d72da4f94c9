package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.generator.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A cloud is killed under load and comes back. {@code -Disthmus.drill.runs=10} repeats it, {@code
 * -Disthmus.drill.rate} sets the calls a second.
 */
@Tag("drill")
final class KillDrillIT {
  private static final int RUNS = Integer.getInteger("isthmus.drill.runs", 1);
  private static final String USUAL = "connect: 1s, first_content: 300s, idle: 120s, total: 600s";

  private static final double STALLED = 0.1;
  private static final double RECOVERED = 0.8;
  private static final double GONE = 0.02;
  private static final long NOTICED_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int WINDOW_SECONDS = 4;
  private static final long RECOVERY_SECONDS = 60;

  static IntStream runs() {
    return IntStream.range(0, RUNS);
  }

  @ParameterizedTest
  @MethodSource("runs")
  @Case(id = "kill", did = "kills a cloud under load and starts it again")
  void aKilledCloudCostsNoCallThatHadNoContent(int run, Figures figures) throws Exception {
    figures.add("run", run).add("rate", DrillStand.RATE);
    try (DrillStand stand = new DrillStand(USUAL)) {
      LoadRun load = stand.load(Duration.ofMinutes(3), Duration.ofMinutes(2));
      DrillClock clock = new DrillClock(load);
      clock.untilSecond(8);
      DrillStand.Attempts start = stand.attempts();
      clock.untilSecond(8 + WINDOW_SECONDS);
      double before = stand.attempts().shareSince(start);
      stand.stallSome(STALLED); // so that there are plain answers that have begun, too
      clock.untilSecond(13 + WINDOW_SECONDS);

      stand.victim().kill();
      long killedNanos = System.nanoTime();
      clock.pause(Duration.ofSeconds(8));
      long backNanos = System.nanoTime();
      stand.restartVictim();
      double recovery = clock.secondsUntilShare(RECOVERED * before, WINDOW_SECONDS, backNanos);
      load.stop();
      LoadResult result = load.await();
      Verdicts verdicts = new Verdicts(result.calls(), killedNanos, backNanos);
      double during =
          verdicts.shareWhileDead(AccessLines.of(stand.gateway(), result.counts().ended()));
      figures.add("share_before", before).add("share_dead", during);
      figures.add("recovery_seconds", recovery);
      figures.add("outcomes", result.outcomes().toString());
      verdicts.show(figures);
      verdicts.check();
      assertTrue(during < GONE, "share while dead: " + during);
      assertTrue(recovery <= RECOVERY_SECONDS, "seconds to recover: " + recovery);
    }
  }

  /** What became of the calls around a kill. */
  private record Verdicts(List<CallRecord> calls, long killedNanos, long backNanos) {

    long count(boolean stream, boolean content, Outcome outcome) {
      return calls.stream()
          .filter(call -> call.ranAt(killedNanos) && call.stream() == stream)
          .filter(call -> call.hadContentAt(killedNanos) == content && call.outcome() == outcome)
          .count();
    }

    /**
     * The victim's share of the attempts of calls that left two seconds after it had died, at most:
     * every attempt but a call's last is taken for one of its.
     */
    double shareWhileDead(Map<String, JsonNode> lines) {
      double all = 0;
      double there = 0;
      for (CallRecord call : calls) {
        long sent = call.marks().sentNanos();
        if (sent - killedNanos >= NOTICED_NANOS && sent - backNanos < 0) {
          int attempts =
              Objects.requireNonNull(lines.get(call.requestId())).path("attempts").asInt();
          all += attempts;
          there += attempts - 1;
        }
      }
      return there / all;
    }

    void show(Figures figures) {
      figures.add("running_without_content_ok", ok(false, false) + ok(true, false));
      figures.add("streams_ended_by_event", count(true, true, Outcome.ERROR_EVENT));
      figures.add("plain_ended_broken", count(false, true, Outcome.BROKEN));
      figures.add("most_at_once_when_back", Ramp.of(calls, backNanos).most());
      figures.add("successes_to_full", Ramp.of(calls, backNanos).successes());
    }

    private long ok(boolean stream, boolean content) {
      return count(stream, content, Outcome.OK);
    }

    void check() {
      for (CallRecord call : calls) {
        if (call.outcome() == Outcome.OK) {
          continue;
        }
        // Its content left the victim before that died, however late its caller came to see it.
        assertTrue(call.marks().sentNanos() - killedNanos < 0, call::toString);
        assertTrue(call.marks().firstContentNanos() != 0, call::toString);
        assertEquals(
            call.stream() ? Outcome.ERROR_EVENT : Outcome.BROKEN, call.outcome(), call::toString);
        assertEquals(DrillStand.VICTIM, call.deployment(), call::toString);
      }
      assertTrue(count(true, true, Outcome.ERROR_EVENT) > 0, "no stream was hit");
      assertTrue(count(false, true, Outcome.BROKEN) > 0, "no plain answer was hit");
      Ramp.of(calls, backNanos).check();
    }
  }
}
