package dev.isthmus.server.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever our parser accepts, another strict reader must read as the same answer. */
final class DifferentialTest {

  private static final int ROUNDS = 30_000;
  private static final String MARKS = "\0\t\n\r SP,;:\"0123456789aAx\u0080\u00ff";
  private static final String[] SEEDS = {
    "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx-a: b\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n3;a=b\r\nabc\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nx: y\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Slow\r\ncontent-length: 2\r\n\r\nno"
  };

  @Test
  void acceptedAnswersHaveTheSameBodyElsewhere() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String wire = mutated(SEEDS[random.nextInt(SEEDS.length)], random);
      String ours = ResponseParserTest.read(wire);
      if (ours.endsWith("]END") || (ours.endsWith("END") && ours.contains("]"))) {
        accepted++;
        String body = ours.substring(ours.lastIndexOf(']') + 1, ours.length() - 3);
        assertEquals(netty(wire), body, "seed " + seed + ": " + wire);
      }
    }
    assertTrue(accepted > ROUNDS / 20, "seed " + seed + ": accepted " + accepted);
  }

  private static String mutated(String from, Random random) {
    StringBuilder wire = new StringBuilder(from);
    for (int n = random.nextInt(3); n >= 0; n--) {
      int at = random.nextInt(wire.length());
      char mark = MARKS.charAt(random.nextInt(MARKS.length()));
      switch (random.nextInt(4)) {
        case 0 -> wire.deleteCharAt(at);
        case 1 -> wire.insert(at, wire.charAt(at));
        case 2 -> wire.insert(at, mark);
        default -> wire.setCharAt(at, mark);
      }
    }
    return wire.toString();
  }

  private static String netty(String wire) {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseDecoder());
    channel.writeInbound(Unpooled.copiedBuffer(wire, StandardCharsets.ISO_8859_1));
    channel.finish();
    StringBuilder body = new StringBuilder();
    boolean whole = false;
    for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
      if (next instanceof HttpObject part && part.decoderResult().isFailure()) {
        body.append("<broken>");
      }
      if (next instanceof HttpResponse response) {
        whole = response.status().code() < 200;
      }
      if (next instanceof HttpContent content) {
        body.append(content.content().toString(StandardCharsets.ISO_8859_1));
        whole |= next instanceof LastHttpContent;
      }
      ReferenceCountUtil.release(next);
    }
    return whole ? body.toString() : body + "<cut>";
  }
}
