package dev.isthmus.core.govern;

import static dev.isthmus.core.call.CallClass.BATCH;
import static dev.isthmus.core.call.CallClass.INTERACTIVE;
import static dev.isthmus.core.call.CallClass.STANDARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.CallerId;
import dev.isthmus.core.bytes.BodyBudget;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Who gets in when the room fills up. */
class RoomTest {
  private final FakeTicker ticker = new FakeTicker();
  private final BodyBudget bodies = new BodyBudget(1000);
  private final Room room = new Room(100, bodies, 100, ticker.nanoTime());

  private Seat seat(String name, CallClass callClass) {
    return seat(name, callClass, CallerLimits.NONE);
  }

  private Seat seat(String name, CallClass callClass, CallerLimits limits) {
    Caller caller =
        new Caller(new CallerId(name, 0), Set.of(), Scope.ANY, limits, Caller.Expose.ID, callClass);
    return new Seat(caller, room, null, ticker.nanoTime());
  }

  private Entry enter(Seat seat) {
    return seat.enter(-1, ticker.nanoTime());
  }

  /** Enters until somebody is turned away; how many came in. */
  private int fill(Seat seat) {
    int in = 0;
    while (enter(seat) instanceof Seat) {
      in++;
    }
    return in;
  }

  private Entry.TurnedAway away(Seat seat) {
    return assertInstanceOf(Entry.TurnedAway.class, enter(seat));
  }

  private int inside() {
    return room.inside(INTERACTIVE) + room.inside(STANDARD) + room.inside(BATCH);
  }

  @Test
  void aLoneCallerHasAllButTheLastTenth() {
    Seat alone = seat("a", INTERACTIVE);
    assertEquals(90, fill(alone));
    Entry.TurnedAway away = away(alone);
    assertEquals(Shed.CALLER_SHARE, away.why());
    assertEquals(FailureKind.CALLER_LIMIT, away.failure().kind(), "429: others still get in");
    assertEquals(2, room.turnedAway(Shed.CALLER_SHARE, INTERACTIVE));
  }

  @Test
  void aQuietCallerGetsInBesideOneThatTakesAllItCan() {
    Seat noisy = seat("noisy", INTERACTIVE);
    Seat quiet = seat("quiet", INTERACTIVE);
    fill(noisy);
    for (int i = 0; i < 10; i++) {
      assertSame(quiet, enter(quiet));
    }
    assertEquals(Shed.CALLS, away(quiet).why(), "the room is full");
    assertEquals(100, inside());
  }

