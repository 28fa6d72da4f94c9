package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.server.http.EdgeEvents.Cut;
import dev.isthmus.server.http.RawClient.Answer;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sizes and times, on both sides of each bound. */
class LimitsTest {
  private static final String P =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: gw.test\r\nAuthorization: Bearer sk-test-A\r\n";
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  @Case(id = "LIM1", did = "request lines at the limit and beyond it")
  void requestLines() throws Exception {
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT)) {
      assertEquals(200, status(edge, requestLine(8192) + "\r\nHost: gw.test\r\n\r\n"));
      assertEquals(414, status(edge, requestLine(8193) + "\r\nHost: gw.test\r\n\r\n"));
      assertEquals(414, status(edge, "GET /" + "a".repeat(8192)));
    }
  }

  private static String requestLine(int bytes) {
    String start = "GET /v1/models?x=";
    String end = " HTTP/1.1";
    return start + "a".repeat(bytes - start.length() - end.length()) + end;
  }

  @Test
  @Case(id = "LIM1", did = "one header at the limit and beyond it")
  void oneHeader() throws Exception {
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT)) {
      assertEquals(200, status(edge, get(List.of(field("x", 16 << 10)))));
      assertEquals(431, status(edge, get(List.of(field("x", (16 << 10) + 1)))));
      assertEquals(431, status(edge, "GET / HTTP/1.1\r\nx: " + "a".repeat(16 << 10)));
    }
  }

  @Test
  @Case(id = "LIM1", did = "all headers at the limit and beyond it")
  void allHeaders() throws Exception {
    int host = "Host: gw.test\r\n".length();
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT)) {
      List<String> most = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        most.add(field("x" + i, (8 << 10) - 2));
      }
      most.add(field("y", (8 << 10) - 2 - host));
      assertEquals(200, status(edge, get(most)));
      most.set(3, field("y", (8 << 10) - 1 - host));
      assertEquals(431, status(edge, get(most)));
    }
  }

  @Test
  @Case(id = "LIM1", did = "100 and 101 headers")
  void numberOfHeaders() throws Exception {
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT)) {
      List<String> fields = new ArrayList<>();
      for (int i = 1; i < 100; i++) {
        fields.add("x" + i + ": 1");
      }
      assertEquals(200, status(edge, get(fields)));
      fields.add("x100: 1");
      assertEquals(431, status(edge, get(fields)));
    }
  }

  private static String get(List<String> fields) {
    return "GET /v1/models HTTP/1.1\r\nHost: gw.test\r\n"
        + String.join("\r\n", fields)
        + "\r\n\r\n";
  }

  private static String field(String name, int bytes) {
    return name + ": " + "a".repeat(bytes - name.length() - 2);
  }

  private static int status(TestEdge edge, String request) throws IOException {
    try (RawClient client = edge.connect()) {
      Answer answer = client.sendAnyway(request).read();
      if (answer.status() != 200) {
        assertEquals("close", answer.header("connection"));
        assertTrue(client.millisToEnd() <= 100);
      }
      return answer.status();
    }
  }

  @Test
  @Case(id = "LIM2", did = "bodies at the limit and beyond it, by their length")
  void bodiesByLength() throws Exception {
    try (TestEdge edge = new TestEdge(TestEdge.bodyLimit(1000))) {
      String body = "x".repeat(1000);
      assertEquals(200, status(edge, P + "Content-Length: 1000\r\n\r\n" + body));
      edge.gate.calls.clear();
      assertEquals(413, status(edge, P + "Content-Length: 1001\r\n\r\n"));
      assertTrue(edge.gate.calls.isEmpty());
    }
  }

  @Test
  @Case(id = "LIM2", did = "bodies at the limit and beyond it, by chunks")
  void bodiesByChunks() throws Exception {
    try (TestEdge edge = new TestEdge(TestEdge.bodyLimit(1000))) {
      String start = P + "Transfer-Encoding: chunked\r\n\r\n3e7\r\n" + "x".repeat(999) + "\r\n";
      assertEquals(200, status(edge, start + "1\r\nx\r\n0\r\n\r\n"));
      assertEquals(413, status(edge, start + "2\r\n"));
      assertEquals(413, status(edge, start + "7fffffffffffffff\r\n"));
      assertTrue(edge.gate.calls.get(1).failed.isDone());
    }
  }

  @Test
  @Case(id = "SL1", did = "a head byte by byte, with a shortened patience")
  void slowHeads() throws Exception {
    EdgeTimeouts times = new EdgeTimeouts(TestEdge.millis(300), LONG, LONG, LONG, LONG);
    try (TestEdge edge = new TestEdge(TestEdge.limits(times));
        RawClient client = edge.connect()) {
      Answer answer = client.send("GET /v1").read();
      assertEquals(408, answer.status());
      assertEquals("close", answer.header("connection"));
      assertTrue(client.millisToEnd() <= 100);
    }
  }

  @Test
  void slowStartsOfWhatMayBecomeHttp2() throws Exception {
    EdgeTimeouts times = new EdgeTimeouts(TestEdge.millis(300), LONG, LONG, LONG, LONG);
    try (TestEdge edge = new TestEdge(TestEdge.limits(times));
        RawClient client = edge.connect()) {
      client.send("P");
      assertTrue(client.millisToEnd() < 2_000);
    }
  }

  @Test
  @Case(id = "SL2", did = "a body below the least rate, with a shortened window")
  void slowBodies() throws Exception {
    EdgeTimeouts times = new EdgeTimeouts(LONG, TestEdge.millis(300), LONG, LONG, LONG);
    try (TestEdge edge = new TestEdge(TestEdge.limits(times));
        RawClient client = edge.connect()) {
      client.send(P + "X-By-Hand: 1\r\nContent-Length: 100\r\n\r\nx");
      assertEquals(408, client.read().status());
      assertTrue(edge.gate.next().failed.isDone());
      assertTrue(client.millisToEnd() <= 100);
    }
  }

  @Test
  @Case(id = "SL4", did = "connections idle between requests, with a shortened patience")
  void idleConnections() throws Exception {
    EdgeTimeouts times = new EdgeTimeouts(LONG, LONG, TestEdge.millis(300), LONG, LONG);
    try (TestEdge edge = new TestEdge(TestEdge.limits(times))) {
      try (RawClient silent = edge.connect()) {
        assertTrue(silent.millisToEnd() < 2_000);
      }
      try (RawClient client = edge.connect()) {
        client.send(P + "X-By-Hand: 1\r\nContent-Length: 0\r\n\r\n");
        ScriptedGate.Call call = edge.gate.next();
        // An answer may take its time: only the caller is timed here.
        client.socket.setSoTimeout(600);
        assertEquals(-2, readOrTimeout(client));
        call.run(d -> ScriptedGate.answer(d, 200, "x"));
        client.socket.setSoTimeout(5_000);
        assertEquals(200, client.read().status());
        assertTrue(client.millisToEnd() < 2_000);
      }
    }
  }

  private static int readOrTimeout(RawClient client) throws IOException {
    try {
      return client.socket.getInputStream().read();
    } catch (java.net.SocketTimeoutException e) {
      return -2;
    }
  }

  @Test
  @Case(id = "SL3", did = "a caller that stops reading, with a shortened patience")
  @Case(id = "C2", did = "a caller that stops reading, with a shortened patience")
  void callersThatStopReading() throws Exception {
    EdgeTimeouts times = new EdgeTimeouts(LONG, LONG, LONG, TestEdge.millis(500), LONG);
    try (TestEdge edge = new TestEdge(TestEdge.limits(times));
        RawClient client = edge.connect()) {
      client.send(P + "X-By-Hand: 1\r\nContent-Length: 0\r\n\r\n");
      ScriptedGate.Call call = edge.gate.next();
      call.run(
          d -> {
            d.head(200, -1, sink -> {});
            // More than both ends of a connection hold, however the transport writes it.
            byte[] part = new byte[16 << 10];
            for (int i = 0; i < 2_000; i++) {
              d.body(Unpooled.wrappedBuffer(part));
              d.flush();
            }
          });
      assertEquals(Cut.WRITE_STALL, edge.nextCut());
      call.hungUp.get(5, TimeUnit.SECONDS);
    }
  }
}
