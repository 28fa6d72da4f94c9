package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Course.Action.COMMIT;
import static dev.isthmus.core.exchange.Course.Action.FAIL;
import static dev.isthmus.core.exchange.Course.Action.FINISH;
import static dev.isthmus.core.exchange.Course.Action.HEDGE;
import static dev.isthmus.core.exchange.Course.Action.MOVE;
import static dev.isthmus.core.exchange.Course.Action.REPLAN;
import static dev.isthmus.core.exchange.Course.Action.STALL;
import static dev.isthmus.core.exchange.Course.Action.START;
import static dev.isthmus.core.exchange.Course.Action.WAIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.route.Deadlines;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two attempts of one call side by side. */
final class CourseRaceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE = 10 * SECOND;
  private static final long DELAY = SECOND / 2;

  private final Ration ration = new Ration();

  /** Hedges of a call: after half a second, to whoever is not shunned, as often as granted. */
  private static final class Ration implements Hedges {
    Set<Integer> shunned = Set.of();
    int left = Integer.MAX_VALUE;
    int taken;
    int givenBack;

    @Override
    public long delayNanos(int stop, long nowNanos) {
      return DELAY;
    }

    @Override
    public boolean suits(int stop, long nowNanos) {
      return !shunned.contains(stop);
    }

    @Override
    public boolean tryTake(int stop, int other, long nowNanos) {
      boolean granted = taken < left;
      taken += granted ? 1 : 0;
      return granted;
    }

    @Override
    public void giveBack() {
      givenBack++;
    }
  }

  private static Course stream() {
    return new Course(Deadlines.DEFAULT, true, true, Course.Budget.UNLIMITED, 0);
  }

  /** A call whose attempts at stops 0 and 1 run side by side. */
  private Course racing(int size) {
    Course course = stream();
    assertEquals(START, course.begin(Stops.of(size, PATIENCE), ration, 0));
    course.onSent();
    assertEquals(DELAY, course.nextTickNanos());
    assertEquals(WAIT, course.onTick(DELAY - 1));
    assertEquals(HEDGE, course.onTick(DELAY));
    assertEquals(1, course.stop());
    course.onSent();
    return course;
  }

  private static Failure failure(Retry retry) {
    return Failure.ofProvider(FailureKind.SERVER_ERROR, retry, "failed");
  }

  @Test
  void theSecondMayAnswerFirst() {
    Course course = racing(2);
    assertEquals(COMMIT, course.onContent(1, SECOND));
    assertEquals(1, course.stop());
    assertEquals(WAIT, course.onContent(0, SECOND), "it has lost");
    assertEquals(WAIT, course.onFailure(0, failure(Retry.UNANSWERED), SECOND));
    assertEquals(FINISH, course.onWhole());
    assertEquals(2, course.attempts());
  }

  @Test
  void theFirstMayStillAnswerFirst() {
    Course course = racing(2);
    assertEquals(COMMIT, course.onContent(0, SECOND));
    assertEquals(0, course.stop());
    assertEquals(FAIL, course.onFailure(0, failure(Retry.UNANSWERED), 2 * SECOND));
  }

  @Test
  void anAnswerInTimeIsNotHedged() {
    Course course = stream();
    course.begin(Stops.of(2, PATIENCE), ration, 0);
    assertEquals(COMMIT, course.onContent(0, DELAY - 1));
    assertEquals(WAIT, course.onTick(DELAY));
    assertEquals(0, ration.taken);
  }

  @Test
  void withoutHedgesNothingRunsBeside() {
    Course course = stream();
    course.begin(Stops.of(2, PATIENCE), 0);
    assertEquals(PATIENCE, course.nextTickNanos());
    assertEquals(WAIT, course.onTick(DELAY));
  }

  @Test
  void whereTheFirstFailsTheSecondGoesOnAndNoRetryIsUsed() {
    Course course = new Course(Deadlines.DEFAULT, true, true, /* no retries */ () -> false, 0);
    course.begin(Stops.of(4, PATIENCE), ration, 0);
    course.onSent();
    course.onTick(DELAY);
    course.onSent();
    assertEquals(WAIT, course.onFailure(0, failure(Retry.UNANSWERED), SECOND));
    assertEquals(START, course.onFailure(1, failure(Retry.UNANSWERED), SECOND), "the first move");
    assertEquals(2, course.stop());
  }

  @Test
  void whereTheSecondFailsTheFirstHasItsOwnPatience() {
    Course course = racing(3);
    assertEquals(DELAY + PATIENCE, course.nextTickNanos());
    assertEquals(WAIT, course.onFailure(1, failure(Retry.REFUSED), SECOND));
    assertEquals(0, course.stop());
    assertEquals(PATIENCE, course.nextTickNanos());
    assertEquals(WAIT, course.onTick(PATIENCE - 1), "a call is hedged once");
    assertEquals(MOVE, course.onTick(PATIENCE));
    assertEquals(2, course.stop());
  }

  @Test
  void whereBothFailTheRulesAreAsBefore() {
    Course course = racing(2);
    assertEquals(WAIT, course.onFailure(1, failure(Retry.UNANSWERED), SECOND));
    assertEquals(FAIL, course.onFailure(0, failure(Retry.UNANSWERED), SECOND));
    assertEquals(FailureKind.SERVER_ERROR, course.failure().kind());
  }

  @Test
  void bothAreAmongTheThreeThatAreSent() {
    Course course = racing(4);
    course.onFailure(0, failure(Retry.UNANSWERED), SECOND);
    assertEquals(START, course.onFailure(1, failure(Retry.UNANSWERED), SECOND));
    course.onSent();
    assertEquals(FAIL, course.onFailure(2, failure(Retry.UNANSWERED), SECOND));
  }

  @Test
  void aThirdThatIsSentHasNoneBesideIt() {
    Course course = stream();
    course.begin(Stops.of(4, PATIENCE), ration, 0);
    course.onSent();
    assertEquals(START, course.onFailure(0, failure(Retry.UNANSWERED), 1));
    course.onSent();
    assertEquals(START, course.onFailure(1, failure(Retry.UNANSWERED), 2));
    course.onSent();
    assertEquals(WAIT, course.onTick(2 + DELAY), "a fourth would be sent");
    assertEquals(0, ration.taken);
  }

  @Test
  void whereBothAreSilentForTooLongBothAreLeft() {
    Course course = racing(3);
    assertEquals(WAIT, course.onTick(PATIENCE), "the younger has time yet");
    assertEquals(MOVE, course.onTick(PATIENCE + DELAY));
    assertEquals(2, course.stop());
    assertEquals(WAIT, course.onContent(0, PATIENCE + SECOND));
    assertEquals(WAIT, course.onContent(1, PATIENCE + SECOND));
    assertEquals(COMMIT, course.onContent(2, PATIENCE + SECOND));
  }

  @Test
  void withNowhereLeftBothMayHaveTheirTime() {
    Course course = racing(2);
    assertEquals(STALL, course.onTick(PATIENCE + DELAY));
    assertEquals(COMMIT, course.onContent(0, 12 * SECOND));
  }

  @Test
  void aCallersMistakeEndsBoth() {
    Course course = racing(3);
    assertEquals(FAIL, course.onFailure(0, failure(Retry.NEVER), SECOND));
    assertEquals(WAIT, course.onContent(1, SECOND));
    assertEquals(WAIT, course.onFailure(1, failure(Retry.UNANSWERED), SECOND));
  }

  @Test
  void aSecondThatCannotStartCostsNothing() {
    Course course = racing(3);
    assertEquals(WAIT, course.onRefusedStart(failure(Retry.UNSENT), DELAY));
    assertEquals(1, ration.givenBack);
    assertEquals(0, course.stop());
    assertEquals(PATIENCE, course.nextTickNanos());
    assertEquals(COMMIT, course.onContent(0, SECOND));
  }

  @Test
  void anotherPlaceIsPreferredThenTheBest() {
    Course course = stream();
    course.begin(Stops.of(4, PATIENCE, 0, 0, 1, 2), ration, 0);
    course.onTick(DELAY);
    assertEquals(2, course.stop());
    Course near = stream();
    near.begin(Stops.of(3, PATIENCE, 0, 0, 0), ration, 0);
    near.onTick(DELAY);
    assertEquals(1, near.stop());
  }

  @Test
  void aSickStopIsNoSecondNorIsOneThatDoesNotSuit() {
    Course sick = stream();
    sick.begin(new Stops(2, PATIENCE, List.of(), true, Set.of(1)), ration, 0);
    assertEquals(WAIT, sick.onTick(DELAY));
    ration.shunned = Set.of(1);
    Course course = stream();
    course.begin(Stops.of(2, PATIENCE), ration, 0);
    assertEquals(WAIT, course.onTick(DELAY));
    assertEquals(0, ration.taken);
  }

  @Test
  void whatTheBudgetRefusesIsNotAskedAgain() {
    ration.left = 0;
    Course course = stream();
    course.begin(Stops.of(2, PATIENCE), ration, 0);
    assertEquals(WAIT, course.onTick(DELAY));
    assertEquals(PATIENCE, course.nextTickNanos());
    ration.left = 1;
    assertEquals(WAIT, course.onTick(2 * DELAY));
  }

  @Test
  void aLaterAttemptMayBeHedgedToo() {
    Course course = stream();
    course.begin(Stops.of(3, PATIENCE), ration, 0);
    assertEquals(START, course.onFailure(0, failure(Retry.REFUSED), SECOND));
    assertEquals(HEDGE, course.onTick(SECOND + DELAY));
    assertEquals(2, course.stop());
  }

  @Test
  void theDeadlineEndsBoth() {
    Course course = racing(2);
    assertEquals(FAIL, course.onTick(3600 * SECOND));
    assertEquals(WAIT, course.onFailure(0, failure(Retry.UNANSWERED), 3600 * SECOND));
    assertEquals(WAIT, course.onContent(1, 3600 * SECOND));
  }

  /**
   * Whatever happens in whatever order: at most two live, one commit, one end, one hedge, which was
   * paid for, and nothing that is over is heard.
   */
  @Test
  void lawsHoldForAnyOrderOfEvents() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int races = 0;
    for (int run = 0; run < 30_000; run++) {
      races += new Walk(random, "seed " + seed + ", run " + run).go();
    }
    assertTrue(races > 1000, "seed " + seed + ": " + races + " races");
  }

  /** An executor that does what it is told, and the dice that tell it what happens. */
  private static final class Walk {
    private final Random random;
    private final String label;
    private final Ration ration = new Ration();
    private final Course course;
    private final int size;
    private final List<Integer> live = new ArrayList<>();
    private final Set<Integer> tried = new HashSet<>();
    private int committed = -1;
    private boolean over;
    private int races;
    private int refusedSeconds;
    private long now;

    Walk(Random random, String label) {
      this.random = random;
      this.label = label;
      ration.left = random.nextInt(3);
      size = random.nextInt(6);
      course = new Course(Deadlines.DEFAULT, random.nextBoolean(), true, new Dice(random), 0);
    }

    int go() {
      Course.Action action = begin();
      for (int step = 0; step < 40; step++) {
        carryOutAll(action);
        now += random.nextLong(random.nextBoolean() ? SECOND : 20 * SECOND);
        action = event();
      }
      carryOutAll(action);
      assertEquals(races + refusedSeconds, ration.taken, label);
      assertEquals(refusedSeconds, ration.givenBack, label);
      assertTrue(ration.taken <= 1, label);
      return races;
    }

    private void carryOutAll(Course.Action first) {
      Course.Action action = first;
      while (action != WAIT) {
        action = carryOut(action);
        assertTrue(live.size() <= 2, label);
      }
    }

    private Course.Action begin() {
      tried.clear();
      return size == 0
          ? course.onNowhere(failure(Retry.NEVER), now)
          : course.begin(Stops.of(size, PATIENCE), ration, now);
    }

    private Course.Action carryOut(Course.Action action) {
      assertFalse(over, label);
      switch (action) {
        case START, MOVE -> {
          assertTrue(action == MOVE ? !live.isEmpty() : live.isEmpty(), label);
          live.clear();
          return launch(false);
        }
        case HEDGE -> {
          assertEquals(1, live.size(), label);
          return launch(true);
        }
        case LEAVE -> {
          assertTrue(!live.isEmpty() && committed < 0, label);
          live.clear();
          return begin();
        }
        case REPLAN -> {
          assertTrue(live.isEmpty() && committed < 0, label);
          return begin();
        }
        case COMMIT -> {
          assertTrue(committed < 0 && live.contains(course.stop()), label);
          committed = course.stop();
          live.removeIf(stop -> stop != committed);
        }
        case FAIL, FINISH -> {
          over = true;
          live.clear();
        }
        case STALL, SHOW_LIFE, KEEP_ALIVE, WAIT -> {}
      }
      return WAIT;
    }

    private Course.Action launch(boolean hedge) {
      assertTrue(committed < 0 && tried.add(course.stop()), label);
      if (random.nextInt(4) == 0) {
        refusedSeconds += hedge ? 1 : 0;
        return course.onRefusedStart(failure(Retry.UNSENT), now);
      }
      races += hedge ? 1 : 0;
      live.add(course.stop());
      return WAIT;
    }

    private Course.Action event() {
      int who = random.nextInt(6);
      boolean lives = live.contains(who);
      Course.Action action =
          switch (random.nextInt(5)) {
            case 0 -> course.onContent(who, now);
            case 1 -> {
              Retry retry = Retry.values()[random.nextInt(4)];
              if (lives) {
                live.remove((Integer) who);
              }
              yield course.onFailure(who, failure(retry), now);
            }
            case 2 -> {
              course.onSent();
              yield WAIT;
            }
            case 3 -> who == committed && lives ? course.onWhole() : WAIT;
            default -> {
              now = Math.max(now, random.nextBoolean() ? course.nextTickNanos() : now);
              yield course.onTick(now);
            }
          };
      return action;
    }
  }

  /** Grants by chance. */
  private record Dice(Random random) implements Course.Budget {
    @Override
    public boolean tryAcquire() {
      return random.nextBoolean();
    }

    @Override
    public long tryRest(long mostNanos, long nowNanos) {
      return random.nextBoolean() ? random.nextLong(mostNanos + 1) : NO_REST;
    }
  }
}
