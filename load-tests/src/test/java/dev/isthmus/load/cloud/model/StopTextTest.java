package dev.isthmus.load.cloud.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StopTextTest {

  @ParameterizedTest
  @CsvSource({
    "one two three four, two, 'one '",
    "one two three four, o th, 'one tw'",
    "one two three four, one, ''",
    "one two three four, r, 'one two th'"
  })
  void theTextEndsBeforeTheWordWhereverTokensAreCut(String text, String stop, String left) {
    StopText stopped = StopText.of(CutText.of(text), List.of("zzz", stop));

    assertEquals(left, stopped.text().join());
    assertEquals(stop, stopped.stop());
    assertEquals((left.length() + 3) / 4, stopped.text().count());
  }

  @Test
  void theFirstWordThatComesWins() {
    assertEquals("b", StopText.of(CutText.of("a b c d"), List.of("c", "b")).stop());
  }

  @Test
  void aTextWithoutTheWordRunsToItsEnd() {
    StopText whole = StopText.of(CutText.of("a b c d"), List.of("x"));

    assertEquals("a b c d", whole.text().join());
    assertNull(whole.stop());
  }
}
