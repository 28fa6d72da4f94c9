package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reader of HTTP/1.1 requests without sockets: cut at every point it says the same, and what it
 * accepts another parser reads alike.
 */
class FramingFuzzTest {
  private static final int MUTANTS = 20_000;
  private static final long LIMIT = 1 << 20;
  private static final String BITS = "\0\t\n\r ,;:\"=-+x0chunked\u0080\u00ff%/";

  private static final String START = "POST /v1/chat/completions HTTP/1.1\r\nHost: gw.test\r\n";
  private static final String LENGTH = START + "X-A:  b c \t\r\nContent-Length: 5\r\n\r\nhello";
  private static final String CHUNKED =
      START
          + "Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n"
          + "2;a=\"x\\\"y\";b\r\nhe\r\n003\r\nllo\r\n0\r\nX-T: 1\r\n\r\n";

  static Stream<String> messages() {
    return Stream.concat(
        Stream.of(LENGTH, CHUNKED, "\r\n" + LENGTH, START.replace("POST", "GET") + "\r\n"),
        SmugglingTest.refused());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void cutsAnywhereChangeNothing(String message) {
    byte[] bytes = message.getBytes(ISO_8859_1);
    String whole = read(bytes, new int[] {bytes.length});
    for (int cut = 1; cut < bytes.length; cut++) {
      assertEquals(whole, read(bytes, new int[] {cut, bytes.length}), "cut at " + cut);
    }
    int[] each = new int[bytes.length];
    for (int i = 0; i < each.length; i++) {
      each[i] = i + 1;
    }
    assertEquals(whole, read(bytes, each));
  }

  @Test
  void partsOfBodiesAreSlicesOfWhatArrived() {
    ByteBuf in = Unpooled.directBuffer().writeBytes("5\r\nhello\r\n".getBytes(ISO_8859_1));
    BodyReader body = new BodyReader(LIMIT);
    body.begin(-1, true);
    ByteBuf part = body.next(in);
    assertNotNull(part);
    assertEquals(in.memoryAddress() + 3, part.memoryAddress());
    part.release();
    in.release();
  }

  @Test
  void mutantsAreReadAlikeInPiecesAndByAnotherParser() {
    long seed = System.nanoTime();
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] bytes = mutate(random.nextBoolean() ? LENGTH : CHUNKED, random);
      String whole = read(bytes, new int[] {bytes.length});
      int cut = random.nextInt(bytes.length);
      String told = "seed " + seed + ", message " + new String(bytes, ISO_8859_1);
      assertEquals(whole, read(bytes, new int[] {cut, bytes.length}), told);
      if (whole.startsWith("accepted ")) {
        assertEquals(whole, readByNetty(bytes), told);
      }
    }
  }

  private static byte[] mutate(String message, RandomGenerator random) {
    StringBuilder text = new StringBuilder(message);
    for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      char bit = BITS.charAt(random.nextInt(BITS.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, text.charAt(at));
        case 2 -> text.insert(at, bit);
        default -> text.setCharAt(at, bit);
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  /** What becomes of the first request in {@code bytes}, delivered in pieces. */
  static String read(byte[] bytes, int[] ends) {
    HeadParser head = new HeadParser(HeadLimits.DEFAULT);
    Framing framing = new Framing();
    BodyReader body = new BodyReader(LIMIT);
    HeaderBlock headers = null;
    String line = "";
    StringBuilder read = new StringBuilder();
    int start = 0;
    for (int end : ends) {
      ByteBuf piece = Unpooled.wrappedBuffer(bytes, start, end - start);
      start = end;
      if (headers == null) {
        head.feed(piece);
        if (head.refusal() != null) {
          return "refused " + head.refusal();
        }
        if (!head.isDone()) {
          continue;
        }
        line = head.method() + " " + head.target();
        boolean http10 = head.isHttp10();
        headers = head.takeHeaders();
        Refusal refusal = framing.read(headers, http10);
        if (refusal != null) {
          return "refused " + refusal;
        }
        body.begin(framing.contentLength(), framing.isChunked());
      }
      ByteBuf part = body.next(piece);
      while (part != null) {
        read.append(part.toString(ISO_8859_1));
        part.release();
        part = body.next(piece);
      }
      if (body.refusal() != null) {
        return "refused " + body.refusal();
      }
      if (body.isDone()) {
        TreeMap<String, String> all = new TreeMap<>();
        headers.forEach((name, value) -> all.merge(name, value, (a, b) -> a + "|" + b));
        return "accepted " + line + " " + framed(all) + " " + read;
      }
    }
    return "unfinished";
  }

  static String readByNetty(byte[] bytes) {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new HttpRequestDecoder(), new HttpObjectAggregator(Math.toIntExact(LIMIT)));
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    FullHttpRequest request = channel.readInbound();
    assertNotNull(request, "the other parser saw no request");
    TreeMap<String, String> all = new TreeMap<>();
    request
        .headers()
        .forEach(
            field -> all.merge(lower(field.getKey()), field.getValue(), (a, b) -> a + "|" + b));
    String text =
        request.decoderResult().isSuccess()
            ? "accepted "
                + (request.method() + " " + request.uri() + " " + framed(all) + " ")
                + request.content().toString(ISO_8859_1)
            : "refused " + request.decoderResult().cause();
    request.release();
    // Not finish(): what follows may be the beginning of another message, and is nobody's matter.
    var unused = channel.close();
    channel.releaseInbound();
    return text;
  }

  /** The aggregator puts a length in the place of chunks. */
  private static String framed(Map<String, String> headers) {
    headers.keySet().removeAll(List.of("content-length", "transfer-encoding"));
    return headers.toString();
  }

  private static String lower(String name) {
    return name.toLowerCase(java.util.Locale.ROOT);
  }
}
