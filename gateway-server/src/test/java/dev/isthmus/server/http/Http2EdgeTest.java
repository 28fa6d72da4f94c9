package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.core.exchange.Downstream;
import dev.isthmus.server.http.FrameClient.Frame;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How requests and answers pass over HTTP/2, and what it does with abuse. */
class Http2EdgeTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** SETTINGS_INITIAL_WINDOW_SIZE of 0. */
  private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

  private static final byte[] BODY = "{}".getBytes(ISO_8859_1);

  private TestEdge edge;

  @BeforeEach
  void start() throws IOException {
    edge = new TestEdge(EdgeLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private static FrameClient connect(TestEdge to) throws IOException {
    return new FrameClient(new Socket(to.address.getAddress(), to.address.getPort()));
  }

  @Test
  void requestsWithPriorKnowledgeAreAnswered() throws Exception {
    try (FrameClient client = connect(edge)) {
      client.headers(1, 0, FrameClient.post("content-length", "2"));
      client.frame(FrameClient.DATA, FrameClient.END_STREAM, 1, BODY).flush();
      assertEquals(FrameClient.HEADERS, client.read().type());
      Frame data = client.read();
      assertEquals(FrameClient.END_STREAM, data.flags() & FrameClient.END_STREAM);
      assertEquals(ScriptedGate.ANSWER, data.payload());
      ScriptedGate.Call call = edge.gate.next();
      assertEquals("{}", call.body.get());
      assertEquals(2, call.head.contentLength());
      List<String> names = new ArrayList<>();
      call.head.headers().forEach((name, value) -> names.add(name));
      assertEquals(List.of("authorization", "content-length"), names);
    }
  }

  @Test
  void cutsAnywhereChangeNothing() throws Exception {
    for (int cut = 1; cut < 200; cut++) {
      try (Socket socket = new Socket(edge.address.getAddress(), edge.address.getPort())) {
        SplitSocket.cutAt(cut, socket);
      }
    }
  }

  /** Sends one whole conversation in two writes. */
  private static final class SplitSocket {
    static void cutAt(int cut, Socket socket) throws IOException {
      socket.setTcpNoDelay(true);
      java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
      Socket fake =
          new Socket() {
            @Override
            public java.io.OutputStream getOutputStream() {
              return all;
            }

            @Override
            public java.io.InputStream getInputStream() throws IOException {
              return socket.getInputStream();
            }
          };
      FrameClient client = new FrameClient(fake);
      client.headers(1, 0, FrameClient.post());
      client.frame(FrameClient.DATA, 0, 1, BODY);
      client.headers(1, FrameClient.END_STREAM, List.of("x-trailer", "1")).flush();
      byte[] bytes = all.toByteArray();
      int at = Math.min(cut, bytes.length);
      socket.getOutputStream().write(bytes, 0, at);
      socket.getOutputStream().write(bytes, at, bytes.length - at);
      assertEquals(FrameClient.HEADERS, client.read().type());
      assertEquals(FrameClient.DATA, client.read().type());
    }
  }

  @Test
  void eventsArriveAtOnceAndBrokenStreamsAreReset() throws Exception {
    try (FrameClient client = connect(edge)) {
      client.headers(1, FrameClient.END_STREAM, FrameClient.post("x-by-hand", "1")).flush();
      ScriptedGate.Call call = edge.gate.next();
      call.run(d -> d.head(200, -1, sink -> {}));
      for (int i = 0; i < 3; i++) {
        call.run(d -> d.body(Unpooled.copiedBuffer("data: x\n\n", ISO_8859_1)));
        call.run(d -> d.flush());
        assertEquals("data: x\n\n", client.read(FrameClient.DATA).payload());
      }
      call.run(d -> d.body(Unpooled.copiedBuffer("last", ISO_8859_1)));
      call.run(d -> d.abort());
      Frame last = client.read();
      assertEquals("last", last.payload());
      assertEquals(0, last.flags());
      assertEquals(Http2Error.INTERNAL_ERROR.code(), client.read().error());
      assertFalse(call.hungUp.isDone());
    }
  }

  @Test
  void resetsAndHangUpsAreNoticedAtOnce() throws Exception {
    try (FrameClient client = connect(edge)) {
      client.headers(1, FrameClient.END_STREAM, FrameClient.post("x-by-hand", "1"));
      client.headers(3, FrameClient.END_STREAM, FrameClient.post("x-by-hand", "1")).flush();
      ScriptedGate.Call first = edge.gate.next();
      ScriptedGate.Call second = edge.gate.next();
      long before = System.nanoTime();
      client.reset(1).flush();
      assertSoon(before, first.hungUp.get(5, TimeUnit.SECONDS));
      assertFalse(second.hungUp.isDone());
      before = System.nanoTime();
      client.leave();
      assertSoon(before, second.hungUp.get(5, TimeUnit.SECONDS));
    }
  }

  private static void assertSoon(long before, long after) {
    assertTrue(after - before <= TimeUnit.MILLISECONDS.toNanos(50), (after - before) + " ns");
  }

  @Test
  void continueIsSaidToThoseWhoWaitForIt() throws Exception {
    try (FrameClient client = connect(edge)) {
      client.headers(1, 0, FrameClient.post("expect", "100-continue")).flush();
      Frame interim = client.read();
      assertEquals(FrameClient.HEADERS, interim.type());
      assertEquals(0, interim.flags() & FrameClient.END_STREAM);
      client.frame(FrameClient.DATA, FrameClient.END_STREAM, 1, BODY).flush();
      assertEquals(FrameClient.HEADERS, client.read().type());
      assertEquals(FrameClient.DATA, client.read().type());
    }
  }

  static Stream<List<String>> malformed() {
    List<String> start = List.of(":method", "POST", ":scheme", "http", ":authority", "gw.test");
    return Stream.of(
        FrameClient.post("x-a", "1\r\nx-b: 2"),
        FrameClient.post("x-a", "1\0"),
        FrameClient.post("x:a", "1"),
        FrameClient.post("X-A", "1"),
        FrameClient.post("x a", "1"),
        FrameClient.post("transfer-encoding", "chunked"),
        FrameClient.post("connection", "close"),
        FrameClient.post("upgrade", "h2c"),
        FrameClient.post("te", "trailers, gzip"),
        FrameClient.post("host", "evil.test"),
        FrameClient.post("content-length", "2", "content-length", "2"),
        FrameClient.post("content-length", "+2"),
        FrameClient.post(":path", "/v1/models"),
        with(start, ":path", "/v1/chat/completions", ":path", "/v1/models"),
        with(start, ":path", "/v1/chat/completions HTTP/1.1"),
        with(start, ":path", "/v1/mod\u00e9ls"),
        with(start, ":path", ""),
        with(start, ":path", "v1/models"),
        with(start, ":path", "/", ":protocol", "websocket"),
        with(List.of(":method", "GET", ":scheme", "ftp", ":authority", "a"), ":path", "/"),
        with(List.of(":method", "GET", ":scheme", "http", ":authority", "a#b"), ":path", "/"),
        List.of(":method", "GET", ":scheme", "http", ":path", "/v1/models"));
  }

  private static List<String> with(List<String> start, String... more) {
    List<String> all = new ArrayList<>(start);
    all.addAll(List.of(more));
    return all;
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedRequestsAreReset(List<String> fields) throws Exception {
    try (FrameClient client = connect(edge)) {
      client.headers(1, FrameClient.END_STREAM, fields).flush();
      Frame frame = client.read();
      assertEquals(FrameClient.RST_STREAM, frame.type());
      assertEquals(Http2Error.PROTOCOL_ERROR.code(), frame.error());
      assertTrue(edge.gate.calls.isEmpty());
      client.headers(3, FrameClient.END_STREAM, FrameClient.post()).flush();
      assertEquals(FrameClient.HEADERS, client.read().type());
    }
  }

  @Test
  void bodiesOfAnotherLengthThanAnnouncedAreReset() throws Exception {
    try (FrameClient client = connect(edge)) {
      client.headers(1, 0, FrameClient.post("content-length", "3"));
      client.frame(FrameClient.DATA, FrameClient.END_STREAM, 1, BODY);
      client.headers(3, 0, FrameClient.post("content-length", "1"));
      client.frame(FrameClient.DATA, 0, 3, BODY);
      client.headers(5, FrameClient.END_STREAM, FrameClient.post("content-length", "1")).flush();
      for (int i = 0; i < 3; i++) {
        Frame frame = client.read(FrameClient.RST_STREAM);
        assertEquals(Http2Error.PROTOCOL_ERROR.code(), frame.error());
      }
      for (ScriptedGate.Call call : edge.gate.calls) {
        call.hungUp.get(5, TimeUnit.SECONDS);
        assertFalse(call.body.isDone());
      }
    }
  }

  @Test
  void pathsAndMethodsAreJudgedAsInHttp11() throws Exception {
    assertRefused(Refusal.UNKNOWN_PATH, "GET", "/nowhere");
    assertRefused(Refusal.PATH, "GET", "/v1/../admin");
    assertRefused(Refusal.ONLY_POST, "GET", "/v1/chat/completions");
    assertRefused(Refusal.ONLY_POST, "HEAD", "/v1/chat/completions");
    assertRefused(Refusal.METHOD, "TRACE", "/");
    assertRefused(Refusal.METHOD, "OPTIONS", "*");
  }

  private void assertRefused(Refusal why, String method, String path) throws Exception {
    try (FrameClient client = connect(edge)) {
      List<String> start = List.of(":method", method, ":scheme", "http", ":authority", "gw.test");
      client.headers(1, FrameClient.END_STREAM, with(start, ":path", path)).flush();
      Frame head = client.read();
      assertEquals(FrameClient.HEADERS, head.type());
      assertEquals(method.equals("HEAD"), (head.flags() & FrameClient.END_STREAM) != 0);
      assertEquals(why, edge.refusals.poll(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void bodiesOverTheLimitAreRefused() throws Exception {
    try (TestEdge small = new TestEdge(TestEdge.bodyLimit(10));
        FrameClient client = connect(small)) {
      client.headers(1, 0, FrameClient.post("content-length", "11")).flush();
      assertEquals(FrameClient.HEADERS, client.read().type());
      assertTrue(small.gate.calls.isEmpty());
      client.headers(3, 0, FrameClient.post());
      client.frame(FrameClient.DATA, 0, 3, new byte[10]).flush();
      ScriptedGate.Call call = small.gate.next();
      client.frame(FrameClient.DATA, 0, 3, new byte[1]).flush();
      call.failed.get(5, TimeUnit.SECONDS);
      assertEquals(Refusal.BODY_TOO_LARGE, small.refusals.take());
      assertEquals(Refusal.BODY_TOO_LARGE, small.refusals.take());
      // Both were answered before their ends: the server stops waiting for these.
      assertEquals(Http2Error.NO_ERROR.code(), client.read(FrameClient.RST_STREAM).error());
      assertEquals(Http2Error.NO_ERROR.code(), client.read(FrameClient.RST_STREAM).error());
    }
  }

  @Test
  void bodiesStopAtTheirWindowWhileTheEngineWantsNone() throws Exception {
    try (FrameClient client = connect(edge)) {
      client.headers(1, 0, FrameClient.post("x-by-hand", "1")).flush();
      ScriptedGate.Call call = edge.gate.next();
      call.run(d -> d.readBody(false));
      for (int i = 0; i < 3; i++) {
        client.frame(FrameClient.DATA, 0, 1, new byte[16 << 10]);
      }
      client.flush();
      client.headers(3, FrameClient.END_STREAM, FrameClient.post()).flush();
      client.read(FrameClient.DATA);
      call.run(d -> assertTrue(call.received.size() <= 16 << 10));
      call.run(d -> d.readBody(true));
      client.frame(FrameClient.DATA, FrameClient.END_STREAM, 1, new byte[0]).flush();
      assertEquals(3 * (16 << 10), call.body.get(5, TimeUnit.SECONDS).length());
    }
  }

  @Test
  void slowBodiesAreRefused() throws Exception {
    EdgeTimeouts times = new EdgeTimeouts(LONG, TestEdge.millis(300), LONG, LONG, LONG);
    try (TestEdge quick = new TestEdge(TestEdge.limits(times));
        FrameClient client = connect(quick)) {
      client.headers(1, 0, FrameClient.post()).flush();
      assertEquals(FrameClient.HEADERS, client.read().type());
      assertEquals(Refusal.SLOW_BODY, quick.refusals.take());
      assertTrue(quick.gate.next().failed.isDone());
    }
  }

  @Test
  void callersThatOpenNoWindowAreCut() throws Exception {
    EdgeTimeouts times = new EdgeTimeouts(LONG, LONG, LONG, TestEdge.millis(500), LONG);
    try (TestEdge quick = new TestEdge(TestEdge.limits(times));
        FrameClient client = connect(quick)) {
      client.headers(1, FrameClient.END_STREAM, FrameClient.post("x-by-hand", "1")).flush();
      ScriptedGate.Call call = quick.gate.next();
      call.run(
          d -> {
            d.head(200, -1, sink -> {});
            // Twice the window, however the transport writes it.
            for (int i = 0; i < 8; i++) {
              d.body(Unpooled.wrappedBuffer(new byte[16 << 10]));
              d.flush();
            }
          });
      assertEquals(EdgeEvents.Cut.WRITE_STALL, quick.nextCut());
      assertEquals(Http2Error.CANCEL.code(), client.read(FrameClient.RST_STREAM).error());
      call.hungUp.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  @Case(id = "X10", did = "100 streams whose window is 0, each with an answer of 10 MiB")
  void aHundredStreamsWithoutAWindowHoldLessThanAMebibyte(Figures figures) throws Exception {
    try (FrameClient client = connect(edge)) {
      client.frame(FrameClient.SETTINGS, 0, 0, NO_WINDOW).flush();
      long held = 0;
      for (int i = 0; i < 100; i++) {
        client.headers(2 * i + 1, FrameClient.END_STREAM, FrameClient.post("x-by-hand", "1"));
        client.flush();
        AtomicLong written = new AtomicLong();
        edge.gate.next().run(d -> written.set(fill(d)));
        held += written.get();
      }
      figures.add("bytes_held", held);
      assertTrue(held <= 1 << 20, held + " bytes held");
    }
  }

  /** Writes parts of 1 KiB for as long as they are wanted. */
  private static long fill(Downstream answer) {
    answer.head(200, -1, sink -> {});
    long written = 0;
    while (answer.isWritable() && written < 10 << 20) {
      answer.body(Unpooled.wrappedBuffer(new byte[1 << 10]));
      answer.flush();
      written += 1 << 10;
    }
    return written;
  }

  @Test
  void idleConnectionsAreClosed() throws Exception {
    EdgeTimeouts times = new EdgeTimeouts(LONG, LONG, TestEdge.millis(300), LONG, LONG);
    try (TestEdge quick = new TestEdge(TestEdge.limits(times));
        FrameClient client = connect(quick)) {
      assertEquals(Http2Error.NO_ERROR.code(), client.read(FrameClient.GOAWAY).error());
    }
  }

  @Test
  void rapidResetsEndTheConnection() throws Exception {
    try (FrameClient client = connect(edge)) {
      for (int i = 0; i < 1_000; i++) {
        client.headers(2 * i + 1, FrameClient.END_STREAM, FrameClient.post("x-by-hand", "1"));
        client.reset(2 * i + 1);
      }
      client.flushAnyway();
      assertEquals(Http2Error.ENHANCE_YOUR_CALM.code(), client.read(FrameClient.GOAWAY).error());
      assertEquals(EdgeEvents.Cut.PROTOCOL, edge.nextCut());
      assertTrue(edge.gate.calls.size() <= 201, edge.gate.calls.size() + " calls");
    }
  }

  @Test
  void streamsOverTheLimitAreRefused() throws Exception {
    try (FrameClient client = connect(edge)) {
      for (int i = 0; i < 102; i++) {
        client.headers(2 * i + 1, FrameClient.END_STREAM, FrameClient.post("x-by-hand", "1"));
      }
      client.flush();
      for (int i = 100; i < 102; i++) {
        Frame refused = client.read();
        assertEquals(FrameClient.RST_STREAM, refused.type());
        assertEquals(2 * i + 1, refused.stream());
        assertEquals(Http2Error.REFUSED_STREAM.code(), refused.error());
      }
      assertEquals(100, edge.gate.calls.size());
    }
  }

  @Test
  void continuationFloodsEndTheConnection() throws Exception {
    try (FrameClient client = connect(edge)) {
      client.frame(FrameClient.HEADERS, 0, 1, FrameClient.block(FrameClient.post()));
      for (int i = 0; i < 1_000; i++) {
        client.frame(FrameClient.CONTINUATION, 0, 1, new byte[0]);
      }
      client.flushAnyway();
      assertEquals(FrameClient.GOAWAY, readOrEnd(client));
      assertTrue(edge.gate.calls.isEmpty());
    }
  }

  private static int readOrEnd(FrameClient client) throws IOException {
    try {
      return client.read().type();
    } catch (EOFException | SocketException e) {
      return FrameClient.GOAWAY;
    }
  }

  @Test
  void headersOverTheLimitsAreRefused() throws Exception {
    List<String> many = FrameClient.post();
    for (int i = 0; i < 100; i++) {
      many.addAll(List.of("x-" + i, "1"));
    }
    try (FrameClient client = connect(edge)) {
      client.headers(1, FrameClient.END_STREAM, many).flush();
      assertEquals(FrameClient.HEADERS, client.read().type());
      assertEquals(Refusal.HEAD_TOO_LARGE, edge.refusals.poll(5, TimeUnit.SECONDS));
      // Crumbs count one by one.
      List<String> crumbs = FrameClient.post();
      for (int i = 0; i < 3; i++) {
        crumbs.addAll(List.of("cookie", "a".repeat(12 << 10)));
      }
      byte[] block = FrameClient.block(crumbs);
      client.frame(FrameClient.HEADERS, 1, 3, java.util.Arrays.copyOf(block, 16_000));
      client.frame(
          FrameClient.CONTINUATION, 0, 3, java.util.Arrays.copyOfRange(block, 16_000, 32_000));
      client.frame(
          FrameClient.CONTINUATION,
          4,
          3,
          java.util.Arrays.copyOfRange(block, 32_000, block.length));
      client.flushAnyway();
      Frame answer = client.read();
      while (answer.stream() == 1) {
        answer = client.read();
      }
      assertTrue(answer.type() != FrameClient.DATA);
      assertTrue(edge.gate.calls.isEmpty());
    }
  }

  @Test
  void streamsThatAreLeftAreCut() throws Exception {
    try (FrameClient client = connect(edge)) {
      client.headers(1, FrameClient.END_STREAM, FrameClient.post("x-by-hand", "1")).flush();
      ScriptedGate.Call call = edge.gate.next();
      CompletableFuture<Void> drained = edge.server.drain(Duration.ZERO).toCompletableFuture();
      edge.server.cut();
      assertEquals(FailureKind.DRAINING, call.cut.get(5, TimeUnit.SECONDS).kind());
      drained.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void drainingLetsStreamsEnd() throws Exception {
    try (FrameClient client = connect(edge)) {
      client.headers(1, FrameClient.END_STREAM, FrameClient.post("x-by-hand", "1")).flush();
      ScriptedGate.Call call = edge.gate.next();
      CompletableFuture<Void> drained = edge.server.drain(Duration.ZERO).toCompletableFuture();
      Frame warning = client.read();
      assertEquals(FrameClient.GOAWAY, warning.type());
      assertEquals(0x7f, warning.payload().charAt(0));
      // Under way when the warning came: still served.
      client.headers(3, FrameClient.END_STREAM, FrameClient.post("x-by-hand", "1")).flush();
      ScriptedGate.Call late = edge.gate.next();
      Frame end = client.read(FrameClient.GOAWAY);
      assertEquals(3, end.payload().charAt(3));
      call.run(d -> ScriptedGate.answer(d, 200, "one"));
      assertFalse(drained.isDone());
      late.run(d -> ScriptedGate.answer(d, 200, "two"));
      assertEquals("one", client.read(FrameClient.DATA).payload());
      assertEquals("two", client.read(FrameClient.DATA).payload());
      drained.get(5, TimeUnit.SECONDS);
    }
  }
}
