package dev.isthmus.load.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LawTest {
  private static final Stage STAGE = Stage.usual();

  @Test
  void aBoundItselfIsAllowedAndWhatIsBeyondIsNot() {
    Evidence evidence = healthy().evidence();
    assertEquals(
        Verdict.Result.PASSED, Law.atMost(2, Unit.COUNT, "", e -> 2).judge(evidence).result());
    assertEquals(
        Verdict.Result.FAILED, Law.atMost(2, Unit.COUNT, "", e -> 2.1).judge(evidence).result());
    assertEquals(
        Verdict.Result.PASSED, Law.atLeast(2, Unit.COUNT, "", e -> 2).judge(evidence).result());
    assertEquals(
        Verdict.Result.FAILED, Law.atLeast(2, Unit.COUNT, "", e -> 1.9).judge(evidence).result());
  }

  @Test
  void nothingToMeasureIsAFailure() {
    Verdict verdict = Law.atMost(2, Unit.COUNT, "", e -> Double.NaN).judge(healthy().evidence());
    assertEquals(Verdict.Result.FAILED, verdict.result());
    assertEquals("nothing to measure", verdict.found());
  }

  @Test
  void aQuickRunJudgesOnlyWhatItHasTimeFor() {
    Law law = Law.atMost(2, Unit.COUNT, "", e -> 9).atFullPace();
    Evidence quick = healthy().pace(Pace.QUICK).evidence();
    assertEquals(Verdict.Result.NOT_JUDGED, law.judge(quick).result());
    assertEquals(Verdict.Result.FAILED, law.judge(healthy().evidence()).result());
  }

  @Test
  void oneFailedCallTurnsTheVerdict() {
    Law law = Law.atMost(0, Unit.CALLS, "calls that failed", Measures::failures);
    Planted failing =
        Planted.run(
            (number, second) ->
                number == 150
                    ? Planted.failed(number, second)
                    : Planted.answered(number, second, Planted.WELL, 0.2));
    assertEquals(Judgement.Result.PASSED, judge(law, healthy()).result());
    assertEquals(Judgement.Result.FAILED, judge(law, failing).result());
  }

  @Test
  void aLateGeneratorMakesARunVoidWhateverItsLawsSay() {
    Law law = Law.atMost(0, Unit.CALLS, "calls that failed", Measures::failures);
    assertEquals(Judgement.Result.VOID, judge(law, healthy().lagMillis(400)).result());
  }

  @Test
  void sharesAreTakenOnceRoutingHadItsTime() {
    Planted slow = movesAway(13.9);
    Planted tooSlow = movesAway(16);
    List<String> all = List.of(Planted.SICK, Planted.WELL);
    var share = Measures.attemptShare(List.of(Planted.SICK), all);
    assertEquals(0, share.applyAsDouble(slow.evidence()), 0.001);
    assertEquals(1 / 6.0, share.applyAsDouble(tooSlow.evidence()), 0.01);
  }

  @Test
  void recoveryCountsFromTheEndOfTheFault() {
    var recovery = Measures.recovery(List.of(Planted.SICK), 0.8);
    assertEquals(3, recovery.applyAsDouble(comesBack(23).evidence()), 1);
    assertEquals(Double.POSITIVE_INFINITY, recovery.applyAsDouble(comesBack(29).evidence()));
  }

  @Test
  void aSlowFirstTokenShowsInTheFactor() {
    Planted slow =
        Planted.run(
            (number, second) ->
                Planted.answered(number, second, Planted.WELL, second < 10 ? 0.2 : 0.6));
    assertEquals(3, Measures.firstTokenFactor(slow.evidence()), 0.05);
    assertEquals(1, Measures.decodeFactor(slow.evidence()), 0.01);
  }

  private static Planted healthy() {
    return Planted.run((number, second) -> Planted.answered(number, second, Planted.WELL, 0.2));
  }

  /** Half of the calls go to the sick one until {@code when}. */
  private static Planted movesAway(double when) {
    return Planted.run(
        (number, second) ->
            Planted.answered(
                number,
                second,
                number % 2 == 0 && second < when ? Planted.SICK : Planted.WELL,
                0.2));
  }

  private static Planted comesBack(double when) {
    return Planted.run(
        (number, second) ->
            Planted.answered(
                number,
                second,
                number % 2 == 0 && (second < 10 || second >= when) ? Planted.SICK : Planted.WELL,
                0.2));
  }

  private static Judgement judge(Law law, Planted planted) {
    Scenario scenario =
        new Scenario("n", "t", "d", "e", STAGE, 10, performance -> {}, List.of(law));
    return Judgement.of(scenario, planted.evidence());
  }
}
