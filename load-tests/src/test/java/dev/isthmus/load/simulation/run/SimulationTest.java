package dev.isthmus.load.simulation.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.load.simulation.Seeds;
import dev.isthmus.load.simulation.policy.Contender;
import dev.isthmus.load.simulation.scenario.Scenario;
import dev.isthmus.load.simulation.scenario.Scenarios;
import dev.isthmus.load.simulation.scenario.ShortScenarios;
import dev.isthmus.load.simulation.scenario.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs can be had again, and lose nothing: a run itself checks that each call ended once and that
 * nothing is held when all are over, and throws where that is not so.
 */
class SimulationTest {

  @ParameterizedTest
  @EnumSource(Contender.class)
  void theSameSeedGivesTheSameRunToTheLastBit(Contender contender) {
    Scenario loss = shorter(scenario("provider-loss"));

    Result once = Simulation.run(loss, contender, 7);

    assertEquals(once, Simulation.run(loss, contender, 7));
    assertTrue(once.calls() > 1000, "calls");
    assertNotEquals(once, Simulation.run(loss, contender, 8));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void everyCallEndsOnceAndNothingStaysHeld(Scenario scenario) {
    for (Contender one : List.of(Contender.ISTHMUS, Contender.HEDGED)) {
      Result result = Simulation.run(shorter(scenario), one, 3);

      assertTrue(result.calls() > 100, "calls");
      assertTrue(result.of(Metric.ATTEMPTS) >= 1 - result.of(Metric.ERRORS) / 100, "attempts");
    }
  }

  @Test
  void someCallsRunAtTwoAndTheyCostHardlyMore() {
    Scenario slow = shorter(scenario("brown-out"));

    Result alone = Simulation.run(slow, Contender.ISTHMUS, 3);
    Result hedged = Simulation.run(slow, Contender.HEDGED, 3);

    double more = hedged.of(Metric.ATTEMPTS) - alone.of(Metric.ATTEMPTS);
    assertTrue(more > 0.002 && more < 0.025, "attempts per call: " + more);
    double dearer = hedged.of(Metric.DOLLARS) / alone.of(Metric.DOLLARS);
    assertTrue(dearer < 1.03, "dollars: " + dearer);
  }

  static Stream<Scenario> scenarios() {
    return Stream.concat(Scenarios.fitted().stream(), Scenarios.heldOut().stream());
  }

  @Test
  void everyPolicyMeetsTheSameCalls() {
    Scenario steady = shorter(scenario("steady"));
    List<Long> calls =
        Stream.of(Contender.values()).map(one -> Simulation.run(steady, one, 5).calls()).toList();

    assertEquals(1, calls.stream().distinct().count(), "calls: " + calls);
  }

  /** It would else cost three times as much in the seconds before the price changes. */
  @Test
  void anAnswerIsPaidAtThePriceThatHeldWhenItWasAskedFor() {
    Scenario price =
        ShortScenarios.all().stream().filter(one -> one.name().equals("price")).findFirst().get();
    double changes = price.span().from();
    List<Double> dollars = new ArrayList<>();
    Diary diary =
        new Diary() {
          @Override
          public void ended(CallNote call) {}

          @Override
          public void ended(AttemptNote attempt) {
            boolean own = attempt.backend() >= 8;
            if (own && attempt.seconds() < changes) {
              dollars.add(attempt.picodollars() / 1e12);
            }
          }
        };

    Simulation.run(price, Contender.ISTHMUS, new Simulation.Setting(new Seeds(1), 0, diary));

    double most = (700 * 2 + 700 * 8) / 1e6;
    assertTrue(dollars.size() > 50, "calls: " + dollars.size());
    assertTrue(dollars.stream().allMatch(one -> one <= most), "" + dollars);
  }

  private static Scenario scenario(String name) {
    return scenarios().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  /** The same, but over in the middle of the incident. */
  private static Scenario shorter(Scenario one) {
    Span span = one.span();
    return new Scenario(
        one.name(),
        one.says(),
        one.fleet(),
        one.workload(),
        one.incidents(),
        one.joins(),
        new Span(span.warm(), span.from(), span.to(), 300),
        one.replicas(),
        one.heldOut());
  }
}
