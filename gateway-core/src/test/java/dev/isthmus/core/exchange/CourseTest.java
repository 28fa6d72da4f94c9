package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Course.Action.COMMIT;
import static dev.isthmus.core.exchange.Course.Action.FAIL;
import static dev.isthmus.core.exchange.Course.Action.FINISH;
import static dev.isthmus.core.exchange.Course.Action.KEEP_ALIVE;
import static dev.isthmus.core.exchange.Course.Action.LEAVE;
import static dev.isthmus.core.exchange.Course.Action.MOVE;
import static dev.isthmus.core.exchange.Course.Action.REPLAN;
import static dev.isthmus.core.exchange.Course.Action.SHOW_LIFE;
import static dev.isthmus.core.exchange.Course.Action.STALL;
import static dev.isthmus.core.exchange.Course.Action.START;
import static dev.isthmus.core.exchange.Course.Action.WAIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.route.Itinerary;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CourseTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE = 10 * SECOND;

  /** A place to wait is free, and what is full opens as soon as it has to. */
  private static final Course.Budget OPENS_IN_TIME =
      new Course.Budget() {
        @Override
        public boolean tryAcquire() {
          return false;
        }

        @Override
        public long tryRest(long mostNanos, long nowNanos) {
          return Math.min(mostNanos, SECOND);
        }
      };

  /** Others had no room when the call was planned. */
  private static final Course.Budget FULL_FOR_NOW =
      new Course.Budget() {
        @Override
        public boolean tryAcquire() {
          return true;
        }

        @Override
        public boolean mayHaveRoom(long nowNanos) {
          return true;
        }
      };

  @Test
  void anUneventfulCallStartsCommitsAndFinishes() {
    Course course = stream(Course.Budget.UNLIMITED);
    assertEquals(START, course.begin(stops(2), 0));
    assertEquals(0, course.stop());
    assertEquals(COMMIT, course.onContent(course.stop(), SECOND));
    assertEquals(WAIT, course.onContent(course.stop(), 2 * SECOND));
    assertEquals(FINISH, course.onWhole());
  }

  @Test
  void withNowhereToGoItFails() {
    Course course = stream(Course.Budget.UNLIMITED);
    assertEquals(FAIL, course.begin(stops(0), 0));
    assertEquals(FailureKind.NO_CANDIDATE, course.failure().kind());
  }

  @Test
  void refusedAndUnsentAttemptsGoOnThroughAllStops() {
    Course course = stream(() -> false);
    course.begin(stops(5), 0);
    for (int stop = 1; stop < 5; stop++) {
      Retry retry = stop % 2 == 0 ? Retry.UNSENT : Retry.REFUSED;
      assertEquals(START, course.onFailure(course.stop(), failure(retry), SECOND));
      assertEquals(stop, course.stop());
    }
    assertEquals(FAIL, course.onFailure(course.stop(), failure(Retry.UNSENT), SECOND));
  }

  @Test
  void atMostThreeAttemptsAreSentAndNotAnswered() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(stops(8), 0);
    course.onSent();
    assertEquals(START, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 1));
    course.onSent();
    assertEquals(START, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 2));
    course.onSent();
    assertEquals(FAIL, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 3));
  }

  @Test
  void theFirstUnansweredMoveIsFreeAndTheSecondIsChargedInAPlaceThatFailedBefore() {
    Course course = stream(() -> false);
    course.begin(stops(3, 0, 1, 0), 0);
    course.onSent();
    assertEquals(START, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 1));
    assertEquals(1, course.stop());
    course.onSent();
    assertEquals(FAIL, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 2));
  }

  @Test
  void theSecondUnansweredMoveIsFreeToAnotherPlaceThatIsSound() {
    Course course = stream(() -> false);
    course.begin(stops(4), 0);
    course.onSent();
    assertEquals(START, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 1));
    course.onSent();
    assertEquals(START, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 2));
    course.onSent();
    assertEquals(
        FAIL, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 3), "three are enough");
  }

  @Test
  void theSecondUnansweredMoveIsChargedWhereFailuresAreEverywhere() {
    Course course = stream(() -> false);
    course.begin(new Stops(4, PATIENCE, List.of(), false, Set.of()), 0);
    course.onSent();
    assertEquals(START, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 1));
    course.onSent();
    assertEquals(FAIL, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 2));
  }

  @Test
  void afterContentNothingIsTriedAgain() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(stops(3), 0);
    course.onContent(course.stop(), 1);
    assertEquals(FAIL, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 2));
    assertTrue(course.committed());
  }

  @Test
  void aRouteMayForbidWhatWasNotAnswered() {
    Course course = new Course(Deadlines.DEFAULT, true, false, Course.Budget.UNLIMITED, 0);
    course.begin(stops(3), 0);
    assertEquals(FAIL, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 1));
  }

  @Test
  void aCallersMistakeIsFinal() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(stops(3), 0);
    assertEquals(FAIL, course.onFailure(course.stop(), failure(Retry.NEVER), 1));
  }

  @Test
  void afterAFailureItPrefersAnotherProviderOrRegion() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(stops(4, 0, 0, 1, 0), 0);
    course.onFailure(course.stop(), failure(Retry.UNSENT), 1);
    assertEquals(2, course.stop());
    course.onFailure(course.stop(), failure(Retry.UNSENT), 1);
    assertEquals(1, course.stop());
  }

  /** Stops 0 to 2 are three regions of one provider, and dearer ones stand behind them. */
  @Test
  void afterAProvidersFailureItPrefersAnotherProviderToAnotherRegion() {
    Course course = stream(() -> false);
    course.begin(stops(5, 0, 1, 2, 10, 20), 0);
    course.onSent();
    assertEquals(START, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 1));
    assertEquals(3, course.stop());
    course.onSent();
    assertEquals(START, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 2));
    assertEquals(4, course.stop());
  }

  /** That it has no room says nothing about its provider. */
  @Test
  void afterARefusalItGoesOnInOrder() {
    Course course = stream(() -> false);
    course.begin(stops(3, 0, 1, 10), 0);
    assertEquals(START, course.onFailure(course.stop(), full(Retry.REFUSED), 1));
    assertEquals(1, course.stop());
  }

  /** Whatever the providers and the order: kin of a failure never goes before another provider. */
  @Test
  void noRegionOfAProviderThatFailedIsAskedBeforeTheOthers() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int run = 0; run < 2_000; run++) {
      int[] fates = random.ints(2 + random.nextInt(8), 0, 40).toArray();
      Course course = stream(Course.Budget.UNLIMITED);
      Set<Integer> failed = new HashSet<>();
      Set<Integer> tried = new HashSet<>();
      Course.Action action = course.begin(stops(fates.length, fates), 0);
      while (action == START) {
        int provider = fates[course.stop()] / 10;
        boolean others =
            IntStream.range(0, fates.length)
                .anyMatch(i -> !tried.contains(i) && !failed.contains(fates[i] / 10));
        assertTrue(!failed.contains(provider) || !others, "seed " + seed + ", run " + run);
        failed.add(provider);
        tried.add(course.stop());
        action = course.onFailure(course.stop(), failure(Retry.UNSENT), 1);
      }
      assertEquals(fates.length, tried.size(), "each once");
    }
  }

  @Test
  void aUsedUpPlanIsMadeAnewWhereSomebodyWasFull() {
    Course course = stream(FULL_FOR_NOW);
    course.begin(stops(1), 0);
    course.onSent();
    assertEquals(REPLAN, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 1));
    assertEquals(START, course.begin(stops(2), 1));
    assertEquals(1, course.stop(), "the first has failed this call");
    assertEquals(COMMIT, course.onContent(course.stop(), 2));
  }

  @Test
  void aNewPlanOfThoseThatFailedEndsTheCall() {
    Course course = stream(FULL_FOR_NOW);
    course.begin(stops(1), 0);
    assertEquals(REPLAN, course.onFailure(course.stop(), failure(Retry.UNSENT), 1));
    assertEquals(FAIL, course.begin(stops(1), 1));
    assertEquals(FailureKind.SERVER_ERROR, course.failure().kind());
  }

  @Test
  void aSilentAttemptIsLeftForWhoWasFullAsSoonAsThereIsRoom() {
    boolean[] room = {false};
    Course course = stream(fullUntil(room));
    course.begin(stops(1), 0);
    course.onSent();
    assertEquals(STALL, course.onTick(PATIENCE), "it may have its time as long as all are full");
    assertEquals(WAIT, course.onTick(PATIENCE + SECOND));
    room[0] = true;
    assertEquals(LEAVE, course.onTick(course.nextTickNanos()));
    assertEquals(START, course.begin(stops(2), PATIENCE + 2 * SECOND));
    assertEquals(1, course.stop());
  }

  /** Three regions of a provider that is gone would use up all attempts. */
  @Test
  void beforeAnotherRegionOfWhoFailedItWaitsForWhoIsFull() {
    Course course = stream(fullUntil(new boolean[1]));
    course.begin(stops(2, 0, 1), 0);
    course.onSent();
    assertEquals(WAIT, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 1));
    assertEquals(REPLAN, course.onTick(course.nextTickNanos()));
    assertEquals(START, course.begin(stops(3, 0, 1, 10), SECOND));
    assertEquals(2, course.stop());
  }

  @Test
  void whereNobodyGetsRoomAnotherRegionIsTriedAllTheSame() {
    Course course = stream(fullUntil(new boolean[1]));
    course.begin(stops(2, 0, 1), 0);
    Course.Action action = course.onFailure(course.stop(), failure(Retry.UNSENT), 1);
    for (int rests = 0; action == WAIT; rests++) {
      assertTrue(rests < Course.MAX_RESTS);
      assertEquals(REPLAN, course.onTick(course.nextTickNanos()));
      action = course.begin(stops(2, 0, 1), SECOND);
    }
    assertEquals(START, action);
    assertEquals(1, course.stop());
  }

  private static Course.Budget fullUntil(boolean[] room) {
    return new Course.Budget() {
      @Override
      public boolean tryAcquire() {
        return true;
      }

      @Override
      public boolean mayHaveRoom(long nowNanos) {
        return true;
      }

      @Override
      public boolean hasRoom(long nowNanos) {
        return room[0];
      }

      @Override
      public long tryRest(long mostNanos, long nowNanos) {
        return Math.min(mostNanos, SECOND / 4);
      }
    };
  }

  @Test
  void aNewPlanIsNoWayPastTheThreeAttempts() {
    Course course = stream(FULL_FOR_NOW);
    course.begin(stops(3), 0);
    for (int i = 0; i < Course.MAX_SENT_ATTEMPTS; i++) {
      course.onSent();
      Course.Action next = course.onFailure(course.stop(), failure(Retry.UNANSWERED), i);
      assertEquals(i + 1 < Course.MAX_SENT_ATTEMPTS ? START : FAIL, next);
    }
  }

  @Test
  void aSilentAttemptIsMovedAfterItsPatienceWhileThereIsSomewhereToGo() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(stops(2), 0);
    course.onSent();
    assertEquals(WAIT, course.onTick(PATIENCE - 1));
    assertEquals(MOVE, course.onTick(PATIENCE));
    assertEquals(1, course.stop());
    course.onSent();
    assertEquals(SHOW_LIFE, course.onTick(2 * PATIENCE - 1));
    assertEquals(STALL, course.onTick(2 * PATIENCE), "there is nowhere else to go");
    assertEquals(WAIT, course.onTick(2 * PATIENCE + 1));
  }

  @Test
  void aThinkingModelMayBeSilentUntilTheHardLimit() {
    Course course = plain();
    course.begin(thinking(), 0);
    course.onSent();
    assertEquals(WAIT, course.onTick(119 * SECOND));
    assertEquals(STALL, course.onTick(120 * SECOND));
    assertEquals(WAIT, course.onTick(299 * SECOND));
    assertEquals(MOVE, course.onTick(300 * SECOND));
  }

  @Test
  void aStreamShowsLifeOnceAndThenKeepsAlive() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(thinking(), 0);
    assertEquals(SHOW_LIFE, course.onTick(15 * SECOND));
    assertEquals(WAIT, course.onTick(16 * SECOND));
    assertEquals(KEEP_ALIVE, course.onTick(30 * SECOND));
    assertEquals(KEEP_ALIVE, course.onTick(45 * SECOND));
  }

  @Test
  void silenceInTheMiddleEndsTheCallAtTheIdleLimit() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(stops(2), 0);
    course.onContent(course.stop(), SECOND);
    course.onBytes(100 * SECOND);
    assertEquals(WAIT, course.onTick(109 * SECOND));
    assertEquals(110 * SECOND, course.nextTickNanos());
    assertEquals(STALL, course.onTick(110 * SECOND));
    assertEquals(WAIT, course.onTick(121 * SECOND));
    assertEquals(FAIL, course.onTick(220 * SECOND));
    assertEquals(FailureKind.STALL, course.failure().kind());
  }

  @Test
  void theTotalDeadlineEndsEverything() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(stops(2), 0);
    course.onContent(course.stop(), SECOND);
    course.onBytes(3600 * SECOND);
    assertEquals(FAIL, course.onTick(3600 * SECOND));
    assertEquals(FailureKind.DEADLINE, course.failure().kind());
  }

  @Test
  void theNextTickIsNeverPastADeadline() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(stops(2), 0);
    assertEquals(PATIENCE, course.nextTickNanos());
    course.onContent(course.stop(), SECOND);
    assertEquals(11 * SECOND, course.nextTickNanos());
    assertEquals(STALL, course.onTick(11 * SECOND));
    assertEquals(21 * SECOND, course.nextTickNanos());
    assertEquals(WAIT, course.onTick(111 * SECOND));
    assertEquals(121 * SECOND, course.nextTickNanos());
  }

  @Test
  void everySilenceIsAStallOfItsOwn() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(stops(1), 0);
    course.onContent(0, 0);
    assertEquals(STALL, course.onTick(10 * SECOND));
    course.onBytes(12 * SECOND);
    assertEquals(WAIT, course.onTick(20 * SECOND));
    assertEquals(22 * SECOND, course.nextTickNanos());
    assertEquals(STALL, course.onTick(22 * SECOND));
    assertEquals(WAIT, course.onTick(32 * SECOND));
  }

  @Test
  void amongTheTokensOfAThinkingModelSilenceIsLong() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(thinking(), 0);
    course.onContent(0, SECOND);
    assertEquals(WAIT, course.onTick(120 * SECOND));
    assertEquals(FAIL, course.onTick(121 * SECOND));
  }

  @Test
  void aPlainAnswerDoesNotStall() {
    Course course = plain();
    course.begin(stops(1), 0);
    course.onContent(0, SECOND);
    assertEquals(121 * SECOND, course.nextTickNanos());
    assertEquals(WAIT, course.onTick(100 * SECOND));
  }

  @Test
  void whereAllAreFullItWaitsAndIsPlannedAnew() {
    Course course = stream(OPENS_IN_TIME);
    course.begin(stops(1), 0);
    course.onSent();
    assertEquals(WAIT, course.onFailure(course.stop(), full(Retry.REFUSED), SECOND));
    assertEquals(2 * SECOND, course.nextTickNanos());
    assertEquals(WAIT, course.onTick(2 * SECOND - 1));
    assertEquals(REPLAN, course.onTick(2 * SECOND));
    assertEquals(START, course.begin(stops(1), 2 * SECOND));
    assertEquals(COMMIT, course.onContent(course.stop(), 3 * SECOND));
  }

  /** Two regions died at once: the plan is older than the second one's breaker. */
  @Test
  void itMovesPastAStopThatHasFallenSickToAHealthyOne() {
    Course course = stream(() -> false);
    course.begin(new Stops(3, PATIENCE, List.of(), true, Set.of(1)), 0);
    course.onSent();
    assertEquals(START, course.onFailure(course.stop(), failure(Retry.UNANSWERED), 1));
    assertEquals(2, course.stop());
  }

  @Test
  void whereAllAreSickItTriesThemAllTheSame() {
    Course course = stream(Course.Budget.UNLIMITED);
    course.begin(new Stops(2, PATIENCE, List.of(), true, Set.of(0, 1)), 0);
    assertEquals(START, course.onFailure(course.stop(), failure(Retry.UNSENT), 1));
    assertEquals(1, course.stop());
  }

  @Test
  void itsWaitsTogetherAreNoLongerThanItMayWait() {
    Course course = stream(OPENS_IN_TIME);
    assertEquals(WAIT, course.onNowhere(full(Retry.NEVER), 0));
    assertEquals(REPLAN, course.onTick(SECOND));
    assertEquals(WAIT, course.onNowhere(full(Retry.NEVER), SECOND));
    assertEquals(REPLAN, course.onTick(2 * SECOND));
    assertEquals(FAIL, course.onNowhere(full(Retry.NEVER), 2 * SECOND));
  }

  @Test
  void itDoesNotWaitForWhatIsNotFull() {
    Course course = stream(OPENS_IN_TIME);
    course.begin(stops(1), 0);
    assertEquals(FAIL, course.onFailure(course.stop(), failure(Retry.REFUSED), 1));
    Course other = stream(Course.Budget.UNLIMITED);
    other.begin(stops(1), 0);
    assertEquals(FAIL, other.onFailure(other.stop(), full(Retry.REFUSED), 1));
  }

  @Test
  void aStreamThatWaitsShowsLife() {
    Deadlines deadlines =
        new Deadlines(
            Duration.ofSeconds(1),
            Duration.ofSeconds(300),
            Duration.ofSeconds(120),
            Duration.ofSeconds(600),
            Duration.ofMillis(400),
            Duration.ofSeconds(2));
    Course course = new Course(deadlines, true, true, OPENS_IN_TIME, 0);
    course.onNowhere(full(Retry.NEVER), 0);
    assertEquals(SHOW_LIFE, course.onTick(course.nextTickNanos()));
    assertEquals(KEEP_ALIVE, course.onTick(course.nextTickNanos()));
    assertEquals(REPLAN, course.onTick(course.nextTickNanos()));
  }

  /** Whatever happens in whatever order: it ends once, tries no stop twice, never after content. */
  @Test
  void lawsHoldForAnyOrderOfEvents() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int run = 0; run < 20_000; run++) {
      walk(random, "seed " + seed + ", run " + run);
    }
  }

  private static void walk(Random random, String label) {
    Course course = new Course(Deadlines.DEFAULT, random.nextBoolean(), true, new Dice(random), 0);
    int size = random.nextInt(6);
    boolean[] tried = new boolean[6];
    boolean committed = false;
    boolean over = false;
    long now = 0;
    Course.Action action = course.begin(stops(size), now);
    int rests = 0;
    for (int step = 0; step < 30; step++) {
      if (action == REPLAN || action == LEAVE) {
        assertTrue(!over && !committed && ++rests <= Course.MAX_PLANS, label);
        tried = new boolean[6];
        action =
            size == 0
                ? course.onNowhere(failure(Retry.NEVER), now)
                : course.begin(stops(size), now);
      }
      if (action == START || action == MOVE) {
        assertTrue(!over && !committed && !tried[course.stop()], label);
        tried[course.stop()] = true;
      }
      assertTrue(action != COMMIT || (!committed && !over), label);
      committed |= action == COMMIT;
      boolean ends = action == FAIL || action == FINISH;
      assertTrue(!ends || !over, label);
      over |= ends;
      now += random.nextLong(20 * SECOND);
      action = over && random.nextBoolean() ? WAIT : event(course, random, now, over);
    }
  }

  private static Course.Action event(Course course, Random random, long now, boolean over) {
    return switch (over ? 1 : random.nextInt(5)) {
      case 0 -> course.onContent(course.stop(), now);
      case 1 -> course.onTick(now);
      case 2 -> {
        Failure why = failure(Retry.values()[random.nextInt(4)]);
        yield course.onFailure(course.stop(), random.nextBoolean() ? full(why.retry()) : why, now);
      }
      case 3 -> {
        course.onSent();
        yield WAIT;
      }
      default -> {
        course.onBytes(now);
        yield WAIT;
      }
    };
  }

  /** Grants by chance. */
  private record Dice(Random random) implements Course.Budget {
    @Override
    public boolean tryAcquire() {
      return random.nextBoolean();
    }

    @Override
    public boolean mayHaveRoom(long nowNanos) {
      return random.nextBoolean();
    }

    @Override
    public boolean hasRoom(long nowNanos) {
      return random.nextBoolean();
    }

    @Override
    public long tryRest(long mostNanos, long nowNanos) {
      return random.nextBoolean() ? random.nextLong(mostNanos + 1) : NO_REST;
    }
  }

  private static Failure full(Retry retry) {
    return Failure.ofProvider(FailureKind.RATE_LIMITED, retry, "full");
  }

  private static Course stream(Course.Budget budget) {
    return new Course(Deadlines.DEFAULT, true, true, budget, 0);
  }

  private static Course plain() {
    return new Course(Deadlines.DEFAULT, false, true, Course.Budget.UNLIMITED, 0);
  }

  private static Failure failure(Retry retry) {
    return Failure.ofProvider(FailureKind.SERVER_ERROR, retry, "failed");
  }

  private static Itinerary stops(int size, int... fates) {
    return new Stops(size, PATIENCE, Arrays.stream(fates).boxed().toList(), true, Set.of());
  }

  private static Itinerary thinking() {
    return new Stops(2, -1, List.of(), true, Set.of());
  }
}
