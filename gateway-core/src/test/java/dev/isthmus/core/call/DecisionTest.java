package dev.isthmus.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.AllocationMeter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever adds a field to a decision and forgets to copy or to clear it is told here. */
final class DecisionTest {
  /** What methods give and take, which hide how it is kept. */
  private static final Set<String> KEPT =
      Set.of(
          "requestId",
          "keptId",
          "facts",
          "keptFacts",
          "usage",
          "keptUsage",
          "decision",
          "deployment",
          "candidate");

  private static final CallFacts FACTS =
      new CallFacts(
          Operation.IMAGE,
          "m",
          true,
          true,
          1,
          2,
          3,
          4,
          5,
          6,
          true,
          new StoredState(StoredState.Storing.YES, "r"));

  @Test
  void aCopyHasEveryFieldOfItsOriginal() throws ReflectiveOperationException {
    Decision decision = full();
    Decision copy = new Decision();
    copy.addCandidate("was there before");
    copy.copyFrom(decision);
    assertEquals(decision.candidateCount(), copy.candidateCount());
    for (int i = 0; i < decision.candidateCount(); i++) {
      assertEquals(decision.deployment(i), copy.deployment(i));
      assertEquals(decision.exclusion(i), copy.exclusion(i));
      assertEquals(decision.saw(i), copy.saw(i));
      assertEquals(decision.bound(i), copy.bound(i));
      assertEquals(decision.relaxed(i), copy.relaxed(i));
      assertEquals(decision.priority(i), copy.priority(i));
      assertEquals(decision.provisioned(i), copy.provisioned(i));
      for (Decision.Term term : Decision.Term.values()) {
        assertEquals(decision.term(i, term), copy.term(i, term));
      }
    }
    assertEquals(1, copy.attemptCount());
    assertEquals(values(decision.attempt(0)), values(copy.attempt(0)));
    assertEquals(values(decision.summary()), values(copy.summary()));

    Decision again = new Decision();
    again.copyFrom(copy);
    assertEquals(values(decision.attempt(0)), values(again.attempt(0)));
    assertEquals(values(decision.summary()), values(again.summary()));
  }

  @Test
  void eachPartOfAStandingIsKeptBesideTheOthers() {
    for (Exclusion reason : Exclusion.values()) {
      Decision decision = new Decision();
      int one = decision.addCandidateToPrice("one");
      decision.exclude(one, reason, 3, 4);
      decision.relax(one);
      decision.standing(one, Integer.MIN_VALUE, true);
      decision.standing(one, -7, true);
      int two = decision.addCandidateToPrice("two");
      decision.standing(two, Integer.MAX_VALUE, false);

      assertEquals(reason, decision.exclusion(one));
      assertEquals(3, decision.saw(one));
      assertEquals(4, decision.bound(one));
      assertTrue(decision.relaxed(one) && decision.open(one) && decision.provisioned(one));
      assertEquals(-7, decision.priority(one));
      assertNull(decision.exclusion(two));
      assertFalse(decision.relaxed(two) || decision.provisioned(two));
      assertTrue(decision.open(two));
      assertEquals(Integer.MAX_VALUE, decision.priority(two));

      decision.exclude(two, reason, 5, 6);
      assertFalse(decision.open(two));
      decision.clearCandidates();
      assertNull(decision.exclusion(decision.addCandidate("one")));
    }
  }

  @Test
  void aCopyHoldsNoObjectThatWasMadeForTheCall() throws ReflectiveOperationException {
    Decision copy = new Decision();
    copy.copyFrom(full());
    String deployment = copy.deployment(0);
    Decision next = full();
    next.addCandidate("one more");
    copy.copyFrom(next);

    assertSame(deployment, copy.deployment(0), "what is the same already is not written");
    assertNotSame(next.summary().facts(), copy.summary().facts());
    assertNotSame(next.summary().requestId(), copy.summary().requestId());
    assertNotSame(next.attempt(0).usage(), copy.attempt(0).usage());
  }

  /** Nearly every attempt goes elsewhere than the one whose place it takes in the ring. */
  @Test
  void ofACandidatesAttemptNoNameIsWritten() throws ReflectiveOperationException {
    Decision copy = new Decision();
    copy.copyFrom(other());
    copy.copyFrom(full());
    Field name = AttemptRow.class.getDeclaredField("deployment");
    name.setAccessible(true);

    assertNull(name.get(copy.attempt(0)));
    assertEquals("d3", copy.attempt(0).deployment());
  }

  @Test
  void aFullCopyBecomesAnotherFullOne() throws ReflectiveOperationException {
    Decision copy = new Decision();
    copy.copyFrom(other());
    copy.copyFrom(full());

    assertEquals(values(full().summary()), values(copy.summary()));
    assertEquals(values(full().attempt(0)), values(copy.attempt(0)));
    assertEquals(1, copy.attemptCount());
    assertEquals(full().deployment(2), copy.deployment(2));
    assertEquals(full().exclusion(2), copy.exclusion(2));
  }

  /** It differs from {@link #full} in whatever is written only where it differs. */
  private static Decision other() throws ReflectiveOperationException {
    Decision other = full();
    other.addCandidate("more");
    other.exclude(2, Exclusion.COST, 0, 0);
    CallSummary summary = other.summary();
    for (Field field : fields(summary)) {
      if (field.getType() == String.class) {
        field.set(summary, "another " + field.getName());
      }
    }
    summary.weights.name = "another";
    summary.shadow.weights.name = "another";
    summary.callClass = CallClass.INTERACTIVE;
    summary.terms = new Terms(Scope.ANY, CallClass.INTERACTIVE);
    summary.outcome = Outcome.COMPLETED;
    summary.requestId("another, and longer than a request's id ever is");
    summary.facts(FACTS.withModel("another").with(StoredState.NONE));
    other.attempt(0).deployment("another");
    other.attempt(0).failure = null;
    other.openAttempt().deployment("a second");
    return other;
  }

