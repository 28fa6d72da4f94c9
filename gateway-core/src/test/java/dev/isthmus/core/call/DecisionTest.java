package dev.isthmus.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.AllocationMeter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever adds a field to a decision and forgets to copy or to clear it is told here. */
final class DecisionTest {

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
    Decision.Summary summary = decision.summary();
    assertEquals(0, decision.candidateCount());
    assertFalse(summary.probe || summary.exploration);
    assertEquals(-1, summary.chosen);
    assertEquals(-1, summary.home);
    assertEquals(-1, summary.shadow.best);
    assertFalse(summary.requestId.isEmpty());
  }

  private static Decision full() throws ReflectiveOperationException {
    Decision decision = new Decision();
    decision.clear();
    for (int i = 0; i < 20; i++) {
      decision.addCandidate("d" + i);
      decision.exclude(i, Exclusion.QUOTA, i, 2 * i);
      decision.standing(i, i, i % 2 == 0);
      for (Decision.Term term : Decision.Term.values()) {
        decision.term(i, term, i + term.ordinal() / 100.0);
      }
    }
    decision.relax(3);
    fill(decision.openAttempt());
    fill(decision.summary());
    return decision;
  }

  /** Gives every field a value that a cleared one does not have. */
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
    if (type == Usage.class) {
      return Usage.estimated(3, 4);
    }
    if (type == Outcome.class) {
      return Outcome.CANCELLED;
    }
    if (type == Terms.class) {
      return new Terms(Scope.ANY, CallClass.BATCH);
    }
    assertEquals(CallFacts.class, type, "a field of a type that this test does not know");
    return new CallFacts(Operation.CHAT, "m", true, true, 1, 2, 3, 4, 5, 6);
  }

  private static List<Object> values(Object target) throws ReflectiveOperationException {
    List<Object> values = new ArrayList<>();
    for (Field field : fields(target)) {
      Object value = field.get(target);
      boolean ours = value != null && Modifier.isFinal(field.getModifiers());
      values.add(field.getName() + "=" + (ours ? values(value) : value));
    }
    assertFalse(values.isEmpty());
    return values;
  }

  private static List<Field> fields(Object target) {
    List<Field> fields = new ArrayList<>();
    for (Field field : target.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
        assertTrue(Modifier.isPublic(field.getModifiers()), field::getName);
        fields.add(field);
      }
    }
    return fields;
  }
}
