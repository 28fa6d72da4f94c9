package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Google's clients may give their key in the address; nobody else may, and no header shows it. */
final class AddressKeyTest {
  private static final String GEMINI = "/v1beta/models/m:generateContent";
  private static final String STREAM = "/v1beta/models/m:streamGenerateContent?alt=sse";
  private static final String KEY = "k-in-the-address";

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
  void isReadFromGooglesPathsAlone() throws Exception {
    try (RawClient client = edge.connect()) {
      assertEquals(KEY, keyOf(client, GEMINI + "?key=" + KEY));
      assertEquals(KEY, keyOf(client, STREAM + "&key=" + KEY));
      assertEquals(
          KEY,
          keyOf(
              client,
              "/v1beta1/publishers/google/models/m:countTokens?x=1&key=" + KEY + "&prettyPrint="));
      assertNull(keyOf(client, GEMINI + "?akey=" + KEY));
      assertNull(keyOf(client, GEMINI + "?keys=" + KEY));
      assertNull(keyOf(client, "/v1/chat/completions?key=" + KEY));
      assertNull(keyOf(client, "/v1/messages?key=" + KEY));
    }
  }

  @Test
  void isDecodedAndNeverGuessed() throws Exception {
    try (RawClient client = edge.connect()) {
      assertEquals("a+b/c=", keyOf(client, GEMINI + "?key=a%2Bb/c%3D"));
      assertEquals("", keyOf(client, GEMINI + "?key="));
      assertEquals("", keyOf(client, GEMINI + "?key=a%zz"));
      assertEquals("", keyOf(client, GEMINI + "?key=a%2"));
      assertEquals("", keyOf(client, GEMINI + "?key=a&key=a"), "two are none");
    }
  }

  @Test
  void isNoHeaderAndBelongsToOneRequest() throws Exception {
    try (RawClient client = edge.connect()) {
      for (int round = 0; round < 2; round++) {
        ScriptedGate.Call call = call(client, GEMINI + "?key=" + KEY);
        assertEquals(KEY, call.head.headers().keyInAddress());
        assertFalse(call.headers.toString().contains(KEY));
        assertEquals("gw.test", call.headers.get("host"), "the others are there");
        assertNull(call.head.headers().get("key"));
        assertNull(keyOf(client, GEMINI));
      }
    }
  }

  @Test
  void isReadOverHttp2() throws Exception {
    List<String> fields = new ArrayList<>(FrameClient.post());
    fields.set(fields.indexOf(":path") + 1, GEMINI + "?key=" + KEY);
    Socket socket = new Socket(edge.address.getAddress(), edge.address.getPort());
    try (FrameClient client = new FrameClient(socket)) {
      client.headers(1, FrameClient.END_STREAM, fields).flush();
      assertEquals(KEY, edge.gate.next().head.headers().keyInAddress());
    }
  }

  @Test
  void isNotShownByWhatWasFound() {
    Target found = Target.resolve("POST", GEMINI + "?key=" + KEY, "gw.test");
    assertFalse(found.toString().contains(KEY));
    assertTrue(found.toString().contains("m"));
  }

  private @Nullable String keyOf(RawClient client, String target) throws Exception {
    return call(client, target).head.headers().keyInAddress();
  }

  private ScriptedGate.Call call(RawClient client, String target) throws Exception {
    String request =
        "POST %s HTTP/1.1\r\nHost: gw.test\r\nAuthorization: %s\r\nContent-Length: 2\r\n\r\n{}";
    assertEquals(200, client.send(request.formatted(target, ScriptedGate.KEY)).read().status());
    return edge.gate.next();
  }
}
