package dev.isthmus.server.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseParserTest {

  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = OK + "transfer-encoding: chunked\r\n\r\n";

  /** Feeds {@code wire} in pieces, and tells what came out. */
  static String read(String wire, int... cuts) {
    return read(new ResponseParser(), wire, cuts);
  }

  /** Reads twice: part by part, and with the ends of chunks taken with their last part. */
  private static String read(ResponseParser parser, String wire, int... cuts) {
    String heard = read(parser, /* ends= */ true, wire, cuts);
    assertEquals(read(parser, /* ends= */ false, wire, cuts), heard, "ends taken with their parts");
    return heard;
  }

  private static String read(ResponseParser parser, boolean ends, String wire, int... cuts) {
    byte[] bytes = wire.getBytes(StandardCharsets.ISO_8859_1);
    StringBuilder heard = new StringBuilder();
    parser.start(false);
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : bytes.length;
      ByteBuf part = Unpooled.wrappedBuffer(bytes, from, to - from);
      if (!feed(parser, ends, part, heard)) {
        return heard.toString();
      }
      from = to;
    }
    Step last = parser.endOfInput(true);
    return heard + (last == Step.END ? "END" : "CUT");
  }

  private static boolean feed(
      ResponseParser parser, boolean ends, ByteBuf part, StringBuilder heard) {
    while (true) {
      switch (parser.next(part)) {
        case MORE -> {
          return true;
        }
        case HEAD -> {
          heard.append(parser.status()).append('[');
          parser.headers().forEach((k, v) -> heard.append(k).append('=').append(v).append(';'));
          heard.append(']');
        }
        case BODY -> {
          boolean all = ends && parser.endsWithPart(part);
          heard.append(part.readCharSequence(parser.part(), StandardCharsets.ISO_8859_1));
          if (all) {
            part.readerIndex(part.writerIndex());
          }
        }
        case END -> {
          if (!part.isReadable() && parser.endOfInput(true) == Step.END) {
            return true;
          }
        }
        case BAD -> {
          heard.append("BAD");
          return false;
        }
      }
    }
  }

  static List<Arguments> wholeAnswers() {
    return List.of(
        Arguments.of(OK + "Content-Length: 5\r\nX-A:  b \t\r\n\r\nhello", "hello"),
        Arguments.of(OK + "content-length: 0\r\n\r\n", ""),
        Arguments.of("HTTP/1.1 204 \r\n\r\n", ""),
        Arguments.of("HTTP/1.1 304\r\ncontent-length: 9\r\n\r\n", ""),
        Arguments.of(CHUNKED + "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", "hello!"),
        Arguments.of(
            CHUNKED + "A;x=\"a;\\\"b\"\r\n0123456789\r\n0\r\nA: b\r\nC:\r\n\r\n", "0123456789"),
        Arguments.of(CHUNKED + "0\r\n\r\n", ""),
        Arguments.of("HTTP/1.0 200 OK\r\n\r\nuntil the end", "until the end"),
        Arguments.of(OK + "connection: close\r\n\r\nuntil the end", "until the end"),
        Arguments.of(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\n"
                + OK
                + "content-length: 2\r\n\r\nhi",
            "hi"),
        Arguments.of(OK + "content-encoding: identity\r\ncontent-length: 2\r\n\r\nhi", "hi"));
  }

  @ParameterizedTest
  @MethodSource("wholeAnswers")
  void aWholeAnswerIsReadTheSameHoweverItIsSplit(String wire, String body) {
    String whole = read(wire);
    assertTrue(whole.endsWith("]" + body + "END"), whole);
    assertSameAtEverySplit(wire, whole);
  }

  private static void assertSameAtEverySplit(String wire, String whole) {
    int[] everywhere = new int[wire.length()];
    for (int i = 0; i < wire.length(); i++) {
      everywhere[i] = i;
      assertEquals(whole, read(wire, i), "split at " + i);
      for (int j = i; j < Math.min(wire.length(), i + 7); j++) {
        assertEquals(whole, read(wire, i, j), "split at " + i + " and " + j);
      }
    }
    assertEquals(whole, read(wire, everywhere), "byte by byte");
  }

  @ParameterizedTest
  @MethodSource("wholeAnswers")
  void anAnswerCutShortIsNotWhole(String wire, String body) {
    boolean endsWithConnection = wire.contains("close") || wire.startsWith("HTTP/1.0");
    int atLeast = endsWithConnection ? wire.indexOf("\r\n\r\n") + 4 : wire.length();
    for (int i = 0; i < atLeast; i++) {
      String heard = read(wire.substring(0, i));
      assertTrue(heard.endsWith("CUT"), i + ": " + heard);
    }
  }

  static List<String> brokenAnswers() {
    return List.of(
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 600 OK\r\n\r\n",
        "HTTP/1.1 2000\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1 200 O\u0000K\r\ncontent-length: 0\r\n\r\n",
        "http/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\ncontent-length: 0\n\n",
        OK + "content-length: 0\n\r\n",
        OK + "content-length : 0\r\n\r\n",
        OK + "no colon\r\n\r\n",
        OK + ": x\r\n\r\n",
        OK + "x\u00ef: 1\r\n\r\n",
        OK + "x: a\u0000b\r\n\r\n",
        OK + "x: a\rb\r\ncontent-length: 0\r\n\r\n",
        OK + "x: a\u007fb\r\ncontent-length: 0\r\n\r\n",
        OK + "x: a\r\n folded\r\ncontent-length: 0\r\n\r\n",
        OK + "\r\nno length and no end",
        "HTTP/1.1 101 Switching\r\n\r\n",
        "HTTP/1.1 100 Continue\r\ncontent-length: 2\r\n\r\nhi",
        "HTTP/1.1 204 No\r\ncontent-length: 2\r\n\r\nhi",
        "HTTP/1.1 204 No\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 204 No\r\n\r\nhi",
        "HTTP/1.1 304 No\r\n\r\nhi",
        OK + "content-length: 2\r\n\r\nhi!",
        OK + "content-length: 2\r\ncontent-length: 2\r\n\r\nhi",
        OK + "content-length: 2\r\ncontent-length: 3\r\n\r\nhi",
        OK + "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + "transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
        OK + "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + "content-encoding: gzip\r\ncontent-length: 0\r\n\r\n",
        OK + "content-encoding: identity\r\ncontent-encoding: br\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        CHUNKED + "0\r\n\r\nHTTP/1.1 200 OK\r\n");
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void aBrokenAnswerIsRefusedHoweverItIsSplit(String wire) {
    String whole = read(wire);
    assertTrue(whole.endsWith("BAD"), whole);
    for (int i = 1; i < wire.length(); i++) {
      assertTrue(read(wire, i).endsWith("BAD"), "split at " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "27, 27",
        "+27",
        "-1",
        "0x1b",
        "2_7",
        "027",
        "2 7",
        "27;a",
        "",
        "\u00d9\u00a2",
        "9999999999999999999",
        "1e3"
      })
  void aLengthIsPlainDigits(String length) {
    assertTrue(read(OK + "content-length: " + length + "\r\n\r\n").endsWith("BAD"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xchunked",
        "identity",
        ",chunked",
        "chunked,",
        "\u000bchunked",
        "\"chunked\"",
        "chunked;a=b",
        "gzip, chunked",
        "chunked, chunked",
        ""
      })
  void aCodingIsChunkedAndNothingElse(String coding) {
    assertTrue(read(OK + "transfer-encoding: " + coding + "\r\n\r\n0\r\n\r\n").endsWith("BAD"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x2\r\nhi\r\n0\r\n\r\n",
        "+2\r\nhi\r\n0\r\n\r\n",
        "-1\r\nhi\r\n0\r\n\r\n",
        "0_2\r\nhi\r\n0\r\n\r\n",
        " 2\r\nhi\r\n0\r\n\r\n",
        "2 \r\nhi\r\n0\r\n\r\n",
        "10000000000000002\r\nhi\r\n0\r\n\r\n",
        "0000000000000000000002\r\nhi\r\n0\r\n\r\n",
        "\r\nhi\r\n0\r\n\r\n",
        "g\r\nhi\r\n0\r\n\r\n",
        "2\nhi\r\n0\r\n\r\n",
        "2;\nhi\r\n0\r\n\r\n",
        "2;a=\"\r\nhi\r\n0\r\n\r\n",
        "2;a\u0000\r\nhi\r\n0\r\n\r\n",
        "2\r\nhiXX0\r\n\r\n",
        "2\r\nhi\n0\r\n\r\n",
        "2\r\nhi0\r\n\r\n",
        "2\r\nhi\r\n0\r\n\n",
        "0\r\nno colon\r\n\r\n",
        "0\r\n folded: 1\r\n\r\n",
        "0\r\na: b\n\r\n",
        "0\r\n\rX",
        "2\r\nhi\r\n0\r\n\r\n0\r\n\r\n"
      })
  void chunksAreReadStrictly(String chunks) {
    String wire = CHUNKED + chunks;
    assertTrue(read(wire).endsWith("BAD"), read(wire));
    for (int i = 1; i < wire.length(); i++) {
      assertTrue(read(wire, i).endsWith("BAD"), "split at " + i);
    }
  }

  @Test
  void interimAnswersAreBounded() {
    String interim = "HTTP/1.1 102 Processing\r\n\r\n";
    String last = OK + "content-length: 0\r\n\r\n";
    assertTrue(read(interim.repeat(10) + last).endsWith("END"));
    assertTrue(read(interim.repeat(11) + last).endsWith("BAD"));
  }

  @Test
  void aHeadIsBoundedInBytesAndFields() {
    String end = "content-length: 0\r\n\r\n";
    assertTrue(read(OK + "a: b\r\n".repeat(199) + end).endsWith("END"));
    assertTrue(read(OK + "a: b\r\n".repeat(200) + end).endsWith("BAD"));
    int room = ResponseHead.MAX_BYTES - OK.length() - end.length() - "a: \r\n".length();
    assertTrue(read(OK + "a: " + "x".repeat(room) + "\r\n" + end).endsWith("END"));
    assertTrue(read(OK + "a: " + "x".repeat(room + 1) + "\r\n" + end).endsWith("BAD"));
    assertTrue(read("HTTP/1.1 200 " + "x".repeat(1 << 20)).endsWith("BAD"));
  }

  @Test
  void chunkExtensionsAndTrailersAreBounded() {
    String small = "1;" + "x".repeat(1_000) + "\r\na\r\n";
    assertTrue(read(CHUNKED + small.repeat(16) + "0\r\n\r\n").endsWith("END"));
    assertTrue(read(CHUNKED + small.repeat(17) + "0\r\n\r\n").endsWith("BAD"));
    assertTrue(read(CHUNKED + "0\r\na: " + "x".repeat(20_000)).endsWith("BAD"));
  }

  @Test
  void oneParserReadsManyAnswers() {
    ResponseParser parser = new ResponseParser();
    for (int i = 0; i < 3; i++) {
      assertEquals(
          "200[transfer-encoding=chunked;]hiEND", read(parser, CHUNKED + "2\r\nhi\r\n0\r\n\r\n"));
      assertTrue(parser.keepsAlive());
      assertEquals("200[content-length=1;]xEND", read(parser, OK + "Content-Length: 1\r\n\r\nx"));
      read(parser, "broken");
    }
  }

  @Test
  void anAnswerToHeadHasNoBody() {
    ResponseParser parser = new ResponseParser();
    parser.start(true);
    ByteBuf in = Unpooled.copiedBuffer(OK + "content-length: 5\r\n\r\n", StandardCharsets.US_ASCII);
    assertEquals(Step.HEAD, parser.next(in));
    assertEquals("5", parser.headers().get("content-length"));
    assertEquals(Step.END, parser.next(in));
    ByteBuf extra = Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII);
    assertEquals(Step.BAD, parser.next(extra));
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "Close", "x, close", "close , x"})
  void theConnectionEndsWhereTheAnswerSaysSo(String connection) {
    ResponseParser parser = new ResponseParser();
    read(parser, OK + "connection: " + connection + "\r\ncontent-length: 0\r\n\r\n");
    assertEquals(false, parser.keepsAlive());
  }

  @Test
  void headersAreFoundByLowerCaseNameAndMissingOnesAreNull() {
    ResponseParser parser = new ResponseParser();
    parser.start(false);
    ByteBuf in =
        Unpooled.copiedBuffer(
            OK + "Retry-After-MS: 15\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n",
            StandardCharsets.US_ASCII);
    assertEquals(Step.HEAD, parser.next(in));
    assertEquals("15", parser.headers().get("retry-after-ms"));
    assertEquals("1", parser.headers().get("retry-after"));
    assertEquals(null, parser.headers().get("retry"));
  }

  /** What a connection would hold for all of a long answer is gone when its body begins. */
  @Test
  void nobodyCanAskForTheHeadOnceTheBodyBegan() {
    ResponseParser parser = new ResponseParser();
    read(parser, OK + "content-length: 2\r\n\r\nhi");
    assertEquals(200, parser.status());
    assertThrows(IllegalStateException.class, parser::headers);
  }

  /** Heads go from one connection to the next: two that arrive at one time have one each. */
  @Test
  void headsThatArriveInTurnsKeepApart() {
    String first = OK + "content-length: 0\r\nx-name: first\r\n\r\n";
    String second = "HTTP/1.1 201 Created\r\nx-name: other\r\ncontent-length: 0\r\n\r\n";
    for (int cut = 1; cut < first.length(); cut++) {
      ResponseParser one = new ResponseParser();
      ResponseParser other = new ResponseParser();
      one.start(false);
      other.start(false);
      assertEquals(Step.MORE, next(one, first.substring(0, cut)));
      assertEquals(Step.HEAD, next(other, second));
      assertEquals(201, other.status());
      assertEquals("other", other.headers().get("x-name"));
      assertEquals(Step.END, next(other, ""));
      assertEquals(Step.HEAD, next(one, first.substring(cut)));
      assertEquals(200, one.status());
      assertEquals("first", one.headers().get("x-name"));
      assertEquals(Step.END, next(one, ""));
    }
  }

  private static Step next(ResponseParser parser, String text) {
    return parser.next(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }
}
