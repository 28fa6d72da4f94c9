package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts that came in chunks of their own, on their way to callers. */
final class ChunkPassingTest {
  private static final String EVENT = "data: {\"x\":1}\n\n";
  private static final String LONG = "data: " + "y".repeat(5_000) + "\n\n";

  private TestEdge edge;

  @BeforeEach
  void start() throws IOException {
    edge = new TestEdge(EdgeLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  /** A buffer as a read leaves it: with what is left of the frame around {@code data}. */
  private static ByteBuf came(String line, String data) {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(2048);
    buffer.writeCharSequence(line + "\r\n" + data + "\r\n", ISO_8859_1);
    int from = line.length() + 2;
    return buffer.setIndex(from, from + data.length());
  }

  private static ByteBuf came(String data) {
    return came(Integer.toHexString(data.length()), data);
  }

  private static String chunk(String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  private static String request(String version) {
    return "POST /v1/chat/completions HTTP/"
        + version
        + "\r\nHost: gw.test\r\nAuthorization: Bearer sk-test-A\r\n"
        + "X-By-Hand: 1\r\nContent-Length: 2\r\n\r\n{}";
  }

  /** A call whose head has been written, and read up to its blank line. */
  private ScriptedGate.Call begun(RawClient client, String version) throws Exception {
    client.send(request(version));
    ScriptedGate.Call call = edge.gate.next();
    call.body.get();
    call.run(d -> d.head(200, -1, sink -> {}));
    call.run(d -> d.flush());
    while (!client.readLine().isEmpty()) {
      // A line of the head.
    }
    return call;
  }

  @Test
  void aPartThatCameInAChunkLeavesInAChunk() throws Exception {
    try (RawClient client = edge.connect()) {
      ScriptedGate.Call call = begun(client, "1.1");
      for (String line : List.of("f", "F", "00000f", "f;name=\"value\"")) {
        ByteBuf part = came(line, EVENT);
        call.run(d -> d.body(part));
        call.run(d -> d.flush());
        assertEquals(chunk(EVENT), client.readExactly(chunk(EVENT).length()), line);
        assertGone(call, part);
      }
      call.run(d -> d.end());
      assertEquals("", client.readChunks());
    }
  }

  /** Only the socket had it, and has written it. */
  private static void assertGone(ScriptedGate.Call call, ByteBuf part) throws Exception {
    for (int i = 0; i < 100 && part.refCnt() > 0; i++) {
      call.run(d -> {});
    }
    assertEquals(0, part.refCnt());
  }

  @Test
  void partsWithRoomAndPartsWithoutMix() throws Exception {
    try (RawClient client = edge.connect()) {
      ScriptedGate.Call call = begun(client, "1.1");
      List<String> sent = List.of(EVENT, LONG, EVENT, EVENT, LONG, LONG, EVENT);
      for (int roomy = 0; roomy < 1 << sent.size(); roomy++) {
        List<ByteBuf> parts = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
          ByteBuf part = came(sent.get(i));
          parts.add((roomy >> i & 1) == 1 ? part : bare(part));
        }
        boolean each = roomy % 3 == 0;
        call.run(
            d -> {
              for (ByteBuf part : parts) {
                d.body(part);
                if (each) {
                  d.flush();
                }
              }
              d.flush();
            });
        for (String one : sent) {
          assertEquals(chunk(one), client.readExactly(chunk(one).length()), "mix " + roomy);
        }
      }
      call.run(d -> d.end());
      assertEquals("", client.readChunks());
    }
  }

  /** The same without the room around it. */
  private static ByteBuf bare(ByteBuf part) {
    ByteBuf slice = part.readRetainedSlice(part.readableBytes());
    part.release();
    return slice;
  }

  @Test
  void aPartBehindTheHeadThatWaits() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("1.1"));
      ScriptedGate.Call call = edge.gate.next();
      call.body.get();
      call.run(
          d -> {
            d.head(200, -1, sink -> {});
            d.body(came(LONG));
            d.body(came(EVENT));
            d.end();
          });
      assertEquals(LONG + EVENT, client.read().body());
    }
  }

  @Test
  void aBrokenStreamHasNoLastChunk() throws Exception {
    try (RawClient client = edge.connect()) {
      ScriptedGate.Call call = begun(client, "1.1");
      call.run(
          d -> {
            d.body(came(EVENT));
            d.abort();
          });
      assertEquals(chunk(EVENT), client.readToEnd());
    }
  }

  @Test
  void memoryThatAnotherReadsStaysAsItIs() throws Exception {
    try (RawClient client = edge.connect()) {
      ScriptedGate.Call call = begun(client, "1.1");
      ByteBuf part = came("00000f", EVENT);
      ByteBuf whole = part.retainedSlice(0, part.writerIndex() + 2);
      call.run(d -> d.body(part));
      call.run(d -> d.flush());
      assertEquals(chunk(EVENT), client.readExactly(chunk(EVENT).length()));
      assertEquals("00000f\r\n" + EVENT + "\r\n", whole.toString(ISO_8859_1));
      whole.release();
      call.run(d -> d.end());
    }
  }

  @Test
  void aSlowCallerPinsNoMoreThanOneSmallPart() throws Exception {
    try (RawClient client = edge.connect()) {
      ScriptedGate.Call call = begun(client, "1.1");
      List<ByteBuf> small = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        small.add(came(EVENT));
      }
      call.run(
          d -> {
            while (d.isWritable()) {
              d.body(came(LONG));
              d.flush();
            }
            for (ByteBuf part : small) {
              d.body(part);
              d.flush();
            }
          });
      assertTrue(small.stream().allMatch(part -> part.refCnt() == 0));
      call.run(d -> d.end());
      String all = client.readChunks();
      assertTrue(all.endsWith(EVENT.repeat(10)), () -> "bytes: " + all.length());
      assertEquals(LONG, all.substring(0, LONG.length()));
    }
  }

  @Test
  void callersOfHttp10GetTheBytesAlone() throws Exception {
    try (RawClient client = edge.connect()) {
      ScriptedGate.Call call = begun(client, "1.0");
      call.run(
          d -> {
            d.body(came(EVENT));
            d.flush();
            d.body(came(LONG));
            d.body(came(EVENT));
            d.end();
          });
      assertEquals(EVENT + LONG + EVENT, client.readToEnd());
    }
  }

  @Test
  void callersOfHttp2GetTheBytesAlone() throws Exception {
    try (FrameClient client = new FrameClient(edge.connect().socket)) {
      client.headers(1, FrameClient.END_STREAM, FrameClient.post("x-by-hand", "1")).flush();
      ScriptedGate.Call call = edge.gate.next();
      call.run(d -> d.head(200, -1, sink -> {}));
      for (String one : List.of(EVENT, LONG)) {
        call.run(d -> d.body(came(one)));
        call.run(d -> d.flush());
        assertEquals(one, client.read(FrameClient.DATA).payload());
      }
      call.run(d -> d.end());
      assertFalse(call.hungUp.isDone());
    }
  }
}
