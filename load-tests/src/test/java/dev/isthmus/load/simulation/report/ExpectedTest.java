package dev.isthmus.load.simulation.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The statistics, and a small part of the table of results against what was committed. */
class ExpectedTest {
  private static final String FILE = "/simulation/expected.csv";

  /** Runs are the same each time; this leaves room for another machine's arithmetic alone. */
  private static final double PART = 0.02;

  @Test
  void routingStillDoesWhatTheTableSays() throws IOException {
    List<String> moved = new ArrayList<>();
    List<String> expected = expected();
    List<String> found = Expected.lines();

    assertEquals(expected.size(), found.size(), "lines");
    for (int i = 0; i < expected.size(); i++) {
      if (!near(expected.get(i), found.get(i))) {
        moved.add(expected.get(i) + " is now " + found.get(i));
      }
    }
    assertTrue(
        moved.isEmpty(),
        () ->
            "figures moved; if that is meant, write the table anew (./isthmus simulate) and"
                + " ./isthmus simulate --expected load-tests/src/test/resources"
                + FILE
                + ": "
                + String.join("; ", moved));
  }

  private static boolean near(String expected, String found) {
    int comma = expected.lastIndexOf(',');
    double was = Double.parseDouble(expected.substring(comma + 1));
    double is = Double.parseDouble(found.substring(found.lastIndexOf(',') + 1));
    boolean same = expected.substring(0, comma).equals(found.substring(0, found.lastIndexOf(',')));
    return same && Math.abs(is - was) <= Math.max(PART * Math.abs(was), least(expected));
  }

  /** What a single call or second moves a figure by. */
  private static double least(String line) {
    if (line.contains("DRAIN") || line.contains("RESTORE")) {
      return 1;
    }
    return line.contains("ERRORS") || line.contains("LIMITED") ? 0.05 : 0;
  }

  private static List<String> expected() throws IOException {
    try (InputStream in = ExpectedTest.class.getResourceAsStream(FILE)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().toList();
    }
  }

  @Test
  void aMeansIntervalIsStudents() {
    Estimate estimate = Estimate.ofMean(List.of(1.0, 2.0, 3.0, 4.0, 5.0));

    assertEquals(3, estimate.mean(), 1e-9);
    assertEquals(3 + 2.776 * Math.sqrt(2.5 / 5), estimate.high(), 0.01);
  }

  @Test
  void aSingleRunHoldsNoTarget() {
    List<Double> one = List.of(1.0);

    assertEquals(Double.POSITIVE_INFINITY, Estimate.ofMean(List.of(1.0, Double.NaN)).high());
    assertEquals(Double.POSITIVE_INFINITY, Estimate.ofRatio(one, one, 0).high());
    assertEquals(1, Estimate.ofRatio(one, one, 0).mean());
  }

  @Test
  void aRateOfZeroCountsAsOneEvent() {
    Estimate ratio = Estimate.ofRatio(List.of(0.0, 0.0), List.of(1.0, 1.0), 0.25);

    assertEquals(new Estimate(0.25, 0.25, 0.25), ratio);
  }

  @Test
  void aRatioIsOfPairsSoThatWhatBothMetCancelsOut() {
    List<Double> theirs = List.of(1.0, 10.0, 3.0, 30.0, 7.0);
    List<Double> ours = theirs.stream().map(one -> one / 2).toList();

    assertEquals(0.5, Estimate.ofRatio(ours, theirs, 0).high(), 1e-9);
  }
}
