package dev.isthmus.core.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParentBreakerTest {
  private final FakeTicker ticker = new FakeTicker();
  private final List<Breaker> children = new ArrayList<>();

  private ParentBreaker parent(int size) {
    for (int i = 0; i < size; i++) {
      children.add(new Breaker("d" + i, () -> 0.3, i, now(), t -> {}));
    }
    ticker.advanceSeconds(1);
    return new ParentBreaker(children);
  }

  private long now() {
    return ticker.nanoTime();
  }

  private void succeed(int child) {
    Breaker breaker = children.get(child);
    breaker.succeed(breaker.tryAcquire(now()), 0.2, now());
    ticker.advanceSeconds(0.01);
  }

  private void open(int child) {
    Breaker breaker = children.get(child);
    for (int i = 0; i < 8; i++) {
      breaker.fail(breaker.tryAcquire(now()), now());
    }
    assertEquals(Breaker.State.OPEN, breaker.state());
    ticker.advanceSeconds(0.01);
  }

  @Test
  void inertBelowThreeChildrenWithTraffic() {
    ParentBreaker parent = parent(5);
    open(0);
    open(1);
    assertFalse(parent.isTripped(now()));
    assertTrue(parent.peek(now()));
  }

  @Test
  void childrenNobodyAskedForAMinuteHaveNoTraffic() {
    ParentBreaker parent = parent(4);
    succeed(2);
    succeed(3);
    ticker.advanceSeconds(61);
    open(0);
    open(1);
    assertFalse(parent.isTripped(now()));
  }

  @Test
  void tripsWhenThreeFifthsOfItsChildrenAreOpen() {
    ParentBreaker parent = parent(5);
    for (int i = 0; i < 5; i++) {
      succeed(i);
    }
    open(0);
    open(1);
    assertFalse(parent.isTripped(now()), "two of five");
    open(2);
    assertTrue(parent.isTripped(now()), "three of five");
    assertTrue(parent.peek(now()), "one may be asked");
  }

  @Test
  void letsOneChildBeAskedAtATime() {
    ParentBreaker parent = parent(5);
    for (int i = 0; i < 5; i++) {
      succeed(i);
    }
    for (int i = 0; i < 3; i++) {
      open(i);
    }
    long permit = children.get(4).tryAcquire(now());
    assertFalse(parent.peek(now()), "a closed child is being tried");
    children.get(4).ignore(permit, now());
    assertTrue(parent.peek(now()));
    ticker.advanceSeconds(16);
    long probe = children.get(0).tryAcquire(now());
    assertNotEquals(Breaker.REFUSED, probe);
    assertFalse(parent.peek(now()), "a half-open child is being tried");
    children.get(0).fail(probe, now());
    assertTrue(parent.isTripped(now()));
    assertTrue(parent.peek(now()));
  }

  @Test
  void clearsAtTheFirstSuccessOfAnyChild() {
    ParentBreaker parent = parent(3);
    for (int i = 0; i < 3; i++) {
      open(i);
    }
    assertTrue(parent.isTripped(now()));
    ticker.advanceSeconds(16);
    succeed(1);
    assertEquals(Breaker.State.HALF_OPEN, children.get(1).state());
    assertFalse(parent.isTripped(now()));
    assertTrue(parent.peek(now()));
  }

  @Test
  void healthySiblingsKeepItFromTripping() {
    ParentBreaker parent = parent(5);
    for (int i = 0; i < 3; i++) {
      open(i);
    }
    succeed(3);
    succeed(4);
    assertFalse(parent.isTripped(now()));
  }

  @Test
  void tripsAgainWhenAChildOpensAfterTheSuccess() {
    ParentBreaker parent = parent(3);
    for (int i = 0; i < 3; i++) {
      open(i);
    }
    ticker.advanceSeconds(16);
    succeed(0);
    succeed(0);
    succeed(0);
    assertEquals(Breaker.State.CLOSED, children.get(0).state());
    open(0);
    assertTrue(parent.isTripped(now()));
  }

  @Test
  void aProbeNobodyReportsBlocksTheOthersForThirtySecondsOnly() {
    ParentBreaker parent = parent(3);
    for (int i = 0; i < 3; i++) {
      open(i);
    }
    ticker.advanceSeconds(16);
    children.get(0).tryAcquire(now());
    assertFalse(parent.peek(now()));
    ticker.advanceSeconds(30);
    assertTrue(parent.peek(now()));
  }

  @Test
  void callsThatHungBeforeTheTripAreNoProbes() {
    ParentBreaker parent = parent(4);
    children.get(3).tryAcquire(now());
    ticker.advanceSeconds(0.01);
    for (int i = 0; i < 3; i++) {
      open(i);
    }
    assertTrue(parent.isTripped(now()));
    assertTrue(parent.peek(now()));
  }

  @Test
  void misconfiguredChildrenSayNothingAboutTheirRegion() {
    ParentBreaker parent = parent(4);
    for (int i = 0; i < 3; i++) {
      Breaker child = children.get(i);
      child.misconfigured(child.tryAcquire(now()), now());
    }
    succeed(3);
    ticker.advanceSeconds(1);
    assertFalse(parent.isTripped(now()));
    open(3);
    assertFalse(parent.isTripped(now()));
  }
}
