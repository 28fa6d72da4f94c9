package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isthmus.server.http.RawClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way of watching sockets serves the same. */
final class TransportTest {
  private static final String REQUEST =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: gw.test\r\n"
          + "Authorization: Bearer sk-test-A\r\nContent-Length: 2\r\n\r\n{}";

  @ParameterizedTest
  @EnumSource(Transport.class)
  void requestsAreAnsweredOneAfterTheOther(Transport transport) throws Exception {
    assumeTrue(transport.isAvailable(), "this system has no " + transport);
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT, null, transport);
        RawClient client = edge.connect()) {
      for (int i = 0; i < 3; i++) {
        Answer answer = client.send(REQUEST).read();
        assertEquals(200, answer.status());
      }
    }
  }

  @Test
  void theUsualOneIsThere() {
    assertTrue(Transport.usual().isAvailable());
    assertTrue(Transport.NIO.isAvailable());
  }
}