  @Test
  void whereBothWantAllBothEndUpWithAboutHalf() {
    Seat one = seat("one", INTERACTIVE);
    Seat two = seat("two", INTERACTIVE);
    fill(one);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      enter(random.nextInt(10) < 9 ? one : two);
      enter(two);
      int oldest = random.nextInt(inside());
      (oldest < one.inside() ? one : two).leave();
    }
    assertTrue(Math.abs(one.inside() - two.inside()) <= 15, one.inside() + " " + two.inside());
  }

  @Test
  void whoHasLessThanHalfOfTheAverageIsModest() {
    Seat noisy = seat("noisy", INTERACTIVE);
    Seat quiet = seat("quiet", BATCH);
    enter(quiet);
    assertFalse(quiet.isModest(), "alone nobody is");
    enter(noisy);
    assertFalse(quiet.isModest());
    fill(noisy);
    assertTrue(quiet.isModest());
    assertFalse(noisy.isModest());
  }

  @Test
  void lessUrgentCallsAreTurnedAwayFirst() {
    List<Seat> urgent = seats(INTERACTIVE);
    List<Seat> standard = seats(STANDARD);
    List<Seat> batch = seats(BATCH);
    fillEach(urgent, 30);
    fillEach(standard, 20);
    fillEach(batch, 19);
    assertEquals(Shed.CALL_CLASS, away(batch.get(0)).why(), "31 of 100 are left to the others");
    fillEach(standard, 14);
    assertEquals(Shed.CALL_CLASS, away(standard.get(0)).why(), "17 are left");
    fillEach(urgent, 17);
    assertEquals(Shed.CALLS, away(urgent.get(0)).why(), "none is left");
    assertEquals(503, away(urgent.get(0)).failure().kind().httpStatus());
  }

  @Test
  void theMoreUrgentCallsAreInsideTheMoreIsLeftForTheirBursts() {
    List<Seat> urgent = seats(INTERACTIVE);
    List<Seat> standard = seats(STANDARD);
    fillEach(urgent, 49);
    fillEach(standard, 30);
    assertEquals(Shed.CALL_CLASS, away(standard.get(0)).why(), "3 x 7 are left");
    fillEach(urgent, 21);
  }

  @Test
  void lessUrgentCallsDoNotStarve() {
    List<Seat> urgent = seats(INTERACTIVE);
    List<Seat> standard = seats(STANDARD);
    List<Seat> batch = seats(BATCH);
    fillEach(urgent, 90);
    assertEquals(Shed.CALLS, away(urgent.get(0)).why(), "the rest is kept");
    fillEach(standard, 5);
    fillEach(batch, 5);
    assertInstanceOf(Entry.TurnedAway.class, enter(batch.get(0)));
    assertEquals(100, inside());
  }

  @Test
  void aClassThatNobodyHasTakesNoPlaces() {
    Seat batch = seat("a", BATCH);
    Seat other = seat("b", BATCH);
    assertEquals(90, fill(batch));
    assertEquals(10, fill(other));
  }

  private List<Seat> seats(CallClass callClass) {
    List<Seat> seats = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      seats.add(seat(callClass + "-" + i, callClass));
    }
    return seats;
  }

  /** One after the other gets in, {@code count} times. */
  private void fillEach(List<Seat> seats, int count) {
    for (int i = 0; i < count; i++) {
      assertInstanceOf(Seat.class, enter(seats.get(i % seats.size())), "the " + i + "th");
    }
  }

  @Test
  void aCallersOwnLimitIsItsOwnAffair() {
    Seat two = seat("two", INTERACTIVE, new CallerLimits(-1, -1, 2));
    enter(two);
    enter(two);
    Entry.TurnedAway away = away(two);
    assertEquals(Shed.CALLER_CALLS, away.why());
    assertEquals(Failure.Origin.POLICY, away.failure().origin());
    two.leave();
    assertSame(two, enter(two));
  }

  @Test
  void bodiesLongerThanWhatIsLeftAreTurnedAwayByTheirHead() {
    Seat one = seat("one", INTERACTIVE);
    assertTrue(one.bodies().tryReserve(700));
    Entry.TurnedAway away = assertInstanceOf(Entry.TurnedAway.class, one.enter(51, 0));
    assertEquals(Shed.BODIES, away.why());
    assertSame(one, one.enter(50, 0));
    Seat two = seat("two", INTERACTIVE);
    assertSame(two, two.enter(300, 0), "one caller never has the last quarter");
  }

  @Test
  void oneBodyAtItsLargestAlwaysFits() {
    Room tight = new Room(10, new BodyBudget(100), 100, 0);
    assertEquals(100, tight.bodiesOfOne().left());
  }

  @Test
  void refusalsTakeNothing() {
    Seat one = seat("one", INTERACTIVE);
    fill(one);
    int before = inside();
    for (int i = 0; i < 1_000; i++) {
      away(one);
    }
    assertEquals(before, inside());
    while (one.inside() > 0) {
      one.leave();
    }
    assertEquals(0, inside());
    assertEquals(90, fill(one));
  }

  @Test
  void manyThreadsTakeNoPlaceTwice() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Integer>> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Seat seat = seat("c" + i, INTERACTIVE);
      taken.add(threads.submit(() -> churn(seat)));
    }
    int most = 0;
    for (Future<Integer> one : taken) {
      most = Math.max(most, one.get());
    }
    threads.shutdown();
    assertTrue(most <= 100, "inside: " + most);
    assertEquals(0, inside());
  }

  private int churn(Seat seat) {
    int most = 0;
    for (int i = 0; i < 20_000; i++) {
      int in = 0;
      while (in < 40 && seat.enter(-1, 0) instanceof Seat) {
        in++;
      }
      most = Math.max(most, inside());
      for (; in > 0; in--) {
        seat.leave();
      }
    }
    return most;
  }

  @Test
  void badSizesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Room(0, bodies, 1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new Room(Room.MOST_PLACES + 1, bodies, 1, 0));
  }
}
