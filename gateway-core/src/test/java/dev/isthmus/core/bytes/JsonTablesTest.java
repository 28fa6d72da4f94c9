package dev.isthmus.core.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scanners of one thread take turns with the same tables, and none sees another's findings. */
final class JsonTablesTest {
  private static final String FIRST =
      "{\"model\":\"m\u00e9\\u20ac\",\"list\":[{\"n\":1},{\"n\":25}],\"flag\":true,\"x\":1e5}";
  private static final String SECOND =
      "{\"flag\":null,\"deep\":[[[{\"a\":[]}]]],\"model\":\"other\",\"list\":[{\"n\":-7}]}";

  /** Of its own for each test: what a thread has to lend is seen by its number. */
  private final JsonPaths paths =
      JsonPaths.builder().captured("model", 16).path("list[].n", "flag", "list").build();

  private JsonScanner scanner() {
    return new JsonScanner(paths, JsonScanner.MAX_DEPTH);
  }

  private String reading(JsonScanner scanner) {
    StringBuilder all = new StringBuilder();
    for (String path : List.of("model", "list[].n", "flag", "list")) {
      int id = paths.id(path);
      all.append(scanner.type(id)).append(scanner.start(id)).append(':').append(scanner.end(id));
      all.append(scanner.count(id)).append(scanner.longValue(id)).append(scanner.keyEnd(id));
    }
    int model = paths.id("model");
    return all.append(scanner.text(model)).append(scanner.stringBytes()).toString();
  }

  private String alone(String text) {
    JsonScanner scanner = scanner();
    feed(scanner, text.getBytes(UTF_8), 0, text.getBytes(UTF_8).length);
    assertNull(scanner.end());
    String reading = reading(scanner);
    scanner.reset();
    return reading;
  }

  private static void feed(JsonScanner scanner, byte[] bytes, int from, int to) {
    scanner.feed(bytes, from, to);
  }

  @Test
  void betweenTwoDocumentsAScannerHoldsNone() {
    List<JsonScanner> open = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      JsonScanner scanner = scanner();
      open.add(scanner);
      assertFalse(scanner.holdsTables());
      feed(scanner, FIRST.getBytes(UTF_8), 0, 10);
      assertTrue(scanner.holdsTables());
      assertEquals(0, paths.tables().spare());
      scanner.reset();
      assertFalse(scanner.holdsTables());
      assertEquals(1, paths.tables().spare());
    }
    open.forEach(each -> assertFalse(each.holdsTables()));
  }

  @Test
  void whatWasForgottenIsNotFoundAnyMore() {
    JsonScanner scanner = scanner();
    String fresh = reading(scanner);
    feed(scanner, FIRST.getBytes(UTF_8), 0, FIRST.getBytes(UTF_8).length);
    assertEquals(25, scanner.longValue(paths.id("list[].n")));
    scanner.reset();
    assertEquals(fresh, reading(scanner));
    assertNotNull(scanner.end());
  }

  @Test
  void twoDocumentsThatAreCutAtEveryByteReadAsEachAlone() {
    byte[] first = FIRST.getBytes(UTF_8);
    byte[] second = SECOND.getBytes(UTF_8);
    String expectedOfFirst = alone(FIRST);
    String expectedOfSecond = alone(SECOND);
    JsonScanner one = scanner();
    JsonScanner other = scanner();
    for (int cut = 0; cut <= first.length; cut++) {
      int there = Math.min(cut, second.length);
      feed(one, first, 0, cut);
      feed(other, second, 0, there);
      feed(one, first, cut, first.length);
      feed(other, second, there, second.length);
      assertNull(one.end());
      assertNull(other.end());
      assertEquals(expectedOfFirst, reading(one));
      assertEquals(expectedOfSecond, reading(other));
      one.reset();
      other.reset();
      assertEquals(2, paths.tables().spare());
    }
  }

  @Test
  void byteByByteInTurnsTheyReadTheSame() {
    byte[] first = FIRST.getBytes(UTF_8);
    byte[] second = SECOND.getBytes(UTF_8);
    JsonScanner one = scanner();
    JsonScanner other = scanner();
    for (int i = 0; i < Math.max(first.length, second.length); i++) {
      feed(one, first, Math.min(i, first.length), Math.min(i + 1, first.length));
      feed(other, second, Math.min(i, second.length), Math.min(i + 1, second.length));
    }
    assertNull(one.end());
    assertNull(other.end());
    assertEquals(alone(FIRST), reading(one));
    assertEquals(alone(SECOND), reading(other));
  }

  @Test
  void aDocumentThatBrokeOffLeavesNothingBehind() {
    String expected = alone(SECOND);
    byte[] first = FIRST.getBytes(UTF_8);
    for (int cut = 1; cut < first.length; cut++) {
      JsonScanner broken = scanner();
      feed(broken, first, 0, cut);
      broken.reset();
      assertEquals(expected, alone(SECOND));
      assertEquals(1, paths.tables().spare());
    }
  }

  @Test
  void aThreadKeepsNoMoreThanItsBound() {
    List<JsonScanner> open = new ArrayList<>();
    for (int i = 0; i < 2 * JsonTables.MOST_SPARE; i++) {
      JsonScanner scanner = scanner();
      feed(scanner, FIRST.getBytes(UTF_8), 0, 10);
      open.add(scanner);
    }
    open.forEach(JsonScanner::reset);
    assertEquals(JsonTables.MOST_SPARE, paths.tables().spare());
  }
}
