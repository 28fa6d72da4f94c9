package dev.isthmus.core.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.JsonError.Kind;
import dev.isthmus.core.cases.Case;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
  private static final JsonPaths PATHS =
      JsonPaths.builder()
          .guarded("model", "stream", "max_tokens", "stream_options.include_usage", "messages")
          .captured("model", 16)
          .path("choices[].delta.content", "usage", "usage.prompt_tokens", "deep[][].x")
          .counted("messages[].content[].type", "image_url")
          .build();

  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);

  @Test
  void notesTypeAndRangeOfEachDeclaredPath() {
    String text = "{\"a\":1, \"model\" : \"gpt\",\"stream\":true,\"usage\":{\"prompt_tokens\":12}}";
    assertNull(scan(text));
    assertEquals(JsonType.STRING, type("model"));
    assertEquals("\"gpt\"", range(text, "model"));
    assertEquals("gpt", scanner.text(PATHS.id("model")));
    assertEquals(JsonType.TRUE, type("stream"));
    assertEquals("{\"prompt_tokens\":12}", range(text, "usage"));
    assertEquals(12, scanner.longValue(PATHS.id("usage.prompt_tokens")));
    assertEquals(JsonType.ABSENT, type("max_tokens"));
    assertEquals(-1, scanner.start(PATHS.id("max_tokens")));
    assertEquals(1, scanner.firstMember());
    assertEquals(4, scanner.members());
  }

  @Test
  void tellsEmptyFromFilled() {
    assertNull(scan("{\"model\":\"\",\"messages\":[],\"usage\":{ },\"stream\":null}"));
    assertEquals(JsonType.EMPTY_STRING, type("model"));
    assertEquals("", scanner.text(PATHS.id("model")));
    assertEquals(JsonType.EMPTY_ARRAY, type("messages"));
    assertEquals(JsonType.EMPTY_OBJECT, type("usage"));
    assertEquals(JsonType.NULL, type("stream"));
  }

  @Test
  void keepsTheLastOccurrenceThatSaysSomething() {
    String text =
        "{\"choices\":[{\"delta\":{\"content\":\"a\"}},{\"delta\":{\"content\":\"bc\"}},"
            + "{\"delta\":{\"content\":\"\"}},{\"delta\":{\"content\":null}},{}]}";
    assertNull(scan(text));
    assertEquals("\"bc\"", range(text, "choices[].delta.content"));
    assertEquals(3, scanner.count(PATHS.id("choices[].delta.content")));
    assertEquals(3, scanner.stringBytes(PATHS.id("choices[].delta.content")));
  }

  @Test
  void readsArraysInArrays() {
    assertNull(scan("{\"deep\":[[{\"x\":1}],[{\"x\":\"y\"},3],4]}"));
    assertEquals(JsonType.STRING, type("deep[][].x"));
  }

  @Test
  void countsTextAndImagesApart() {
    assertNull(
        scan(
            "{\"messages\":[{\"content\":[{\"type\":\"image_url\",\"u\":\"DATA:image/png;x\"},"
                + "{\"type\":\"image_url2\"},{\"type\":\"image_url\"},{\"type\":7}]}],"
                + "\"a\":\"data: is a word\",\"b\":\"data:application/pdf,\",\"c\":\"dat\"}"));
    assertEquals(2, scanner.count(PATHS.id("messages[].content[].type")));
    assertEquals(2, scanner.dataUrls());
    assertEquals(1, scanner.imageUrls());
    assertEquals(9 + 10 + 9 + 15 + 3, scanner.stringBytes());
  }

  @Test
  void countsTextsByTheirStart() {
    JsonPaths paths = JsonPaths.builder().countedStart("parts[].type", "image/").build();
    String text =
        "{\"parts\":[{\"type\":\"image/png\"},{\"type\":\"image/\"},{\"type\":\"image\"},"
            + "{\"type\":\"audio/wav\"},{\"type\":\"\"},{\"type\":7},{\"type\":\"image\\/svg\"}]}";
    byte[] bytes = text.getBytes(UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      JsonScanner counting = new JsonScanner(paths, JsonScanner.MAX_DEPTH);
      counting.feed(Unpooled.wrappedBuffer(bytes, 0, split));
      counting.feed(Unpooled.wrappedBuffer(bytes, split, bytes.length - split));
      assertNull(counting.end());
      assertEquals(3, counting.count(paths.id("parts[].type")), "at " + split);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"cheap\",\"model\":\"gpt-5\"}",
        "{\"model\":\"gpt-5\",\"x\":1,\"model\":\"cheap\"}",
        "{\"model\":null,\"model\":null}",
        "{\"stream_options\":{},\"stream_options\":{}}",
        "{\"stream_options\":{\"include_usage\":true,\"include_usage\":true}}"
      })
  @Case(id = "J1", did = "repeats a routing key, in either order and inside stream_options")
  void j1RefusesAGuardedKeyTwice(String text) {
    assertError(Kind.DUPLICATE_KEY, text);
  }

  @Test
  void j1LetsOtherKeysStandTwice() {
    assertNull(scan("{\"a\":1,\"a\":2,\"x\":{\"model\":1,\"model\":2},\"usage\":1,\"usage\":2}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"\\u006dodel\":\"gpt-5\"}",
        "{\"mode\\u006C\":\"gpt-5\"}",
        "{\"stream_options\":{\"include\\u005fusage\":true}}"
      })
  @Case(id = "J2", did = "escapes a letter of a routing key")
  void j2RefusesAnEscapedGuardedKeyEvenAlone(String text) {
    assertError(Kind.ESCAPED_KEY, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Model\":\"gpt-5\"}",
        "{\"model\":\"cheap\",\"MODEL\":\"gpt-5\"}",
        "{\"modeL\":null}",
        "{\"\\u004dodel\":1}",
        "{\"stream_options\":{\"Include_usage\":true}}",
        "{\"\u017ftream\":true}",
        "{\"\\u017ftream\":true}",
        "{\"max_to\u212aens\":9}",
        "{\"max_to\\u212Aens\":9}"
      })
  @Case(id = "J1", did = "writes a routing key in another case, which some parsers do not mind")
  void j1RefusesAGuardedKeyInAnotherCase(String text) {
    assertError(Kind.OTHER_CASE, text);
  }

  @Test
  void j1LetsOtherKeysBeWrittenInAnyCase() {
    assertNull(
        scan(
            "{\"Usage\":{},\"Models\":1,\"Mode\":2,\"x\":{\"Model\":1},\"M\\u00f6del\":3,\"\u017f\":4,\"mo\u00fcdel\":5}"));
    assertEquals(JsonType.ABSENT, type("usage"));
  }

  @Test
  void j2ReadsOtherEscapedKeysAsWhatTheySay() {
    assertNull(scan("{\"\\u0075sa\\u0067e\":{},\"\\n\\/\\ud83d\\ude00\":1,\"usag\\u0113\":3}"));
    assertEquals(JsonType.EMPTY_OBJECT, type("usage"));
  }

  @Test
  @Case(id = "J4", did = "nests arrays and objects 63 to 100,000 deep")
  void j4TakesSixtyFourLevelsAndNoMore() {
    assertNull(scan("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}"));
    assertError(Kind.DEPTH, "{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}");
    assertNull(scan("{\"a\":".repeat(64) + "1" + "}".repeat(64)));
    assertError(Kind.DEPTH, "{\"a\":".repeat(65) + "1" + "}".repeat(65));
    assertError(Kind.DEPTH, "{\"a\":" + "[".repeat(100_000));
    assertError(Kind.DEPTH, "{\"a\":".repeat(100_000));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "10, 10",
    "-1, -1",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775807, -9223372036854775807",
    "9223372036854775808, -9223372036854775808",
    "-9223372036854775809, -9223372036854775808",
    "18446744073709551617, -9223372036854775808",
    "1e2, -9223372036854775808",
    "10.0, -9223372036854775808",
    "1e400, -9223372036854775808",
    "1E-7, -9223372036854775808"
  })
  @Case(id = "J5", did = "reads whole numbers however they are written")
  void j5ReadsWholeNumbersExactly(String number, long value) {
    assertNull(scan("{\"max_tokens\":" + number + "}"));
    assertEquals(JsonType.NUMBER, type("max_tokens"));
    assertEquals(value, scanner.longValue(PATHS.id("max_tokens")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "+1",
        "0x10",
        "NaN",
        "-Infinity",
        "1.e2",
        "--1"
      })
  @Case(id = "J5", did = "offers what is no number to a reader of JSON")
  void j5RefusesOtherNumbers(String number) {
    assertNotNull(scan("{\"max_tokens\":" + number + "}"));
  }

  @Test
  @Case(id = "J5", did = "offers a number of too many digits")
  void j5RefusesNumbersOfTooManyDigits() {
    assertNull(scan("{\"a\":" + "1".repeat(NumberReader.MAX_BYTES) + "}"));
    assertError(Kind.NUMBER, "{\"a\":" + "1".repeat(NumberReader.MAX_BYTES + 1) + "}");
    assertError(Kind.NUMBER, "{\"a\":" + "1".repeat(1_000_000) + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00c0\u00af",
        "\u00ed\u00a0\u0080",
        "\u00f5\u0080\u0080\u0080",
        "\u00f4\u0090\u0080\u0080",
        "\u00e0\u009f\u00bf",
        "\u0080",
        "\u00e2\u0082",
        "\u00e2\u0082x",
        "\u00ff"
      })
  @Case(id = "J6", did = "puts bytes that are no UTF-8 into keys and values that are read")
  void j6RefusesBadUtf8WhereTheGatewayReads(String bytes) {
    assertError(Kind.BAD_UTF8, "{\"model\":\"a" + bytes + "\"}", ISO_8859_1);
    assertError(Kind.BAD_UTF8, "{\"" + bytes + "\":1}", ISO_8859_1);
    assertError(Kind.BAD_UTF8, "{\"mod" + bytes + "\":1}", ISO_8859_1);
    assertError(Kind.BAD_UTF8, "{\"x\":{\"y" + bytes + "\\n\":1}}", ISO_8859_1);
    assertNull(scan("{\"other\":\"a" + bytes + "\"}", ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud800",
        "\\udc00",
        "\\ud800x",
        "\\ud800\\n",
        "\\ud800\\ud800",
        "\\ude00\\ud83d"
      })
  @Case(id = "J6", did = "puts half a surrogate pair into values that are read")
  void j6RefusesLoneSurrogatesWhereTheGatewayReads(String escapes) {
    assertError(Kind.BAD_UTF8, "{\"model\":\"" + escapes + "\"}");
    assertError(Kind.BAD_UTF8, "{\"" + escapes + "\":1}");
    assertError(Kind.BAD_UTF8, "{\"mod" + escapes + "el\":1}");
    assertNull(scan("{\"other\":\"" + escapes + "\"}"));
  }

  @Test
  void readsCapturedTextWithItsEscapes() {
    assertNull(scan("{\"model\":\"\\ud83d\\ude00\u00e9\\u00e9\\u20ac\\t\"}"));
    assertEquals("\ud83d\ude00\u00e9\u00e9\u20ac\t", scanner.text(PATHS.id("model")));
    assertNull(scan("{\"model\":\"12345678901234567\"}"));
    assertNull(scanner.text(PATHS.id("model")));
    assertEquals(JsonType.STRING, type("model"));
  }

  @Test
  @Case(id = "J7", did = "begins with a mark, or is UTF-16 or UTF-32")
  void j7RefusesMarksAndOtherEncodings() {
    assertError(Kind.BOM, "\ufeff{}");
    assertError(Kind.BOM, "\ufeff{}", UTF_16LE);
    assertError(Kind.BOM, "\ufeff{}", UTF_16BE);
    assertError(Kind.SYNTAX, "{}", UTF_16LE);
    assertError(Kind.SYNTAX, "{}", UTF_16BE);
    assertError(Kind.SYNTAX, " \ufeff{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\u0000\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\u001f\"}",
        "{\"a\u0001\":1}",
        "\u0000{}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{,}",
        "{\"a\" 1}",
        "{\"a\":}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1]",
        "{\"a\":[1}}",
        "{/**/}",
        "{\"a\":1//x\n}",
        "{a:1}",
        "{\"a\":tru}",
        "{\"a\":TRUE}",
        "{\"a\":nul1}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\U0041\"}",
        "\u000b{}"
      })
  @Case(id = "J8", did = "comments, single quotes, trailing commas, raw NUL")
  void j8RefusesWhatIsNotJson(String text) {
    JsonError error = scan(text);
    assertNotNull(error);
    assertTrue(error.kind() == Kind.SYNTAX || error.kind() == Kind.NUMBER, error.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}{}", "{},", "{}\u0000", "{}]", "{} x", "{}/**/"})
  @Case(id = "J8", did = "adds bytes behind the document")
  void j8RefusesWhatFollows(String text) {
    assertError(Kind.TRAILING, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \r\n\t", "{", "{\"a", "{\"a\":\"x\\", "{\"a\":1", "{\"a\":tr"})
  void refusesWhatIsNotWhole(String text) {
    assertError(Kind.TRUNCATED, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{}]", "\"a\"", "12", "-1", "true", "null"})
  @Case(id = "J11", did = "sends other documents than objects")
  void j11RefusesWhatIsNoObject(String text) {
    assertError(Kind.NOT_OBJECT, text);
    assertEquals(-1, scanner.firstMember());
  }

  @Test
  void j9StaysFastWhateverTheKeys() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 1_000_000; i++) {
      text.append("\"mode").append(i).append("\":1,");
    }
    assertNull(scan(text.append("\"model\":\"m\"}").toString()));
    assertEquals("m", scanner.text(PATHS.id("model")));
  }

  @Test
  @Case(id = "J12", did = "cuts a document into three at every byte")
  void j12ReadsTheSameAtEverySplit() {
    String text =
        "{\"model\":\"m\u00e9\\u20ac\",\"\\u0061\":[1e5,-12,true,null,{}],\"max_tokens\":1234,"
            + "\"stream_options\":{\"include_usage\":false},\"x\":\"data:image/png;base64,AA\"} ";
    byte[] bytes = text.getBytes(UTF_8);
    assertNull(scan(text));
    String expected = reading();
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second += 7) {
        scanner.reset();
        feed(bytes, 0, first);
        feed(bytes, first, second);
        feed(bytes, second, bytes.length);
        assertNull(scanner.end());
        assertEquals(expected, reading());
      }
    }
  }

  @Test
  @Case(id = "J12", did = "cuts a refused document in two at every byte")
  void reportsTheSameErrorAtEverySplit() {
    byte[] bytes = "{\"a\":[1,2],\"model\":1,\"model\":2}".getBytes(UTF_8);
    JsonError expected = scan(new String(bytes, UTF_8));
    for (int split = 0; split <= bytes.length; split++) {
      scanner.reset();
      feed(bytes, 0, split);
      feed(bytes, split, bytes.length);
      assertEquals(expected, scanner.end());
    }
  }

  @Test
  void readsCompositesByTheirPieces() {
    byte[] bytes = "xx{\"model\":\"abc\",\"stream\":false}yy".getBytes(UTF_8);
    for (int size = 1; size < bytes.length; size++) {
      CompositeByteBuf composite = Unpooled.compositeBuffer(bytes.length);
      for (int at = 0; at < bytes.length; at += size) {
        int length = Math.min(size, bytes.length - at);
        composite.addComponent(true, Unpooled.wrappedBuffer(bytes, at, length));
      }
      scanner.reset();
      assertNull(scanner.feed(composite, 2, bytes.length - 2));
      assertNull(scanner.end());
      assertEquals("abc", scanner.text(PATHS.id("model")));
      assertEquals(JsonType.FALSE, type("stream"));
      assertEquals(0, composite.readerIndex());
      composite.release();
    }
  }

  @Test
  void tellsAKeyBeforeItsValueIsOver() {
    feed("{\"usage\":{".getBytes(UTF_8), 0, 10);
    assertTrue(scanner.hasKey(PATHS.id("usage")));
    assertEquals(JsonType.ABSENT, type("usage"));
    assertFalse(scanner.isWhole());
    assertEquals(1, scanner.members());
  }

  @Test
  void allocatesNothingWhileItRuns() {
    ByteBuf document =
        AllocationMeter.direct(
            ("{\"model\":\"gpt\",\"choices\":[{\"delta\":{\"content\":\"\u00e9\\n\"}}],"
                    + "\"usage\":{\"prompt_tokens\":12.5e3},\"x\":\"some longer text\"}")
                .getBytes(UTF_8));
    long bytes =
        AllocationMeter.bytes(
            () -> {
              for (int i = 0; i < 20_000; i++) {
                scanner.reset();
                assertNull(scanner.feed(document));
                assertNull(scanner.end());
              }
            });
    assertEquals(0, bytes);
    document.release();
  }

  @Test
  void describesAnErrorWithoutQuotingTheDocument() {
    JsonError error = scan("{\"a\":secret}");
    assertNotNull(error);
    assertEquals("not valid JSON (at byte 5)", error.describe());
  }

  private void assertError(Kind kind, String text) {
    assertError(kind, text, UTF_8);
  }

  private void assertError(Kind kind, String text, Charset charset) {
    JsonError error = scan(text, charset);
    assertNotNull(error, text);
    assertEquals(kind, error.kind(), text);
  }

  private @Nullable JsonError scan(String text) {
    return scan(text, UTF_8);
  }

  private @Nullable JsonError scan(String text, Charset charset) {
    scanner.reset();
    byte[] bytes = text.getBytes(charset);
    feed(bytes, 0, bytes.length);
    return scanner.end();
  }

  private void feed(byte[] bytes, int from, int to) {
    scanner.feed(Unpooled.wrappedBuffer(bytes, from, to - from));
  }

  private JsonType type(String path) {
    return scanner.type(PATHS.id(path));
  }

  private String range(String text, String path) {
    int id = PATHS.id(path);
    return text.substring((int) scanner.start(id), (int) scanner.end(id));
  }

  private String reading() {
    StringBuilder out = new StringBuilder();
    for (int id = 0; id < PATHS.size(); id++) {
      out.append(scanner.type(id)).append(scanner.start(id)).append('-').append(scanner.end(id));
      out.append(scanner.longValue(id)).append(scanner.text(id)).append(scanner.count(id));
    }
    return out.append(scanner.stringBytes()).append(scanner.imageUrls()).toString();
  }
}
