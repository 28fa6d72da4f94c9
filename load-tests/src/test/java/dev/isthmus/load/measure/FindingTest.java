package dev.isthmus.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FindingTest {
  @Test
  void aFigureIsJudgedByWhatWasExpectedOfIt() {
    assertEquals("goal met", goal(1.1, 1.1, 1.4).verdict());
    assertEquals("within the limit, 9 % above the goal", goal(1.2, 1.1, 1.4).verdict());
    assertEquals("**missed**, 1 % above the limit", goal(1.41, 1.1, 1.4).verdict());
    assertEquals("**missed**, above the limit", goal(Double.NaN, 1.1, 1.4).verdict());
    assertEquals("goal met", goal(0, 0, 0).verdict());
    assertEquals("**missed**, above the limit", goal(1, 0, 0).verdict());
  }

  @Test
  void moreIsBetterWhereTheLimitIsBelowTheGoal() {
    assertEquals("goal met", goal(1.3, 1.0, 0.7).verdict());
    assertEquals("within the limit, 20 % below the goal", goal(0.8, 1.0, 0.7).verdict());
    assertEquals("**missed**, 50 % below the limit", goal(0.35, 1.0, 0.7).verdict());
  }

  private static Goal goal(double reached, double goal, double least) {
    return new Goal("x", reached, goal, least, null);
  }

  @Test
  void costsStandBesideThatOfThePeer() {
    Rounds.Cost ours = new Rounds.Cost("ours", List.of(30.0, 36.0, 33.0), 200 << 20);
    Rounds.Cost peer = new Rounds.Cost("peer", List.of(20.0, 22.0, 24.0), 20 << 20);
    String page =
        new Finding().costs("Calls:", "call", List.of(ours, peer), peer).note("So.").markdown();
    assertTrue(page.contains("| ours | 33.0 | 30.0 – 36.0 | 1.50 | 200 |\n"), page);
    assertTrue(page.contains("| peer | 22.0 | 20.0 – 24.0 | 1.00 | 20 |\n"), page);
    assertTrue(page.endsWith("\nSo.\n"), page);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwo() {
    assertEquals(2.5, Figures.median(List.of(4.0, 1.0, 3.0, 2.0)));
  }
}
