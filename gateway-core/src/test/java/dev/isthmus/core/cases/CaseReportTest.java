package dev.isthmus.core.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Proof.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CaseReportTest {
  private static final Promise KEPT = Promise.kept("J4", "Nesting is bounded.");
  private static final Promise NOT_OURS = Promise.notApplicable("A4", "Tokens.", "there are none");
  private static final Promise OPEN = Promise.open("T1", "No weak suite.", "no scanner yet");

  @Test
  void aCaseThatNoTestProvesIsMissing() {
    CaseReport report = report();
    assertEquals(List.of("J4 is MISSING"), report.complaints());
    assertTrue(report.markdown().contains("| J4 | Nesting is bounded. | MISSING |"));
  }

  @Test
  void oneFailureAmongPassesIsAFailure() {
    CaseReport report = report(proof("J4", Result.PASSED), proof("J4", Result.FAILED));
    assertEquals(List.of("J4 is FAILED"), report.complaints());
    assertTrue(report.markdown().contains("(FAILED: as told)"));
  }

  @Test
  void aSkipIsShownWithItsReason() {
    CaseReport report = report(proof("J4", Result.SKIPPED));
    assertEquals(List.of(), report.complaints());
    assertTrue(report.markdown().contains("| skipped |"));
    assertTrue(report.markdown().contains("(SKIPPED: as told)"));
  }

  @Test
  void whatIsOpenMayBeProvenAndMayNotFail() {
    CaseReport proven = report(proof("J4", Result.PASSED), proof("T1", Result.PASSED));
    CaseReport failed = report(proof("J4", Result.PASSED), proof("T1", Result.FAILED));
    assertEquals(List.of(), report(proof("J4", Result.PASSED)).complaints());
    assertEquals(List.of(), proven.complaints());
    assertEquals(List.of("T1 is FAILED"), failed.complaints());
  }

  @Test
  void figuresAndReasonsStandBesideEachCase() {
    CaseReport report = report(proof("J4", Result.PASSED), proof("kill", Result.PASSED));
    assertTrue(report.markdown().contains("| not applicable: there are none |"));
    assertTrue(report.markdown().contains("| kill | passed | `SomeTest.some`: tried it | n=3 |"));
    assertEquals("passed", report.json().at("/cases/0/result").asText());
    assertEquals(3, report.json().at("/besides/0/proofs/0/figures/n").asInt());
  }

  @Test
  void aLineReadsBackAsItWasWritten() throws Exception {
    for (Result result : Result.values()) {
      Proof proof = proof("J4", result);
      String line = proof.json().toString();
      assertEquals(line, Proof.parse(line).json().toString());
      assertEquals(result, Proof.parse(line).result());
    }
  }

  private static CaseReport report(Proof... proofs) {
    return new CaseReport(List.of(KEPT, NOT_OURS, OPEN), List.of(proofs));
  }

  private static Proof proof(String id, Result result) {
    String why = result == Result.PASSED ? "" : "as told";
    return new Proof(
        id, "tried it", "SomeTest.some", result, why, new Figures().add("n", 3).values());
  }
}