  @Test
  void whatWasKeptIsForgotten() throws ReflectiveOperationException {
    Decision copy = new Decision();
    copy.copyFrom(full());
    Decision bare = new Decision();
    bare.clear();
    copy.copyFrom(bare);

    assertNull(copy.summary().facts());
    assertEquals("", copy.summary().requestId());
    assertEquals(0, copy.attemptCount());
    copy.clear();
    assertNull(copy.summary().facts());
    assertEquals(Usage.NONE, copy.openAttempt().usage());
  }

  @Test
  void aClearedDecisionIsLikeANewOne() throws ReflectiveOperationException {
    Decision decision = full();
    decision.clear();
    Decision fresh = new Decision();
    fresh.clear();
    assertEquals(values(fresh.summary()), values(decision.summary()));
    assertEquals(values(fresh.openAttempt()), values(decision.openAttempt()));
    assertEquals(0, decision.candidateCount());
  }

  @Test
  void aCallThatIsPlannedAnewKeepsNothingOfItsLastPlan() throws ReflectiveOperationException {
    Decision decision = full();
    decision.clearCandidates();
    CallSummary summary = decision.summary();
    assertEquals(0, decision.candidateCount());
    assertFalse(summary.probe || summary.exploration);
    assertEquals(-1, summary.chosen);
    assertEquals(-1, summary.home);
    assertEquals(-1, summary.shadow.best);
    assertFalse(summary.requestId().isEmpty());
  }

  private static Decision full() throws ReflectiveOperationException {
    Decision decision = new Decision();
    decision.clear();
    for (int i = 0; i < 20; i++) {
      decision.addCandidate("d".concat(Integer.toString(i)));
      decision.exclude(i, Exclusion.QUOTA, i, 2 * i);
      decision.standing(i, i, i % 2 == 0);
      for (Decision.Term term : Decision.Term.values()) {
        decision.term(i, term, i + term.ordinal() / 100.0);
      }
    }
    decision.relax(3);
    AttemptRow row = decision.openAttempt();
    fill(row);
    row.deployment("d3");
    row.usage(new Usage(1, 2, 3, 1, 4, 5, true));
    fill(decision.summary());
    decision.summary().requestId("req_0123456789abcdef0123456789");
    decision.summary().facts(FACTS);
    return decision;
  }

  @Test
  void roomForSoManyIsMadeAtOnce() {
    Decision decision = new Decision();
    decision.expect(12);
    long bytes =
        AllocationMeter.bytes(
            () -> {
              decision.clear();
              for (int i = 0; i < 12; i++) {
                decision.addCandidate("d");
              }
            });
    assertEquals(0, bytes);
    assertEquals(12, decision.candidateCount());
  }

  @Test
  void asManyAsThereMayBeFindRoomUnannouncedAndNotOneMore() {
    Decision decision = new Decision();
    for (int i = 0; i < Decision.MAX_CANDIDATES; i++) {
      assertEquals(i, decision.addCandidate("d" + i));
    }
    assertEquals("d63", decision.deployment(63));
    assertThrows(IllegalStateException.class, () -> decision.addCandidate("one more"));
  }

  /** Gives every field a value that a cleared one does not have. */
  private static void fill(Object target) throws ReflectiveOperationException {
    for (Field field : fields(target)) {
      Class<?> type = field.getType();
      if (type == long.class) {
        field.setLong(target, 77);
      } else if (type == int.class) {
        field.setInt(target, 7);
      } else if (type == double.class) {
        field.setDouble(target, 0.7);
      } else if (type == boolean.class) {
        field.setBoolean(target, true);
      } else if (type == String.class) {
        field.set(target, field.getName());
      } else if (type.isEnum()) {
        Object[] all = type.getEnumConstants();
        field.set(target, all[all.length - 1]);
      } else if (Modifier.isFinal(field.getModifiers())) {
        fill(field.get(target));
      } else {
        field.set(target, any(type));
      }
    }
  }

  private static Object any(Class<?> type) {
    if (type == Failure.class) {
      return Failure.ofGateway(FailureKind.STALL, "");
    }
    if (type == Outcome.class) {
      return Outcome.CANCELLED;
    }
    assertEquals(Terms.class, type, "a field of a type that this test does not know");
    return new Terms(Scope.ANY, CallClass.BATCH);
  }

  private static List<Object> values(Object target) throws ReflectiveOperationException {
    List<Object> values = new ArrayList<>();
    for (Field field : fields(target)) {
      Object value = field.get(target);
      boolean ours = value != null && Modifier.isFinal(field.getModifiers());
      values.add(field.getName() + "=" + (ours ? values(value) : value));
    }
    assertFalse(values.isEmpty());
    if (target instanceof CallSummary summary) {
      values.add(summary.requestId());
      values.add(summary.facts());
    } else if (target instanceof AttemptRow row) {
      values.add(row.deployment());
      values.add(row.usage());
    }
    return values;
  }

  private static List<Field> fields(Object target) {
    List<Field> fields = new ArrayList<>();
    for (Field field : target.getClass().getDeclaredFields()) {
      boolean kept = KEPT.contains(field.getName());
      if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic() && !kept) {
        assertTrue(Modifier.isPublic(field.getModifiers()), field::getName);
        fields.add(field);
      }
    }
    return fields;
  }
}
