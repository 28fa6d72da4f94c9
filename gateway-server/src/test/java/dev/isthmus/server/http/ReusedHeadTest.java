package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.isthmus.core.call.Operation;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One connection's requests stand in the same memory, and none sees another's. */
final class ReusedHeadTest {
  private TestEdge edge;

  @BeforeEach
  void start() throws IOException {
    edge = new TestEdge(EdgeLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void eachRequestIsRoutedByItsOwnLine() throws Exception {
    try (RawClient client = edge.connect()) {
      for (int round = 0; round < 3; round++) {
        assertEquals(Operation.CHAT, operation(client, "/v1/chat/completions"));
        assertEquals(Operation.CHAT, operation(client, "/v1/chat/completions"));
        assertEquals(Operation.EMBEDDING, operation(client, "/v1/embeddings"));
      }
      assertEquals(404, client.send(request("/v1/chat/completionz", "")).read().status());
    }
  }

  @Test
  void anotherHostIsLookedAtAgain() throws Exception {
    String absolute = "http://gw.test/v1/chat/completions";
    try (RawClient client = edge.connect()) {
      assertEquals(200, client.send(request(absolute, "")).read().status());
      String misdirected = request(absolute, "").replace("Host: gw.test", "Host: gw.evil");
      assertEquals(421, client.send(misdirected).read().status());
    }
  }

  @Test
  void headersOfTheRequestBeforeAreGone() throws Exception {
    try (RawClient client = edge.connect()) {
      String fields = "X-First: a\r\nX-Long: " + "b".repeat(3_000);
      assertEquals(200, client.send(request("/v1/chat/completions", fields)).read().status());
      assertEquals("a", edge.gate.next().headers.get("x-first"));

      String other = request("/v1/chat/completions", "X-Second: c");
      assertEquals(200, client.send(other).read().status());
      var headers = edge.gate.next().headers;
      assertNull(headers.get("x-first"));
      assertNull(headers.get("x-long"));
    }
  }

  private Operation operation(RawClient client, String path) throws Exception {
    assertEquals(200, client.send(request(path, "")).read().status());
    return edge.gate.next().head.operation();
  }

  private static String request(String target, String field) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: gw.test\r\nAuthorization: "
        + ScriptedGate.KEY
        + "\r\n"
        + (field.isEmpty() ? "" : field + "\r\n")
        + "Content-Length: 2\r\n\r\n{}";
  }
}
