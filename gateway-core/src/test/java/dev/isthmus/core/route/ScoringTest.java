package dev.isthmus.core.route;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Decision;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for all rows and objectives, tried on many that chance made. */
final class ScoringTest {
  private static final int ROUNDS = 20_000;

  private final Random random = new Random(7);
  private final Prediction[] rows = new Prediction[Decision.MAX_CANDIDATES];
  private final Scoring scoring = new Scoring();
  private int count;

  ScoringTest() {
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new Prediction();
    }
  }

  @Test
  void onlyOpenCandidatesAreInTheOrderAndTheirChancesAreOneTogether() {
    for (int round = 0; round < ROUNDS; round++) {
      fill(1 + random.nextInt(64));
      boolean strict = random.nextBoolean();
      scoring.score(rows, count, any(), anyClass(), strict);
      double sum = 0;
      int open = 0;
      for (int i = 0; i < count; i++) {
        open += rows[i].open ? 1 : 0;
        sum += scoring.propensity(i);
        assertTrue(rows[i].open || scoring.propensity(i) == 0);
        assertTrue(Double.isFinite(scoring.scoreDollars(i)));
      }
      assertEquals(open, scoring.size());
      assertEquals(open == 0 ? 0 : 1, sum, 1e-9);
      for (int stop = 0; stop < scoring.size(); stop++) {
        assertTrue(rows[scoring.candidate(stop)].open);
      }
      if (open > 0) {
        scoring.pick(random.nextDouble());
        assertTrue(scoring.propensity(scoring.candidate(0)) > 0);
      }
    }
  }

  @Test
  void whoeverGetsDearerSlowerOrWorseNeverMovesAhead() {
    for (int round = 0; round < ROUNDS; round++) {
      fill(2 + random.nextInt(12));
      Objective objective = any();
      int candidate = random.nextInt(count);
      rows[candidate].open = true;
      scoring.score(rows, count, objective, CallClass.INTERACTIVE, false);
      int before = position(candidate);
      double more = random.nextDouble() * 2;
      switch (random.nextInt(4)) {
        case 0 -> rows[candidate].costDollars = known(candidate) + more / 1000;
        case 1 -> rows[candidate].firstContentSeconds += more;
        case 2 -> rows[candidate].totalSeconds += more;
        default ->
            rows[candidate].failureProbability =
                Math.min(1, rows[candidate].failureProbability + more);
      }
      scoring.score(rows, count, objective, CallClass.INTERACTIVE, false);
      assertTrue(position(candidate) >= before, "round " + round);
    }
  }

  /** What is not known counts as the dearest, so that making it known is no price rise. */
  private double known(int candidate) {
    double listed = rows[candidate].costDollars;
    return Double.isNaN(listed) ? scoring.costDollars(candidate) : listed;
  }

  @Test
  void payingMoreForSomethingNeverBuysLessOfIt() {
    for (int round = 0; round < ROUNDS; round++) {
      fill(2 + random.nextInt(12));
      rows[0].open = true;
      for (int i = 0; i < count; i++) {
        rows[i].failureProbability = 0.02;
      }
      Objective less = any();
      double times = 1 + random.nextDouble() * 9;
      int before = first(less);
      int cheaper = first(pays(less, times, 1, 1));
      assertTrue(cost(cheaper) <= cost(before) || isTie(cheaper, before));
      int quicker = first(pays(less, 1, times, 1));
      assertTrue(
          rows[quicker].firstContentSeconds <= rows[before].firstContentSeconds
              || isTie(quicker, before));
      int shorter = first(pays(less, 1, 1, times));
      assertTrue(rows[shorter].totalSeconds <= rows[before].totalSeconds || isTie(shorter, before));
    }
  }

  private static Objective pays(Objective less, double cost, double first, double total) {
    return new Objective(
        "more",
        less.cost() * cost,
        less.firstContentSecond() * first,
        less.totalSecond() * total,
        less.failure());
  }

  /** Where sums are equal but for their last bits, either may be first. */
  private boolean isTie(int one, int other) {
    return Math.abs(scoring.scoreDollars(one) - scoring.scoreDollars(other)) < 1e-12;
  }

  private int first(Objective objective) {
    scoring.score(rows, count, objective, CallClass.INTERACTIVE, false);
    return scoring.candidate(0);
  }

  private double cost(int candidate) {
    return scoring.costDollars(candidate);
  }

  @Test
  void whatWasScoredOnceIsScoredTheSameAgain() {
    for (int round = 0; round < 1000; round++) {
      fill(1 + random.nextInt(64));
      Objective objective = any();
      CallClass callClass = anyClass();
      scoring.score(rows, count, objective, callClass, false);
      double[] first = propensities();
      if (scoring.size() > 0) {
        scoring.force(scoring.size() - 1);
      }
      scoring.score(rows, count, any(), anyClass(), true);
      scoring.score(rows, count, objective, callClass, false);
      assertArrayEquals(first, propensities(), 0);
    }
  }

  private double[] propensities() {
    double[] all = new double[count];
    for (int i = 0; i < count; i++) {
      all[i] = scoring.propensity(i);
    }
    return all;
  }

  @Test
  void whoIsForcedIsCertain() {
    fill(10);
    for (int i = 0; i < count; i++) {
      rows[i].open = true;
    }
    scoring.score(rows, count, any(), CallClass.INTERACTIVE, false);
    int last = scoring.candidate(9);
    scoring.force(9);
    assertEquals(last, scoring.candidate(0));
    assertEquals(1, scoring.propensity(last));
    assertFalse(scoring.propensity(scoring.candidate(1)) > 0);
  }

  private int position(int candidate) {
    for (int stop = 0; stop < scoring.size(); stop++) {
      if (scoring.candidate(stop) == candidate) {
        return stop;
      }
    }
    return Integer.MAX_VALUE;
  }

  private void fill(int candidates) {
    count = candidates;
    for (int i = 0; i < count; i++) {
      Prediction row = rows[i];
      row.open = random.nextInt(4) > 0;
      row.priority = random.nextInt(3);
      row.tier = random.nextInt(4) == 0 ? Deployment.Tier.PROVISIONED : Deployment.Tier.ON_DEMAND;
      row.costDollars = random.nextInt(8) == 0 ? Double.NaN : random.nextInt(50) / 1e4;
      row.firstContentSeconds = random.nextInt(100) / 50.0;
      row.totalSeconds = row.firstContentSeconds + random.nextInt(10);
      row.failureProbability = random.nextInt(50) / 100.0;
      row.headroom = random.nextInt(4) == 0 ? 0 : random.nextDouble();
      row.utilisation = row.tier == Deployment.Tier.PROVISIONED ? random.nextDouble() * 1.2 : 0;
    }
  }

  private Objective any() {
    return new Objective(
        "any",
        random.nextInt(5) / 2.0,
        random.nextInt(4) / 2500.0,
        random.nextInt(4) / 20_000.0,
        0.0001 + random.nextDouble() / 100);
  }

  private CallClass anyClass() {
    return CallClass.values()[random.nextInt(3)];
  }
}
