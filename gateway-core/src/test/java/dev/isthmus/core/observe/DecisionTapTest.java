package dev.isthmus.core.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.AllocationMeter;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class DecisionTapTest {
  private static final int PLACES = 256;
  private final DecisionQueue queue = new DecisionQueue(PLACES);
  private final Decision decision = decision(1);
  private double kept;
  private double weight;

  @Test
  void ofWhatIsUnremarkableAPartIsKeptAndSaysWhich() {
    DecisionTap tap = new DecisionTap(queue, () -> 0.25);
    int calls = 20_000;
    for (int i = 0; i < calls; i++) {
      decision.summary().id = i;
      tap.finished(record());
      drain(0.25);
    }
    assertEquals(0.25, kept / calls, 0.02);
    assertEquals(calls, weight, calls * 0.05);
  }

  @Test
  void whatWentWrongIsKeptWhateverTheDraw() {
    DecisionTap tap = new DecisionTap(queue, () -> 0);
    tap.finished(record());
    drain(1);
    assertEquals(0, kept);
    decision.summary().outcome =
        new Outcome.Failed(Failure.ofPolicy(FailureKind.RATE_LIMITED, "full", -1));
    tap.finished(record());
    drain(1);
    decision.summary().outcome = Outcome.COMPLETED;
    decision.exclude(0, Exclusion.QUOTA, 1, 1);
    tap.finished(record());
    drain(1);
    assertEquals(1, kept);
    decision.relax(0);
    tap.finished(record());
    drain(1);
    decision.clearCandidates();
    decision.addCandidate("a");
    decision.openAttempt();
    decision.openAttempt();
    tap.finished(record());
    drain(1);
    assertEquals(3, kept);
  }

  @Test
  void aCallThatWasRefusedBeforeAnyChoiceIsNoDecision() {
    decision.clearCandidates();
    new DecisionTap(queue, () -> 1).finished(record());
    assertFalse(queue.take(one -> {}));
  }

  @Test
  void aFullQueueDropsAndCountsAndNeverWaits() {
    for (int i = 0; i < PLACES + 7; i++) {
      queue.add(decision(i), 1);
    }
    assertEquals(7, queue.dropped());
    for (int i = 0; i < PLACES; i++) {
      long id = i;
      assertTrue(queue.take(one -> assertEquals(id, one.summary().id)));
    }
    assertFalse(queue.take(one -> {}));
  }

  @Test
  void aDecisionIsCopiedWithoutAllocation() {
    for (int i = 0; i < 40; i++) {
      decision.addCandidate("d" + i);
    }
    decision.openAttempt();
    assertEquals(0, AllocationMeter.bytes(this::passMany));
  }

  private void passMany() {
    Consumer<Decision> reader = DecisionTapTest::keepNothing;
    for (int i = 0; i < 1000; i++) {
      queue.add(decision, 1);
      assertTrue(queue.take(reader));
    }
  }

  private static void keepNothing(Decision decision) {}

  private void drain(double rate) {
    while (queue.take(
        one -> {
          assertEquals(rate, one.summary().rate);
          kept++;
          weight += 1 / one.summary().rate;
        })) {
      // One after the other.
    }
  }

  private CallRecord record() {
    Outcome outcome = decision.summary().outcome;
    return new CallRecord(
        Operation.CHAT,
        false,
        200,
        1,
        Usage.NONE,
        outcome == null ? Outcome.COMPLETED : outcome,
        new Timeline(0),
        decision);
  }

  private static Decision decision(long id) {
    Decision decision = new Decision();
    decision.clear();
    decision.summary().id = id;
    decision.summary().outcome = Outcome.COMPLETED;
    decision.addCandidate("a");
    return decision;
  }
}
