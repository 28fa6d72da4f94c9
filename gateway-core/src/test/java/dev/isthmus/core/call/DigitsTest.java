package dev.isthmus.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a number in a header. */
final class DigitsTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 7, 10, 4_096, 999_999_999_999_999_999L})
  void digitsAreANumber(long number) {
    assertEquals(number, read("" + number));
    assertEquals(number, Digits.number("" + number, Digits.MOST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-1", "+1", "1 ", " 1", "1.0", "1e3", "0x1", "/", ":", "é"})
  void allElseIsNone(String text) {
    assertEquals(-1, read(text));
    assertEquals(-1, Digits.number(text, Digits.MOST));
  }

  @Test
  void moreDigitsThanAskedForAreNone() {
    assertEquals(-1, read("1".repeat(Digits.MOST + 1)));
    assertEquals(-1, Digits.number("123", 2));
    assertEquals(12, Digits.number("12", 2));
    assertEquals(-1, Digits.number(null, 2));
  }

  /** From the middle of other digits, which are not part of it. */
  private static long read(String text) {
    byte[] bytes = ("9" + text + "9").getBytes(StandardCharsets.ISO_8859_1);
    return Digits.number(bytes, 1, bytes.length - 1);
  }
}
