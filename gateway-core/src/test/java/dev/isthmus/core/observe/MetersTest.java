package dev.isthmus.core.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import io.prometheus.client.CollectorRegistry;
import org.junit.jupiter.api.Test;

final class MetersTest {
  private static final String[] LABELS = {"deployment", "outcome"};
  private final CollectorRegistry registry = new CollectorRegistry();
  private final Meters meters = new Meters(registry);

  @Test
  void anAttemptThatTheCallerHungUpOnIsNoSuccess() {
    meters.finished(record(Outcome.CANCELLED));
    assertEquals(1, attempts("cancelled"));
    meters.finished(record(Outcome.COMPLETED));
    assertEquals(1, attempts("ok"));
    Double tokens =
        registry.getSampleValue(
            "isthmus_time_per_token_seconds_count",
            new String[] {"deployment"},
            new String[] {"a"});
    assertEquals(1.0, tokens);
  }

  @Test
  void aFailureCountsUnderItsRoute() {
    Failure failure = Failure.ofGateway(FailureKind.INTERNAL, "broke");

    meters.finished(record(new Outcome.Failed(failure)));

    assertEquals(
        1.0,
        registry.getSampleValue(
            "isthmus_call_failures_total",
            new String[] {"route", "kind", "origin"},
            new String[] {"none", "internal", "gateway"}));
  }

  @Test
  void aRaceIsCountedOnceAndIsNoRetry() {
    CallRecord race = record(Outcome.COMPLETED);
    AttemptRow second = race.decision().openAttempt();
    second.deployment("b");
    second.hedge = true;
    second.lost = true;
    second.picodollars = 3_000_000_000L;
    meters.finished(race);
    String[] byRoute = {"route", "outcome"};
    assertEquals(
        1.0,
        registry.getSampleValue("isthmus_hedges_total", byRoute, new String[] {"none", "lost"}));
    assertEquals(
        0.003,
        registry.getSampleValue(
            "isthmus_hedge_waste_dollars_total", new String[] {"route"}, new String[] {"none"}));
    assertEquals(
        1.0, registry.getSampleValue("isthmus_attempts_total", LABELS, new String[] {"b", "lost"}));
    assertEquals(1, attempts("ok"));
  }

  @Test
  void aMoveCountsByWhatCameBeforeItAlsoWhereTwoRaced() {
    CallRecord call = record(Outcome.COMPLETED);
    call.decision().attempt(0).failure = Failure.ofGateway(FailureKind.INTERNAL, "broke");
    call.decision().openAttempt().hedge = true;
    call.decision().openAttempt();
    meters.finished(call);
    assertEquals(
        1.0,
        registry.getSampleValue(
            "isthmus_retries_total", new String[] {"reason"}, new String[] {"internal"}));
  }

  @Test
  void silencesCountByWhereTheyFell() {
    CallRecord call = record(Outcome.COMPLETED);
    call.decision().attempt(0).silent = true;
    call.decision().attempt(0).stalls = 2;
    meters.finished(call);
    String[] labels = {"deployment", "phase"};
    assertEquals(
        1.0,
        registry.getSampleValue(
            "isthmus_stalls_total", labels, new String[] {"a", "first_content"}));
    assertEquals(
        2.0, registry.getSampleValue("isthmus_stalls_total", labels, new String[] {"a", "stream"}));
  }

  private double attempts(String outcome) {
    Double value =
        registry.getSampleValue("isthmus_attempts_total", LABELS, new String[] {"a", outcome});
    return value == null ? 0 : value;
  }

  private static CallRecord record(Outcome outcome) {
    Decision decision = new Decision();
    decision.clear();
    AttemptRow row = decision.openAttempt();
    row.deployment("a");
    row.startNanos = 0;
    row.firstContentNanos = 10;
    row.endNanos = 20;
    row.usage(Usage.estimated(10, 10));
    Timeline timeline = new Timeline(0);
    timeline.endedNanos = 20;
    return new CallRecord(Operation.CHAT, true, 200, 1, row.usage(), outcome, timeline, decision);
  }
}
