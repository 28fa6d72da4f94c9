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
import java.io.IOException;
import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A cloud stops in its tracks under load: its connections stay open and nobody answers. The long
 * form runs with {@code -Disthmus.nightly=true}.
 */
@Tag("drill")
final class StopDrillIT {
  private static final double GONE = 0.02;
  private static final long GONE_AFTER = TimeUnit.SECONDS.toNanos(10);
  private static final int WARM_SECONDS = 8;

  private static final double LEAST_PATIENCE_SECONDS = 10;
  private static final double PATIENCE_P95S = 4;

  /** How far from its due time a move or an error event may be seen. */
  private static final double SLACK_SECONDS = 1;

  @Test
  @Case(id = "stop", did = "freezes a cloud under load for 25 s, its sockets open")
  void callsMoveAwayFromACloudThatStops(Figures figures) throws Exception {
    drill(Duration.ofSeconds(25), 15, figures);
  }

  @Test
  @EnabledIfSystemProperty(named = "isthmus.nightly", matches = "true")
  @Case(id = "stop", did = "freezes a cloud under load for 150 s, its sockets open")
  void callsMoveAwayFromACloudThatStopsForLong(Figures figures) throws Exception {
    drill(Duration.ofSeconds(150), 120, figures);
  }

  private static void drill(Duration stopped, int idleSeconds, Figures figures) throws Exception {
    String deadlines = "connect: 1s, first_content: 300s, idle: " + idleSeconds + "s, total: 600s";
    figures.add("rate", DrillStand.RATE);
    try (DrillStand stand = new DrillStand(deadlines)) {
      LoadRun load = stand.load(Duration.ofMinutes(10), Duration.ofMinutes(5));
      DrillClock clock = new DrillClock(load);
      clock.untilSecond(WARM_SECONDS);
      double patience = Math.max(PATIENCE_P95S * stand.victimP95(), LEAST_PATIENCE_SECONDS);
      stand.victim().freeze();
      long frozen = System.nanoTime();
      clock.pause(stopped);
      long thawed = System.nanoTime();
      load.stop();
      stand.victim().thaw();
      LoadResult result = load.await();
      Judgement judgement =
          new Judgement(
              result.calls(),
              reached(stand),
              stand.arrivalsElsewhere(),
              frozen,
              thawed,
              idleSeconds);
      figures.add("outcomes", result.outcomes().toString()).add("patience_seconds", patience);
      judgement.show(figures);
      judgement.check(patience);
    }
  }

  /**
   * The requests that the victim heard of, by its own bill, also those that waited in its sockets.
   */
  private static Set<String> reached(DrillStand stand) throws IOException, InterruptedException {
    Set<String> ids = new HashSet<>();
    JsonNode page = stand.bill(0);
    while (!page.path("rows").isEmpty()) {
      page.path("rows").forEach(row -> ids.add(row.path("client_request_id").asText()));
      page = stand.bill(page.path("next").asInt());
    }
    return ids;
  }

  /** What became of the calls. Units: nanoseconds of {@link System#nanoTime()}. */
  private record Judgement(
      List<CallRecord> calls,
      Set<String> reached,
      Map<String, Long> elsewhere,
      long frozen,
      long thawed,
      int idleSeconds) {

    /** The victim's share of the attempts of calls that left once its state should be known. */
    double share() {
      List<CallRecord> late =
          calls.stream()
              .filter(call -> call.marks().sentNanos() - frozen - GONE_AFTER >= 0)
              .filter(call -> call.marks().sentNanos() - thawed < 0)
              .toList();
      long there = late.stream().filter(call -> reached.contains(call.requestId())).count();
      return late.isEmpty() ? 1 : (double) there / late.size();
    }

    /** Ran at the victim without content when it stopped. */
    List<CallRecord> moved() {
      return calls.stream()
          .filter(call -> call.ranAt(frozen) && !call.hadContentAt(frozen))
          .filter(call -> reached.contains(call.requestId()))
          .filter(call -> !call.deployment().equals(DrillStand.VICTIM))
          .toList();
    }

    /** Streams of the victim's that had content when it stopped, and did not end by then. */
    List<CallRecord> cut() {
      return calls.stream().filter(call -> call.outcome() == Outcome.ERROR_EVENT).toList();
    }

    /** How long each moved call was left with the victim, until another cloud had it. */
    DoubleSummaryStatistics patience() {
      return moved().stream()
          .mapToDouble(
              call -> {
                long there =
                    Objects.requireNonNull(elsewhere.get(call.requestId()), call::toString);
                return (there - call.marks().sentNanos()) / 1e9;
              })
          .summaryStatistics();
    }

    double idle(CallRecord call) {
      return (call.marks().endNanos() - frozen) / 1e9;
    }

    void show(Figures figures) {
      figures.add("stopped_seconds", (thawed - frozen) / 1e9).add("share_after_10s", share());
      figures.add("moved", moved().size()).add("moved_after_seconds_min", patience().getMin());
      figures.add("moved_after_seconds_max", patience().getMax());
      figures.add("streams_ended_by_event", cut().size());
      figures.add("earliest_event_seconds", cut().stream().mapToDouble(this::idle).min().orElse(0));
      figures.add("latest_event_seconds", cut().stream().mapToDouble(this::idle).max().orElse(0));
    }

    void check(double patienceSeconds) {
      assertTrue(!moved().isEmpty(), "no call was moved");
      assertTrue(!cut().isEmpty(), "no stream was cut");
      for (CallRecord call : calls) {
        boolean cutOff = call.outcome() == Outcome.ERROR_EVENT;
        assertTrue(call.outcome() == Outcome.OK || cutOff, call::toString);
        assertTrue(
            !cutOff || (call.stream() && call.hadContentAt(frozen + SECOND)), call::toString);
      }
      for (CallRecord call : cut()) {
        assertEquals(idleSeconds, idle(call), SLACK_SECONDS, call::toString);
      }
      assertEquals(patienceSeconds, patience().getMin(), SLACK_SECONDS, "first move");
      assertEquals(patienceSeconds, patience().getMax(), SLACK_SECONDS, "last move");
      assertTrue(share() < GONE, "share after 10 s: " + share());
    }

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  }
}
