package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.exchange.StoredAsk;
import dev.isthmus.core.exchange.StoredAsk.Verb;
import dev.isthmus.server.http.RawClient.Answer;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How requests and answers pass over HTTP/1.1. */
class Http1EdgeTest {
  private static final String P =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: gw.test\r\nAuthorization: Bearer sk-test-A\r\n";
  private static final String BY_HAND = P + "X-By-Hand: 1\r\nContent-Length: 2\r\n\r\n{}";
  private static final String AUTO = P + "Content-Length: 2\r\n\r\n{}";

  private TestEdge edge;

  @BeforeEach
  void start() throws IOException {
    edge = new TestEdge(EdgeLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  @ParameterizedTest
  @EnumSource(Routes.class)
  void everyRouteIsServedAndItsOtherMethodsAreNot(Routes route) throws Exception {
    String path =
        route.pattern().replace("{model}", "gpt-4o%3Amini").replace("{any}", "x")
            + "?api-version=2024-10-21&alt=sse";
    boolean models = route.operation() == null;
    try (RawClient client = edge.connect()) {
      Answer answer = client.send(request(route.method(), path)).read();
      assertEquals(200, answer.status());
      assertEquals("authorization", answer.header("vary"));
      if (!models) {
        ScriptedGate.Call call = edge.gate.next();
        assertEquals(route.operation(), call.head.operation());
        assertEquals(route.namesModel() ? "gpt-4o:mini" : null, call.head.pathModel());
        String tongue = route.tongue().name().toLowerCase(Locale.ROOT);
        assertEquals(tongue, call.head.dialect().name());
        assertEquals(route.method().equals("POST") ? 2 : 0, call.head.contentLength());
        assertEquals(route.verb() != null, call.head.stored() != null);
      } else if (route.namesModel()) {
        assertEquals("gpt-4o:mini", answer.body());
      }
      assertEquals(405, client.send(request("PUT", path)).read().status());
    }
    try (RawClient client = edge.connect()) {
      assertEquals(405, client.send(request("HEAD", path)).read(true).status());
    }
  }

  @Test
  void aPathOfTwoMethodsSaysWhatItTakes() throws Exception {
    try (RawClient client = edge.connect()) {
      Answer answer = client.send(request("PUT", "/v1/responses/resp_1")).read();
      assertEquals(405, answer.status());
      assertEquals("GET, DELETE", answer.header("allow"));
      assertEquals(405, client.send(request("GET", "/v1/responses/input_tokens")).read().status());
    }
  }

  @Test
  void aStoredResponseIsAskedForByItsIdAndNoStrangeParameter() throws Exception {
    String path = "/openai/v1/responses/resp_1/input_items";
    String query = "?api-version=preview&limit=2&x=1&include%5B%5D=a&include%5b%5d=b&after";
    try (RawClient client = edge.connect()) {
      assertEquals(200, client.send(request("GET", path + query)).read().status());
      ScriptedGate.Call call = edge.gate.next();
      assertEquals("resp_1", call.head.pathModel());
      assertEquals(
          new StoredAsk(Verb.INPUT, "limit=2&include%5B%5D=a&include%5b%5d=b"), call.head.stored());
      Answer stream = client.send(request("GET", "/v1/responses/resp_1?stream=true")).read();
      assertEquals(400, stream.status());
      assertTrue(stream.body().contains("stream"), stream.body());
    }
  }

  private static String request(String method, String path) {
    boolean body = method.startsWith("P");
    return method
        + (" " + path + " HTTP/1.1\r\nHost: gw.test\r\nAuthorization: Bearer sk-test-A\r\n")
        + (body && !method.equals("PUT") ? "Content-Length: 2\r\n\r\n{}" : "\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/v1beta/models/g:streamGenerateContent,400,gemini_stream",
    "POST,/v1beta/models/g:streamGenerateContent?alt=json,400,gemini_stream",
    "POST,/v1beta/models/g:unknown,405,gemini",
    "GET,/v1/messages,405,anthropic",
    "POST,/v1/messages/none,404,anthropic",
    "POST,/anthropic/v2,404,anthropic",
    "POST,/v1/projects/p/locations/l/publishers/google/models/a/b:generateContent,404,gemini",
    "POST,/nowhere,404,openai"
  })
  void refusalsAreSaidInTheDialectOfThePath(String method, String path, int status, String tongue)
      throws Exception {
    try (RawClient client = edge.connect()) {
      Answer answer = client.send(request(method, path)).read();
      assertEquals(status, answer.status());
      assertEquals(tongue, answer.header("x-dialect"));
    }
  }

  @Test
  void azurePathsWithoutVersionSayWhatTheyMiss() throws Exception {
    try (RawClient client = edge.connect()) {
      Answer answer = client.send(request("GET", "/openai/models")).read();
      assertEquals(404, answer.status());
      assertTrue(answer.body().contains("api-version"));
      assertEquals(404, client.send(request("GET", "/openai/models?api-version=")).read().status());
      assertEquals(200, client.send(request("GET", "/openai/v1/models")).read().status());
    }
  }

  @Test
  void azuresDatedPathsNameModelsForResponsesAndForTheirList() throws Exception {
    try (RawClient client = edge.connect()) {
      String version = "?api-version=2025-04-01-preview";
      assertEquals(
          200,
          client
              .send(request("POST", "/openai/deployments/gpt-4o/responses" + version))
              .read()
              .status());
      assertEquals("gpt-4o", edge.gate.calls.get(0).head.pathModel());
      assertEquals(Operation.RESPONSE, edge.gate.calls.get(0).head.operation());
      assertEquals(
          "gpt-4o", client.send(request("GET", "/openai/models/gpt-4o" + version)).read().body());
    }
  }

  @Test
  void connectionsStayAndRequestsHaveIdsOfTheirOwn() throws Exception {
    try (RawClient client = edge.connect()) {
      String first = client.send(AUTO).read().header("x-request-id");
      Answer second = client.send(AUTO).read();
      assertNull(second.header("connection"));
      assertNotEquals(first, second.header("x-request-id"));
      assertEquals(edge.gate.calls.get(0).head.requestId(), first);
    }
  }

  @Test
  void callersMayAskToLeave() throws Exception {
    try (RawClient client = edge.connect()) {
      String asks = AUTO.replace("Content-Length", "Connection: x, Close\r\nContent-Length");
      assertEquals("close", client.send(asks).read().header("connection"));
      assertTrue(client.millisToEnd() < 1000);
    }
  }

  @Test
  void http10LeavesUnlessItAsksToStay() throws Exception {
    String old = AUTO.replace("HTTP/1.1", "HTTP/1.0");
    try (RawClient client = edge.connect()) {
      assertEquals("close", client.send(old).read().header("connection"));
      assertTrue(client.millisToEnd() < 1000);
    }
    String stays = old.replace("Content-Length", "Connection: keep-alive\r\nContent-Length");
    try (RawClient client = edge.connect()) {
      assertEquals("keep-alive", client.send(stays).read().header("connection"));
      assertEquals(200, client.send(stays).read().status());
    }
  }

  @Test
  void http10GetsStreamsUntilTheConnectionEnds() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND.replace("HTTP/1.1", "HTTP/1.0"));
      ScriptedGate.Call call = edge.gate.next();
      call.body.get();
      call.run(d -> d.head(200, -1, sink -> {}));
      call.run(d -> d.body(Unpooled.copiedBuffer("abc", ISO_8859_1)));
      call.run(d -> d.end());
      Answer answer = client.read();
      assertNull(answer.header("transfer-encoding"));
      assertEquals("abc", answer.body());
    }
  }

  @Test
  void brokenHttp10StreamsEndInAReset() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND.replace("HTTP/1.1", "HTTP/1.0"));
      ScriptedGate.Call call = edge.gate.next();
      call.body.get();
      call.run(d -> d.head(200, -1, sink -> {}));
      call.run(d -> d.flush());
      client.readLine();
      call.run(d -> d.abort());
      assertThrows(IOException.class, () -> client.readToEnd());
    }
  }

  @Test
  void offersOfOtherProtocolsAreAnsweredInHttp11() throws Exception {
    String offer =
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n";
    try (RawClient client = edge.connect()) {
      client.send(AUTO.replace("Content-Length", offer + "Content-Length"));
      assertEquals(200, client.read().status());
      assertEquals(200, client.send(AUTO).read().status());
    }
  }

  @Test
  void everyFlushedEventArrivesAtOnce() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND);
      ScriptedGate.Call call = edge.gate.next();
      call.body.get();
      call.run(d -> d.head(200, -1, sink -> sink.add("content-type", "text/event-stream")));
      call.run(d -> d.flush());
      for (String line = client.readLine(); !line.isEmpty(); line = client.readLine()) {
        assertFalse(line.startsWith("content-length"));
      }
      String event = "data: " + "x".repeat(300) + "\n\n";
      for (int i = 0; i < 3; i++) {
        call.run(d -> d.body(Unpooled.copiedBuffer(event, ISO_8859_1)));
        call.run(d -> d.flush());
        assertEquals(Integer.toHexString(event.length()), client.readLine());
        assertEquals(event + "\r\n", client.readExactly(event.length() + 2));
      }
      call.run(
          d -> {
            d.body(Unpooled.copiedBuffer("a", ISO_8859_1));
            d.body(Unpooled.copiedBuffer("b", ISO_8859_1));
            d.body(Unpooled.EMPTY_BUFFER);
            d.end();
          });
      assertEquals("ab", client.readChunks());
      assertEquals(200, client.send(AUTO).read().status());
    }
  }

  @Test
  void brokenStreamsHaveNoLastChunk() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND);
      ScriptedGate.Call call = edge.gate.next();
      call.body.get();
      call.run(
          d -> {
            d.head(200, -1, sink -> {});
            d.body(Unpooled.copiedBuffer("abc", ISO_8859_1));
            d.abort();
          });
      assertTrue(client.readToEnd().endsWith("\r\n\r\n3\r\nabc"));
    }
  }

  @Test
  void answersShorterThanTheirLengthEndBroken() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND);
      ScriptedGate.Call call = edge.gate.next();
      call.body.get();
      call.run(
          d -> {
            d.head(200, 5, sink -> {});
            d.body(Unpooled.copiedBuffer("abc", ISO_8859_1));
            d.end();
          });
      assertThrows(IOException.class, client::read);
    }
  }

  @Test
  void headersOfTheEngineCannotBreakOut() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND);
      ScriptedGate.Call call = edge.gate.next();
      call.body.get();
      call.run(
          d -> {
            d.head(
                200,
                0,
                sink -> {
                  sink.add("x-a", "1\r\nx-b: 2");
                  sink.add("transfer-encoding", "chunked");
                  sink.add("cache-control", "public");
                });
            d.end();
          });
      Answer answer = client.read();
      assertEquals("1  x-b: 2", answer.header("x-a"));
      assertNull(answer.header("x-b"));
      assertNull(answer.header("transfer-encoding"));
      assertEquals("no-store", answer.header("cache-control"));
    }
  }

  @Test
  void answersBeforeTheBodysEndCloseTheConnection() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(P + "X-By-Hand: 1\r\nContent-Length: 100\r\n\r\n{}");
      ScriptedGate.Call call = edge.gate.next();
      call.run(d -> ScriptedGate.answer(d, 503, "busy"));
      Answer answer = client.read();
      assertEquals("close", answer.header("connection"));
      assertEquals("busy", answer.body());
      assertTrue(client.millisToEnd() <= 100);
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  @Case(id = "C1", did = "hangs up by FIN and by reset in the middle of a stream")
  void hangUpsAreNoticedAtOnce(boolean reset) throws Exception {
    long[] nanos = new long[5];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = hangUp(reset);
    }
    // The median: a busy machine may hold up one of them.
    Arrays.sort(nanos);
    assertTrue(nanos[2] <= TimeUnit.MILLISECONDS.toNanos(50), Arrays.toString(nanos));
  }

  private long hangUp(boolean reset) throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND);
      ScriptedGate.Call call = edge.gate.next();
      call.body.get();
      call.run(d -> d.head(200, -1, sink -> {}));
      long before = System.nanoTime();
      if (reset) {
        client.reset();
      } else {
        client.leave();
      }
      long nanos = call.hungUp.get(5, TimeUnit.SECONDS) - before;
      call.run(d -> d.body(Unpooled.copiedBuffer("late", ISO_8859_1)));
      call.run(d -> d.end());
      return nanos;
    }
  }

  @Test
  void pipelinedRequestsWaitAndTheirCallersAreStillWatched() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND + AUTO + AUTO);
      ScriptedGate.Call call = edge.gate.next();
      call.body.get();
      assertEquals(1, edge.gate.calls.size());
      call.run(d -> ScriptedGate.answer(d, 200, "first"));
      assertEquals("first", client.read().body());
      assertEquals(200, client.read().status());
      assertEquals(200, client.read().status());
      client.send(BY_HAND + AUTO);
      edge.gate.next();
      edge.gate.next();
      ScriptedGate.Call last = edge.gate.next();
      client.leave();
      last.hungUp.get(5, TimeUnit.SECONDS);
      assertEquals(4, edge.gate.calls.size());
    }
  }

  @Test
  void largeBodiesThatCameAheadArriveWhole() throws Exception {
    String big = "x".repeat(1 << 20);
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND);
      ScriptedGate.Call call = edge.gate.next();
      Thread sender =
          new Thread(
              () -> client.sendAnyway(P + "Content-Length: " + big.length() + "\r\n\r\n" + big));
      sender.start();
      call.body.get();
      call.run(d -> ScriptedGate.answer(d, 200, "first"));
      assertEquals("first", client.read().body());
      assertEquals(200, client.read().status());
      assertEquals(big, edge.gate.next().body.get());
      sender.join(5_000);
    }
  }

  @Test
  void bodiesStopWhileTheEngineWantsNone() throws Exception {
    String big = "x".repeat(16 << 20); // the kernel may hold 4 MiB of it, and a little more
    try (RawClient client = edge.connect()) {
      client.send(P + "X-By-Hand: 1\r\nContent-Length: " + big.length() + "\r\n\r\n");
      ScriptedGate.Call call = edge.gate.next();
      call.run(d -> d.readBody(false));
      Thread sender = new Thread(() -> client.sendAnyway(big));
      sender.start();
      sender.join(200);
      assertTrue(sender.isAlive());
      call.run(d -> assertTrue(call.received.size() <= 64 << 10));
      call.run(d -> d.readBody(true));
      assertEquals(big.length(), call.body.get(5, TimeUnit.SECONDS).length());
      sender.join(5_000);
    }
  }

  @Test
  void hangUpsAreNoticedThoughTheBodyWasPausedToItsEnd() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(P + "X-By-Hand: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
      ScriptedGate.Call call = edge.gate.next();
      call.pauseAtFirstPart = true;
      client.send("4\r\nbody\r\n0\r\n\r\n");
      assertEquals("body", call.body.get(5, TimeUnit.SECONDS));
      client.leave();
      call.hungUp.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void callersThatDoNotReadAreSeenToLagAndThenCatchUp() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND);
      ScriptedGate.Call call = edge.gate.next();
      call.body.get();
      long[] written = {0};
      call.run(
          d -> {
            d.head(200, -1, sink -> {});
            while (d.isWritable()) {
              d.body(Unpooled.wrappedBuffer(new byte[16 << 10]));
              d.flush();
              written[0] += 16 << 10;
            }
            d.body(Unpooled.wrappedBuffer(new byte[256 << 10]));
            d.flush();
          });
      Thread reader = new Thread(() -> client.millisToEnd());
      reader.start();
      assertEquals(true, call.writable.poll(5, TimeUnit.SECONDS));
      call.run(d -> d.abort());
      reader.join(5_000);
    }
  }

  @Test
  void connectionsOverTheLimitAreClosed() throws Exception {
    try (TestEdge small = new TestEdge(TestEdge.connections(1, 1));
        RawClient first = small.connect()) {
      assertEquals(200, first.send(AUTO).read().status());
      try (RawClient second = small.connect()) {
        second.millisToEnd();
        assertEquals(EdgeEvents.Cut.CONNECTION_LIMIT, small.nextCut());
      }
      assertEquals(200, first.send(AUTO).read().status());
    }
  }

  @Test
  void refusalsOfSoundRequestsKeepTheConnection() throws Exception {
    try (RawClient client = edge.connect()) {
      assertEquals(404, client.send(request("GET", "/nowhere")).read().status());
      assertEquals("GET", client.send(request("DELETE", "/v1/models")).read().header("allow"));
      assertEquals(200, client.send(AUTO).read().status());
      assertEquals(List.of(Refusal.UNKNOWN_PATH, Refusal.ONLY_GET), List.copyOf(edge.refusals));
    }
  }
}
