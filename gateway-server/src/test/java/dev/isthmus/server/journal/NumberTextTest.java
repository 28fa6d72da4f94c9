package dev.isthmus.server.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NumberTextTest {
  private final NumberText numbers = new NumberText();

  @Test
  void whateverWasWrittenBeforeANumberIsReadAsItself() {
    SplittableRandom random = new SplittableRandom(5);
    double[] few = random.doubles(2_000, 0, 3).toArray();
    for (int i = 0; i < 200_000; i++) {
      double value =
          random.nextBoolean()
              ? few[random.nextInt(few.length)]
              : Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertSameBits(value, numbers.text(value));
      }
    }
    for (double value : new double[] {0, -0.0, 1, Double.MIN_VALUE, Double.MAX_VALUE, 1e21, 1e-7}) {
      assertSameBits(value, numbers.text(value));
    }
  }

  @Test
  void noDigitIsSuperfluous() {
    assertEquals("0.0", numbers.text(0));
    assertEquals("667.0", numbers.text(667));
    assertEquals("0.02", numbers.text(0.02));
    assertEquals("8.0E-4", numbers.text(0.0008));
    assertTrue(numbers.text(2e-3 / 3).length() <= 21, numbers.text(2e-3 / 3));
  }

  @Test
  void aNumberThatComesAgainIsNotWorkedOutAgain() {
    assertSame(numbers.text(0.1234567), numbers.text(0.1234567));
  }

  private static void assertSameBits(double value, String text) {
    assertEquals(
        Double.doubleToRawLongBits(value),
        Double.doubleToRawLongBits(Double.parseDouble(text)),
        text);
  }
}
