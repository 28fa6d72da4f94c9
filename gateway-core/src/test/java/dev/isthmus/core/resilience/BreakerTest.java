package dev.isthmus.core.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.resilience.Breaker.State;
import dev.isthmus.core.resilience.Breaker.Transition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final double QUICK = 0.3;

  private final FakeTicker ticker = new FakeTicker();
  private final List<Transition> transitions = new ArrayList<>();
  private double baseSeconds = 0.3;
  private final Breaker breaker = breaker(1);

  private Breaker breaker(long seed) {
    return new Breaker("d", () -> baseSeconds, seed, now(), transitions::add);
  }

  private long now() {
    return ticker.nanoTime();
  }

  private long acquire() {
    long permit = breaker.tryAcquire(now());
    assertNotEquals(Breaker.REFUSED, permit);
    return permit;
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.fail(acquire(), now());
    }
  }

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      breaker.succeed(acquire(), QUICK, now());
    }
  }

  /** Opens the breaker and goes to where it lets a probe through. */
  private void openAndWait() {
    fail(8);
    assertEquals(State.OPEN, breaker.state());
    waitUntilProbe();
  }

  private void waitUntilProbe() {
    ticker.advanceSeconds((breaker.openUntilNanos() - now()) / 1e9 + 1e-6);
  }

  @Test
  void opensAtEightFailuresWithoutAnySuccess() {
    fail(7);
    assertEquals(State.CLOSED, breaker.state());
    fail(1);
    assertEquals(State.OPEN, breaker.state());
    assertEquals(Breaker.REFUSED, breaker.tryAcquire(now()));
  }

  @Test
  void opensAtEightFailuresInARowAmongManySuccesses() {
    succeed(500);
    fail(7);
    succeed(1);
    fail(7);
    assertEquals(State.CLOSED, breaker.state());
    fail(1);
    assertEquals(State.OPEN, breaker.state());
    assertEquals(1, breaker.counts().openings());
  }

  @Test
  void opensAtHalfOfTheWindow() {
    for (int i = 0; i < 3; i++) {
      succeed(1);
      fail(1);
    }
    succeed(1);
    assertEquals(State.CLOSED, breaker.state());
    fail(1);
    assertEquals(State.OPEN, breaker.state());
  }

  @Test
  void forgetsFailuresAfterThirtySecondsOfItsOwnTicker() {
    succeed(1);
    fail(6);
    ticker.advanceSeconds(31);
    succeed(1);
    fail(6);
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void opensWhenMostAnswersBeginSlowly() {
    for (int i = 0; i < 8; i++) {
      breaker.succeed(acquire(), 15.1, now());
    }
    assertEquals(State.OPEN, breaker.state());
    assertEquals(8, breaker.counts().slow());
  }

  @Test
  void calledSlowOnlyBeyondFiveTimesWhatIsUsual() {
    baseSeconds = 10;
    for (int i = 0; i < 20; i++) {
      breaker.succeed(acquire(), 49, now());
    }
    assertEquals(State.CLOSED, breaker.state());
    assertEquals(0, breaker.counts().slow());
  }

  @Test
  void peekTellsWhatAcquireWillDo() {
    assertTrue(breaker.peek(now()));
    fail(8);
    assertFalse(breaker.peek(now()));
    assertFalse(breaker.peek(breaker.openUntilNanos() - 1));
    assertEquals(Breaker.REFUSED, breaker.tryAcquire(breaker.openUntilNanos() - 1));
    assertTrue(breaker.peek(breaker.openUntilNanos()));
    assertEquals(State.OPEN, breaker.state(), "a peek changes nothing");
    assertNotEquals(Breaker.REFUSED, breaker.tryAcquire(breaker.openUntilNanos()));
    assertEquals(State.HALF_OPEN, breaker.state());
  }

  @Test
  void staysOpenForEverUntilSomebodyAsks() {
    fail(8);
    ticker.advanceSeconds(3600);
    assertEquals(State.OPEN, breaker.state());
    assertTrue(breaker.peek(now()));
  }

  @Test
  void twentyFiveFailuresThenAtMostThreeProbesThenClosed() {
    List<Long> permits = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      permits.add(acquire());
    }
    for (long permit : permits) {
      breaker.fail(permit, now());
    }
    assertEquals(State.OPEN, breaker.state());
    assertEquals(17, breaker.counts().stale());
    waitUntilProbe();
    List<Long> probes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      boolean peeked = breaker.peek(now());
      long permit = breaker.tryAcquire(now());
      assertEquals(peeked, permit != Breaker.REFUSED);
      if (permit != Breaker.REFUSED) {
        probes.add(permit);
      }
    }
    assertEquals(3, probes.size());
    assertEquals(3, new HashSet<>(probes).size(), "each permit is itself");
    for (long probe : probes) {
      assertEquals(State.HALF_OPEN, breaker.state());
      breaker.succeed(probe, QUICK, now());
    }
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void answersAdmittedWhileClosedSayNothingAfterTheTrip() {
    List<Long> streams = List.of(acquire(), acquire(), acquire(), acquire());
    openAndWait();
    long probe = acquire();
    assertEquals(State.HALF_OPEN, breaker.state());
    breaker.succeed(streams.get(0), QUICK, now());
    breaker.succeed(streams.get(1), QUICK, now());
    breaker.fail(streams.get(2), now());
    breaker.ignore(streams.get(3), now());
    assertEquals(State.HALF_OPEN, breaker.state());
    assertNotEquals(Breaker.REFUSED, breaker.tryAcquire(now()));
    assertNotEquals(Breaker.REFUSED, breaker.tryAcquire(now()));
    assertEquals(Breaker.REFUSED, breaker.tryAcquire(now()), "no permit came from the old calls");
    breaker.succeed(probe, QUICK, now());
    assertEquals(4, breaker.counts().stale());
  }

  @Test
  void probesOfOneSpellSayNothingInTheNext() {
    openAndWait();
    List<Long> first = List.of(acquire(), acquire(), acquire());
    breaker.succeed(first.get(0), QUICK, now());
    breaker.ignore(first.get(2), now());
    long third = acquire();
    breaker.fail(first.get(1), now());
    assertEquals(State.OPEN, breaker.state(), "one that fails is enough");
    waitUntilProbe();
    long probe = acquire();
    breaker.succeed(third, QUICK, now());
    breaker.succeed(first.get(0), QUICK, now());
    breaker.succeed(first.get(1), QUICK, now());
    assertEquals(State.HALF_OPEN, breaker.state());
    breaker.ignore(probe, now());
  }

  @Test
  void ignoredProbesFreeTheirPermit() {
    openAndWait();
    for (int i = 0; i < 50; i++) {
      List<Long> probes = List.of(acquire(), acquire(), acquire());
      assertFalse(breaker.peek(now()));
      for (long probe : probes) {
        breaker.ignore(probe, now());
        breaker.ignore(probe, now());
      }
      assertTrue(breaker.peek(now()));
    }
    assertEquals(State.HALF_OPEN, breaker.state());
  }

  @Test
  void permitsThatNobodyReportsComeBackAfterThirtySeconds() {
    openAndWait();
    List<Long> lost = List.of(acquire(), acquire(), acquire());
    ticker.advanceSeconds(29.9);
    assertFalse(breaker.peek(now()));
    assertEquals(Breaker.REFUSED, breaker.tryAcquire(now()));
    ticker.advanceSeconds(0.2);
    assertTrue(breaker.peek(now()));
    long one = acquire();
    long two = acquire();
    long three = acquire();
    assertEquals(Breaker.REFUSED, breaker.tryAcquire(now()), "no more than three again");
    assertEquals(3, breaker.counts().lost());
    for (long permit : lost) {
      breaker.ignore(permit, now());
    }
    assertEquals(Breaker.REFUSED, breaker.tryAcquire(now()), "a lost permit comes back once");
    breaker.succeed(one, QUICK, now());
    breaker.succeed(two, QUICK, now());
    breaker.succeed(three, QUICK, now());
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void aProbeThatAnswersLateStillCountsInItsSpell() {
    baseSeconds = 20;
    openAndWait();
    List<Long> slow = List.of(acquire(), acquire(), acquire());
    ticker.advanceSeconds(40);
    acquire();
    for (long permit : slow) {
      breaker.succeed(permit, 40, now());
    }
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void opensAgainForLongerWhenItsProbesFail() {
    openAndWait();
    for (int i = 0; i < 4; i++) {
      succeed(i % 3);
      fail(1);
      waitUntilProbe();
    }
    List<Transition> openings = transitions.stream().filter(t -> t.to() == State.OPEN).toList();
    assertEquals(5, openings.size());
    double[] least = {5, 7.5, 10, 10, 10};
    double[] most = {7.5, 11.25, 15, 15, 15};
    for (int i = 0; i < 5; i++) {
      double seconds = openings.get(i).waitNanos() / 1e9;
      assertTrue(seconds >= least[i] - 0.01 && seconds <= most[i], i + ": " + seconds);
    }
  }

  @Test
  void breakersThatOpenTogetherDoNotProbeTogether() {
    Set<Long> waits = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      Breaker other = breaker(seed);
      for (int i = 0; i < 8; i++) {
        other.fail(other.tryAcquire(now()), now());
      }
      waits.add(other.openUntilNanos());
    }
    assertTrue(waits.size() > 15, waits::toString);
  }

  @Test
  void theSameSeedWaitsTheSame() {
    List<Long> until = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Breaker other = breaker(7);
      for (int i = 0; i < 8; i++) {
        other.fail(other.tryAcquire(now()), now());
      }
      until.add(other.openUntilNanos());
    }
    assertEquals(until.get(0), until.get(1));
  }

  @Test
  void misconfigurationOpensForTwoMinutesAtOnce() {
    List<Long> burst = List.of(acquire(), acquire());
    breaker.misconfigured(burst.get(0), now());
    ticker.advanceSeconds(1);
    breaker.misconfigured(burst.get(1), now());
    assertEquals(1, transitions.size(), "the rest of the burst changes nothing");
    assertTrue(breaker.isMisconfigured());
    ticker.advanceSeconds(118.9);
    assertFalse(breaker.peek(now()));
    ticker.advanceSeconds(0.2);
    assertTrue(breaker.peek(now()));
    succeed(3);
    assertEquals(State.CLOSED, breaker.state());
    assertFalse(breaker.isMisconfigured());
  }

  @Test
  void anotherConfigurationIsTriedAtOnce() {
    breaker.misconfigured(acquire(), now());
    ticker.advanceSeconds(1);
    breaker.reconfigured(now());
    assertTrue(breaker.peek(now()));
    succeed(3);
    assertEquals(State.CLOSED, breaker.state());
    assertFalse(breaker.isMisconfigured());
  }

  @Test
  void anotherConfigurationMakesNobodyHealthy() {
    fail(8);
    breaker.reconfigured(now());
    assertEquals(State.OPEN, breaker.state());
    assertFalse(breaker.peek(now()));
  }

  @Test
  void misconfigurationFoundByAProbeOpensToo() {
    openAndWait();
    long since = breaker.leftClosedNanos();
    breaker.misconfigured(acquire(), now());
    assertEquals(State.OPEN, breaker.state());
    assertTrue(since < now() && since == breaker.leftClosedNanos(), "since it was closed");
    assertEquals(120_000_000_001L, breaker.openUntilNanos() - now());
    ticker.advanceSeconds(121);
    succeed(2);
    assertTrue(breaker.isMisconfigured(), "still unknown while half-open");
    fail(1);
    assertEquals(State.OPEN, breaker.state());
    assertFalse(breaker.isMisconfigured());
  }

  @Test
  void anAnswerThatBreaksAfterItsFirstContentFailsThePermitThatSucceeded() {
    for (int i = 0; i < 4; i++) {
      long permit = acquire();
      breaker.succeed(permit, QUICK, now());
      breaker.fail(permit, now());
    }
    assertEquals(State.OPEN, breaker.state());
  }

  @Test
  void callsMadeWithoutAPermitChangeNothing() {
    for (int round = 0; round < 3; round++) {
      Breaker.State before = breaker.state();
      breaker.ignore(Breaker.REFUSED, now());
      breaker.succeed(Breaker.REFUSED, QUICK, now());
      breaker.misconfigured(Breaker.REFUSED, now());
      for (int i = 0; i < 10; i++) {
        breaker.fail(Breaker.REFUSED, now());
      }
      assertEquals(before, breaker.state());
      if (round == 0) {
        fail(8);
      } else if (round == 1) {
        waitUntilProbe();
        acquire();
      }
    }
    assertEquals(0, breaker.counts().stale());
    assertEquals(
        List.of(State.OPEN, State.HALF_OPEN), transitions.stream().map(Transition::to).toList());
  }

  @Test
  void tellsItsListenerEachTransitionOnce() {
    openAndWait();
    succeed(3);
    openAndWait();
    fail(1);
    List<String> seen = transitions.stream().map(t -> t.from() + ">" + t.to()).toList();
    assertEquals(
        List.of(
            "CLOSED>OPEN",
            "OPEN>HALF_OPEN",
            "HALF_OPEN>CLOSED",
            "CLOSED>OPEN",
            "OPEN>HALF_OPEN",
            "HALF_OPEN>OPEN"),
        seen);
    assertTrue(transitions.stream().allMatch(t -> t.deployment().equals("d")));
  }

  @Test
  void timeThatSeemsToGoBackForgetsNothing() {
    long late = now();
    ticker.advanceSeconds(29);
    succeed(1);
    breaker.succeed(breaker.tryAcquire(late), QUICK, late);
    succeed(19);
    for (int i = 0; i < 3; i++) {
      fail(7);
      succeed(1);
    }
    assertEquals(State.CLOSED, breaker.state(), "21 of 45 failed, all within 30 s");
  }

  @Test
  void worksWithTickersThatAreNegativeOrZero() {
    for (long start : new long[] {0, -40_000_000_000L, Long.MIN_VALUE / 4}) {
      FakeTicker other = new FakeTicker(start);
      Breaker odd = new Breaker("d", () -> 0.3, 3, other.nanoTime(), t -> {});
      for (int i = 0; i < 8; i++) {
        odd.fail(odd.tryAcquire(other.nanoTime()), other.nanoTime());
      }
      assertFalse(odd.peek(other.nanoTime()));
      other.advanceSeconds(16);
      for (int i = 0; i < 3; i++) {
        odd.succeed(odd.tryAcquire(other.nanoTime()), QUICK, other.nanoTime());
      }
      assertEquals(State.CLOSED, odd.state());
    }
  }
}
