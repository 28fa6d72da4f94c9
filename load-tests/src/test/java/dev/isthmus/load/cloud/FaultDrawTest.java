package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class FaultDrawTest {

  @Test
  void theSameSeedStrikesTheSameCalls() {
    Faults one = new Faults(5);
    Faults other = new Faults(5);
    one.add(Fault.status(500).probability(0.3));
    other.add(Fault.status(500).probability(0.3));

    int hits = 0;
    for (int i = 0; i < 1000; i++) {
      Faults.Drawn drawn = one.draw("m");
      assertEquals(drawn, other.draw("m"));
      hits += drawn.end() != null ? 1 : 0;
    }
    assertTrue(hits > 250 && hits < 350, "" + hits);
  }

  @Test
  void slowFaultsMultiplyAndStandBesideOthers() {
    Faults faults = new Faults(5);
    faults.add(Fault.of(FaultKind.SLOW_FIRST_TOKEN).factor(3));
    faults.add(Fault.of(FaultKind.SLOW_FIRST_TOKEN).factor(2));
    faults.add(Fault.of(FaultKind.TRUNCATE));

    Faults.Drawn drawn = faults.draw("m");

    assertEquals(6, drawn.firstFactor());
    assertTrue(drawn.endsBy(FaultKind.TRUNCATE));
  }
}
