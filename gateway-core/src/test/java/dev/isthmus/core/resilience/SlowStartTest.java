package dev.isthmus.core.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowStartTest {
  private final SlowStart slowStart = new SlowStart();

  @Test
  void aNewDeploymentStartsAtTwo() {
    assertTrue(slowStart.admits(1));
    assertFalse(slowStart.admits(2));
  }

  @Test
  void oneThatCameBackDoublesWithEachSuccess() {
    slowStart.restart();
    List<Integer> steps = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      steps.add(slowStart.allowance());
      slowStart.succeeded();
    }
    int end = SlowStart.UNLIMITED;
    assertEquals(List.of(1, 2, 4, 8, 16, 32, end, end), steps);
    assertTrue(slowStart.admits(1_000_000));
  }

  @Test
  void aNewDeploymentIsNotOneThatReturns() {
    SlowStart ramp = new SlowStart();
    assertFalse(ramp.isReturning());
    ramp.restart();
    for (int i = 0; i < 6; i++) {
      assertTrue(ramp.isReturning());
      ramp.succeeded();
    }
    assertFalse(ramp.isReturning());
  }

  @Test
  void aFailureOnTheWayResetsIt() {
    slowStart.succeeded();
    slowStart.succeeded();
    slowStart.failed();
    assertEquals(1, slowStart.allowance());
    assertTrue(slowStart.admits(0));
    assertFalse(slowStart.admits(1));
  }

  @Test
  void aFailureAfterTheRampChangesNothing() {
    for (int i = 0; i < 6; i++) {
      slowStart.succeeded();
    }
    slowStart.failed();
    assertEquals(SlowStart.UNLIMITED, slowStart.allowance());
  }
}
