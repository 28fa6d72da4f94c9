package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.server.http.RawClient.Answer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue of HTTP/1.1 parsing and smuggling cases, byte for byte. */
class SmugglingTest {
  private static final String REQUEST = "POST /v1/chat/completions HTTP/1.1\r\nHost: gw.test\r\n";
  private static final String P =
      REQUEST + "Authorization: Bearer sk-test-A\r\nContent-Type: application/json\r\n";
  private static final String B = "{\"model\":\"m\",\"messages\":[]}";
  private static final String S =
      "POST /admin/canary HTTP/1.1\r\nHost: gw.test\r\nContent-Length: 0\r\n\r\n";
  private static final String TE = "Transfer-Encoding: chunked\r\n\r\n";
  private static final String LENGTH = "Content-Length: 27\r\n\r\n";
  private static final String CHUNKS = "1b\r\n" + B + "\r\n0\r\n\r\n";
  private static final String H01 = P + LENGTH + B;
  private static final String H02 = P + TE + CHUNKS;
  private static final long CLOSE_MILLIS = 100;

  private TestEdge edge;

  @BeforeEach
  void start() throws IOException {
    edge = new TestEdge(EdgeLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  static Stream<String> accepted() {
    return Stream.of(
        H01,
        H02,
        // H25: a sound extension.
        P + TE + "1b;a=\"x\"\r\n" + B + "\r\n0\r\n\r\n",
        P + TE + "1b;a=\"x\\\"\";b;c=d\r\n" + B + "\r\n0\r\n\r\n",
        P + TE + "1B\r\n" + B + "\r\n000;z\r\n\r\n",
        // H29: trailers that would be headers.
        P
            + TE
            + ("1b\r\n" + B + "\r\n0\r\nContent-Length: 5\r\n")
            + "Authorization: Bearer sk-admin\r\nHost: evil.test\r\n\r\n",
        // H35: one empty line.
        "\r\n" + H01,
        P + "Transfer-Encoding: \t Chunked \t\r\n\r\n" + CHUNKS);
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void soundRequestsReachTheEngineOnceAndWhole(String request) throws Exception {
    try (RawClient client = edge.connect()) {
      Answer answer = client.send(request).read();
      assertEquals(200, answer.status());
      assertEquals(ScriptedGate.ANSWER, answer.body());
      assertOneCall();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {H01, H02})
  void cutsAnywhereChangeNothing(String request) throws Exception {
    for (int cut = 0; cut <= request.length(); cut++) {
      try (RawClient client = edge.connect()) {
        if (cut == 0) {
          for (int i = 0; i < request.length(); i++) {
            client.send(request.substring(i, i + 1));
          }
        } else {
          client.send(request.substring(0, cut));
          client.send(request.substring(cut));
        }
        assertEquals(200, client.read().status(), "cut at " + cut);
        assertOneCall();
        edge.gate.calls.clear();
      }
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    String second = B.replace("\"m\"", "\"n\"");
    try (RawClient client = edge.connect()) {
      client.send(P + LENGTH + B + P + LENGTH + second);
      assertEquals(200, client.read().status());
      assertEquals(200, client.read().status());
      assertEquals(B, edge.gate.calls.get(0).body.get());
      assertEquals(second, edge.gate.calls.get(1).body.get());
    }
  }

  static Stream<String> refused() {
    String http10 = P.replace("HTTP/1.1", "HTTP/1.0");
    String noHost = "POST /v1/chat/completions HTTP/1.1\r\n";
    return Stream.of(
            List.of(
                P + "Content-Length: 4\r\n" + TE + "0\r\n\r\n" + S,
                P + "Transfer-Encoding: chunked\r\n" + LENGTH + CHUNKS,
                http10 + TE + CHUNKS,
                http10 + "Content-Length: 27\r\n" + TE + CHUNKS,
                P + "Transfer-Encoding: chunked, xchunked\r\n\r\n" + CHUNKS,
                P + "Transfer-Encoding: chunked\r\n" + TE + CHUNKS,
                P + "Transfer-Encoding : chunked\r\n\r\n" + CHUNKS,
                P + "Content-Length: 27\r\nContent-Length: 4\r\n\r\n" + B,
                P + "Content-Length: 27\r\n" + LENGTH + B,
                P + TE + "1b\n" + B + "\r\n0\r\n\r\n",
                P + TE + "1b;\n" + B + "\r\n0\r\n\r\n",
                P + TE + "1b;a=\"\r\n" + B + "\r\n0\r\n\r\n" + S,
                P + TE + "1b\r\n" + B + "XX0\r\n\r\n",
                P + TE + "1b\r\n" + B + "\n0\r\n\r\n",
                P + TE + "1b\r\n" + B + "\r\n0\r\nX Y: 1\r\n\r\n",
                P + TE + "1b\r\n" + B + "\r\n0\r\n\r" + S,
                noHost + LENGTH + B,
                noHost + "Host: gw.test\r\nHost: evil.test\r\n" + LENGTH + B,
                noHost + " Host: gw.test\r\n" + LENGTH + B,
                noHost + "Host: localhost/#@x\r\n" + LENGTH + B,
                noHost + "Host: \r\n" + LENGTH + B,
                H01.replace("\r\n", "\n"),
                P + "X-A: a\r\n folded\r\n" + LENGTH + B,
                H01.replace("HTTP/1.1", "HTTP/1.2"),
                H01.replace("HTTP/1.1", "HTTP/1.11"),
                H01.replace("HTTP/1.1", "http/1.1"),
                H01.replace(" HTTP/1.1", ""),
                H01.replace(" HTTP/1.1", "  HTTP/1.1"),
                H01.replace("POST ", "PO\tST "),
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\rX")
                .stream(),
            variants(P + "Transfer-Encoding: <V>\r\n\r\n" + CHUNKS, CODINGS),
            variants(P + "Content-Length: <V>\r\n\r\n" + B, LENGTHS),
            variants(P + TE + "<V>\r\n" + B + "\r\n0\r\n\r\n", SIZES),
            variants(
                P + "X-A: a<V>b\r\n" + LENGTH + B, List.of("\0", "\r", "\n", "\u000b", "\u007f")),
            variants(P + "<V>\r\n" + LENGTH + B, FIELDS),
            variants("<V>" + P + LENGTH + B, List.of("\0", "\1\2", "\u007f", " ", "\r\r\n")),
            variants("GET <V> HTTP/1.1\r\nHost: gw.test\r\n\r\n", PATHS))
        .flatMap(s -> s);
  }

  private static final List<String> CODINGS =
      List.of(
          "xchunked",
          "identity",
          ",chunked",
          "chunked,",
          "\u000bchunked",
          "chunked\f",
          "\"chunked\"",
          "chunked;a=b",
          "chunked\0",
          "",
          "gzip",
          "chunked, chunked");
  private static final List<String> LENGTHS =
      List.of(
          "27, 27",
          "+27",
          "-1",
          "0x1b",
          "2_7",
          "027",
          "2 7",
          "27;a",
          "",
          "\u00d9\u00a2\u00d9\u00a7",
          "99999999999999999999");
  private static final List<String> SIZES =
      List.of(
          "0x1b",
          "+1b",
          "-1",
          "1_b",
          " 1b",
          "1b ",
          "10000000000000001b",
          "000000000000000000000001b",
          "",
          "g",
          "1b;",
          "1b;a=",
          "1b;=b",
          "ffffffffffffffff");
  private static final List<String> FIELDS =
      List.of(
          "NoColon", ": x", "X\u00efY: 1", "X Y: 1", "Content_Length: 0", "X-A\0: 1", "\u0001: 1");
  private static final List<String> PATHS =
      List.of(
          "/v1/../admin/canary",
          "/v1/%2e%2e/admin/canary",
          "/v1/%2E./admin/canary",
          "/v1/./models",
          "/v1/.",
          "/v1%2fmodels",
          "/v1/models%00",
          "/v1\\models",
          "/v1/mod\u00c3\u00a9ls",
          "/v1/models/%c3%a9",
          "/v1/models/%252f",
          "/v1/models/%5c",
          "/v1/models/%4",
          "/v1/models/%zz",
          "/v1/models#x",
          "/v1/models?a=\"b",
          "v1/models",
          "ftp://gw.test/v1/models",
          "http://gw.test");

  private static Stream<String> variants(String request, List<String> values) {
    return values.stream().map(value -> request.replace("<V>", value));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void brokenRequestsAreRefusedAndNothingBehindThemIsRead(String request) throws Exception {
    try (RawClient client = edge.connect()) {
      Answer answer = client.send(request).sendAnyway(S).read();
      assertTrue(client.millisToEnd() <= CLOSE_MILLIS);
      assertEquals(400, answer.status());
      assertEquals("close", answer.header("connection"));
      assertEdgeError(answer);
      assertUntouched();
      assertEquals(1, edge.refusals.size());
    }
  }

  static Stream<List<Object>> answered() {
    String get = "GET <V> HTTP/1.1\r\nHost: gw.test\r\nAuthorization: Bearer sk-test-A\r\n\r\n";
    String plain = "HTTP/1.1\r\nHost: gw.test\r\n\r\n";
    return Stream.of(
        List.of(501, P + "Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKS),
        List.of(421, H01.replace("POST /v1", "POST http://evil.test/v1")),
        List.of(404, get.replace("<V>", "//admin/canary")),
        List.of(404, get.replace("<V>", "/V1/models")),
        List.of(404, get.replace("<V>", "/v1/models;/admin/canary")),
        List.of(404, get.replace("<V>", "/")),
        List.of(417, P + "Expect: x\r\n" + LENGTH + B),
        List.of(415, P + "Content-Encoding: gzip\r\n" + LENGTH + B),
        List.of(413, P + "Content-Length: 33554433\r\n\r\n"),
        List.of(413, P + TE + "2000001\r\n"),
        List.of(405, H43 + "Content-Length: 65\r\n\r\n" + S),
        List.of(405, "CONNECT gw.test:443 HTTP/1.1\r\n\r\n"),
        List.of(405, "TRACE / " + plain),
        List.of(405, "OPTIONS * " + plain),
        List.of(405, "DELETE /v1/models " + plain));
  }

  private static final String H43 =
      "GET /v1/chat/completions HTTP/1.1\r\nHost: gw.test\r\nAuthorization: Bearer sk-test-A\r\n";

  @ParameterizedTest
  @MethodSource("answered")
  @Case(id = "LIM3", did = "bodies with a coding, among other requests refused by status")
  void otherRequestsGetTheirOwnStatus(List<Object> row) throws Exception {
    try (RawClient client = edge.connect()) {
      Answer answer = client.send((String) row.get(1)).read();
      assertEquals(row.get(0), answer.status());
      assertEdgeError(answer);
      assertUntouched();
      if (answer.status() != 404 && !answer.head().contains("allow: GET\r\n")) {
        assertEquals("close", answer.header("connection"));
        assertTrue(client.millisToEnd() <= CLOSE_MILLIS);
      }
    }
  }

  @Test
  void continueIsSaidToThoseWhoWaitForIt() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(P + "Expect: 100-continue\r\n" + LENGTH);
      assertEquals(100, client.read().status());
      assertEquals(200, client.send(B).read().status());
      assertOneCall();
    }
  }

  @Test
  void unknownKeysAreRefusedWithoutContinue() throws Exception {
    String head = P.replace("sk-test-A", "wrong") + "Expect: 100-continue\r\n";
    try (RawClient client = edge.connect()) {
      Answer answer = client.send(head + "Content-Length: 65\r\n\r\n").read();
      assertEquals(401, answer.status());
      assertTrue(client.millisToEnd() <= CLOSE_MILLIS);
    }
    try (RawClient client = edge.connect()) {
      client.send(head + "Content-Length: 65\r\n\r\n" + S);
      assertEquals(List.of(401), client.readAllStatuses());
    }
    assertUntouched();
  }

  @Test
  void bodiesWithoutEndOfUnknownCallersAreNotRead() throws Exception {
    String head = P.replace("sk-test-A", "wrong") + "Content-Length: 1000000\r\n\r\n";
    try (RawClient client = edge.connect()) {
      client.send(head);
      Thread flood = new Thread(() -> client.sendAnyway("a".repeat(1_000_000)));
      flood.start();
      Answer answer = client.read();
      assertEquals(401, answer.status());
      assertEquals("close", answer.header("connection"));
      assertTrue(client.millisToEnd() <= CLOSE_MILLIS);
      flood.join(5_000);
    }
    assertUntouched();
  }

  @Test
  void chunkExtensionsHaveABound() throws Exception {
    StringBuilder request = new StringBuilder(P + TE);
    for (int i = 0; i < B.length(); i++) {
      request.append("1;a=").append("x".repeat(4096)).append("\r\n").append(B.charAt(i));
      request.append("\r\n");
    }
    try (RawClient client = edge.connect()) {
      assertEquals(400, client.sendAnyway(request.toString()).read().status());
      assertTrue(client.millisToEnd() <= CLOSE_MILLIS);
      assertTrue(edge.gate.calls.get(0).failed.isDone());
    }
  }

  private void assertOneCall() throws Exception {
    assertEquals(1, edge.gate.calls.size());
    assertEquals(B, edge.gate.calls.get(0).body.get());
    assertEquals(ScriptedGate.KEY, edge.gate.calls.get(0).headers.get("authorization"));
  }

  /** No call was given its whole body; none at all unless the fault lay in the body. */
  private void assertUntouched() {
    for (ScriptedGate.Call call : edge.gate.calls) {
      assertTrue(call.failed.isDone());
      assertTrue(!call.body.isDone());
    }
  }

  private static void assertEdgeError(Answer answer) {
    assertTrue(answer.body().startsWith("{\"error\":{\"message\":\""), answer.body());
    assertEquals("application/json", answer.header("content-type"));
    assertEquals("no-store", answer.header("cache-control"));
    String id = answer.header("x-request-id");
    assertNotNull(id);
    assertTrue(id.matches("req_[0-9a-f]{24}"), id);
  }
}
