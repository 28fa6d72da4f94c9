package dev.isthmus.core.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How values stand in a line. */
final class JsonLineTest {
  private static final FieldName A = FieldName.of("a");
  private static final FieldName B = FieldName.of("b");
  private static final FieldName C = FieldName.of("c");
  private static final FieldName D = FieldName.of("d");
  private static final FieldName N = FieldName.of("n");

  private final JsonLine line = new JsonLine();

  @Test
  void valuesStandInTheirOrder() {
    line.start().add(A, "x").add(B, 7).add(C, true).millis(D, 1_234_567_890).end();

    assertEquals("{\"a\":\"x\",\"b\":7,\"c\":true,\"d\":1234.567}\n", text());
  }

  @Test
  void textCannotEndALineOrAField() {
    line.start().add(A, "\"\\\n\u0000é\u2028").end();

    assertEquals("{\"a\":\"\\\"\\\\\\u000a\\u0000\\u00e9\\u2028\"}\n", text());
  }

  @Test
  void eachCharacterMeansItself() throws IOException {
    ObjectMapper json = new ObjectMapper();
    for (int c = 0; c <= 0xffff; c++) {
      String value = "usual" + (char) c + "text";
      line.start().add(A, value).end();
      String text = text();
      assertEquals(value, json.readTree(text).get("a").textValue(), () -> text);
      assertTrue(text.chars().allMatch(each -> each < 0x7f), () -> text);
      assertEquals(text.length() - 1, text.indexOf('\n'), () -> text);
    }
  }

  @Test
  void aTimeThatNeverCameIsLeftOut() {
    line.start().millis(A, -1).millis(B, 999).end();

    assertEquals("{\"b\":0.000}\n", text());
  }

  @Test
  void numbersAreWrittenAsTheJdkWritesThem() {
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      long value = random.nextLong() >> random.nextInt(Long.SIZE);
      line.start().add(N, value).end();
      assertEquals("{\"n\":" + value + "}\n", text());
    }
    for (long value : new long[] {0, 9, 10, -10, Long.MAX_VALUE, Long.MIN_VALUE}) {
      line.start().add(N, value).end();
      assertEquals("{\"n\":" + value + "}\n", text());
    }
  }

  @Test
  void momentsAreThoseOfTheJdksCalendar() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      // A thousandth more than a whole second, because the JDK leaves out a fraction of nothing.
      long millis = random.nextLong(-60_000_000_000L, 250_000_000_000L) * 1_000 + 1;
      line.start().instant(A, millis).end();
      assertEquals("{\"a\":\"" + Instant.ofEpochMilli(millis) + "\"}\n", text());
    }
  }

  @Test
  void aLongLineGrowsAndTheNextIsShortAgain() {
    line.start().add(A, "x".repeat(5_000)).end();
    assertEquals("{\"a\":\"" + "x".repeat(5_000) + "\"}\n", text());

    line.start().add(B, 1).end();
    assertEquals("{\"b\":1}\n", text());
  }

  private String text() {
    byte[] bytes = new byte[line.length()];
    line.copyTo(bytes, 0);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
