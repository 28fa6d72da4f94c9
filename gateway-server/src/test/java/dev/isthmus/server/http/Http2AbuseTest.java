package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers that make much out of little, or say much and ask for nothing. */
class Http2AbuseTest {
  private static final int FLOOD = 100_000;

  private TestEdge edge;

  @BeforeEach
  void start() throws IOException {
    edge = new TestEdge(EdgeLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private FrameClient connect() throws IOException {
    return new FrameClient(new Socket(edge.address.getAddress(), edge.address.getPort()));
  }

  /** Nothing of what comes back is read meanwhile. */
  @ParameterizedTest
  @CsvSource({
    "PING, 6, 0, 8",
    "SETTINGS, 4, 0, 0",
    "PRIORITY, 2, 1, 5",
    "WINDOW_UPDATE, 8, 0, 4",
    "unknown, 77, 0, 0",
    "empty DATA, 0, 1, 0"
  })
  @Case(id = "X9", did = "100,000 frames that ask for nothing, and nothing of what comes back read")
  void floodsOfFramesEndTheConnection(String name, int type, int stream, int bytes)
      throws Exception {
    byte[] payload = new byte[bytes];
    if (type == FrameClient.WINDOW_UPDATE) {
      payload[bytes - 1] = 1;
    }
    try (FrameClient client = connect()) {
      client.headers(1, 0, FrameClient.post("x-by-hand", "1")).flush();
      for (int i = 0; i < FLOOD; i++) {
        client.frame(type, 0, stream, payload);
      }
      client.flushAnyway();
      assertThrows(IOException.class, () -> readToEnd(client), name);
      edge.gate.next().hungUp.get(5, TimeUnit.SECONDS);
    }
  }

  private static void readToEnd(FrameClient client) throws IOException {
    for (int i = 0; i < FLOOD; i++) {
      client.read();
    }
  }

  @Test
  @Case(id = "X7", did = "a header of 3,000 bytes, repeated 3,000 times by one byte each")
  void oneByteThatStandsForManyIsCountedAsThese(Figures figures) throws Exception {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(FrameClient.block(FrameClient.post()));
    block.write(0x40); // kept in the table
    literal(block, "x");
    literal(block, "y".repeat(3_000));
    for (int i = 0; i < 3_000; i++) {
      block.write(0x80 | 62); // the newest entry of the table
    }
    refused(block.toByteArray(), 3_000L * 3_000, figures);
  }

  @Test
  @Case(id = "X7", did = "10,000 crumbs of a cookie, one byte each")
  void crumbsOfCookiesAreCountedOneByOne(Figures figures) throws Exception {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(FrameClient.block(FrameClient.post()));
    block.write(0x40);
    literal(block, "cookie");
    literal(block, "a=b");
    for (int i = 0; i < 10_000; i++) {
      block.write(0x80 | 62);
    }
    refused(block.toByteArray(), 10_000L * ("cookie".length() + "a=b".length()), figures);
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    int most = 127;
    if (bytes.length < most) {
      block.write(bytes.length);
    } else {
      block.write(most);
      int rest = bytes.length - most;
      for (; rest >= 128; rest >>= 7) {
        block.write((rest & 127) | 128);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  private void refused(byte[] block, long decodedBytes, Figures figures) throws Exception {
    try (FrameClient client = connect()) {
      client.frame(FrameClient.HEADERS, FrameClient.END_STREAM | FrameClient.END_HEADERS, 1, block);
      client.flush();
      FrameClient.Frame answer = client.read();
      figures.add("wire_bytes", (long) block.length).add("decoded_bytes", decodedBytes);
      figures.add("answer_frame", (long) answer.type());
      boolean refused =
          answer.type() == FrameClient.GOAWAY
              || answer.type() == FrameClient.RST_STREAM
              || answer.type() == FrameClient.HEADERS;
      assertTrue(refused, answer::toString);
      assertTrue(edge.gate.calls.isEmpty(), "it became a call");
    }
  }
}
