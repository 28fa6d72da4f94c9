package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isthmus.server.http.RawClient.Answer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"6.1", "6.1.0-13-amd64", "6.18.44-fc", "10.0", "6.2-rc1"})
  void aRingIsUsualOnALinuxThatIsNewEnough(String release) {
    assertNull(Transport.tooOld(release));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.0.19", "5.15.0-91-generic", "4.4.0", "", "6"})
  void onAnOlderOneItIsNot(String release) {
    assertEquals("Linux " + release + " (expected: 6.1 or later)", Transport.tooOld(release));
  }

  @Test
  void whatWentWrongFirstIsToldInOneLine() {
    IOException first = new IOException("io_uring_setup: not permitted\nat all");
    assertEquals(
        "io_uring_setup: not permitted",
        Transport.reason(new IllegalStateException("child", new RuntimeException(first))));
    assertEquals("IOException", Transport.reason(new IOException()));
  }
}
