package dev.isthmus.load.chaos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.load.chaos.ChaosPipe.Way;
import dev.isthmus.load.chaos.RawClient.End;
import dev.isthmus.load.chaos.RawClient.Reading;
import java.net.SocketException;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The misbehaving peers themselves: they must do what tests believe they do. */
final class ChaosTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration A_MOMENT = Duration.ofMillis(200);
  private static final String GET = "GET / HTTP/1.1\\r\\n\\r\\n";
  private static final String OK = "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok";
  private static final String OK_TEXT = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void escapesStandForBytes() {
    assertArrayEquals(
        new byte[] {'\r', '\n', '\t', 0, '\\', (byte) 0xff, 'a', (byte) 0xc3, (byte) 0xbc},
        Bytes.of("\\r\\n\\t\\0\\\\\\xffaü"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void anUpstreamReadsWholeRequestsHoweverTheyAreSliced(int slice) throws Exception {
    byte[] requests =
        Bytes.of(
            "POST / HTTP/1.1\\r\\nContent-Length: 3\\r\\n\\r\\nabc"
                + "POST / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nab\\r\\n0\\r\\n\\r\\n"
                + "GET / HTTP/1.1\\r\\n\\r\\n");
    try (FakeUpstream upstream = FakeUpstream.start(Script.onRequest().send(OK));
        RawClient client = RawClient.connect(upstream.port())) {
      client.sendSliced(requests, slice);

      for (int i = 0; i < 3; i++) {
        assertEquals(new Reading(OK_TEXT, End.FOUND), client.readUntil("ok", PATIENCE));
      }
      assertEquals(3, upstream.requests());
      assertArrayEquals(requests, upstream.connections().get(0).received());
      assertEquals(requests.length, upstream.bytesReceived());
    }
  }

  @Test
  void aScriptWaitsForTheWordToGoOn() throws Exception {
    Script script = Script.onRequest().send("a").await().send("b").close();
    try (FakeUpstream upstream = FakeUpstream.start(script);
        RawClient client = RawClient.connect(upstream.port())) {
      assertEquals(End.FOUND, client.send(GET).readUntil("a", PATIENCE).end());
      assertEquals(new Reading("", End.TIMEOUT), client.readToEnd(A_MOMENT));
      upstream.go();
      assertEquals(new Reading("b", End.CLOSED), client.readToEnd(PATIENCE));
    }
  }

  @Test
  void anUpstreamSeesWhetherItsPeerLeftOrReset() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(Script.onRequest().send("x").hang())) {
      RawClient polite = RawClient.connect(upstream.port());
      polite.send(GET).readUntil("x", PATIENCE);
      polite.close();
      assertNotEquals(0, upstream.connections().get(0).awaitGone(10));

      RawClient rude = RawClient.connect(upstream.port());
      rude.send(GET).readUntil("x", PATIENCE);
      rude.reset();
      assertNotEquals(0, upstream.connections().get(1).awaitGone(10));

      assertTrue(!upstream.connections().get(0).reset() && upstream.connections().get(1).reset());
    }
  }

  @Test
  void scriptsMayDifferByConnectionAndEndInAReset() throws Exception {
    Script reset = Script.onRequest().reset();
    try (FakeUpstream upstream =
        FakeUpstream.start(number -> number == 0 ? reset : Script.answer(200, "{}"))) {
      try (RawClient first = RawClient.connect(upstream.port())) {
        assertEquals(new Reading("", End.RESET), first.send(GET).readToEnd(PATIENCE));
      }
      try (RawClient second = RawClient.connect(upstream.port())) {
        assertEquals(200, second.send(GET).readUntil("{}", PATIENCE).status());
      }
    }
  }

  @Test
  void chunksAreFramed() throws Exception {
    Script script = Script.onRequest().chunk("data: é\\n\\n").send("0\\r\\n\\r\\n").close();
    try (FakeUpstream upstream = FakeUpstream.start(script);
        RawClient client = RawClient.connect(upstream.port())) {
      assertEquals("a\r\ndata: Ã©\n\n\r\n0\r\n\r\n", client.send(GET).readToEnd(PATIENCE).text());
    }
  }

  @Test
  void aPipeLeftAlonePassesEverything() throws Exception {
    assertEquals(new Reading(OK_TEXT, End.CLOSED), through(pipe -> {}, PATIENCE));
  }

  @Test
  void slicingLatencyAndBandwidthChangeNoByte() throws Exception {
    Consumer<ChaosPipe> slow =
        pipe -> {
          pipe.slicer(Way.DOWN, 3);
          pipe.latency(Way.DOWN, Duration.ofMillis(1));
          pipe.bandwidth(Way.UP, 100_000);
        };

    assertEquals(new Reading(OK_TEXT, End.CLOSED), through(slow, PATIENCE));
  }

  @Test
  void limitedDataEndsTheConnectionInItsMiddle() throws Exception {
    assertEquals(
        new Reading("HTTP/1.1 2", End.CLOSED),
        through(pipe -> pipe.limitData(Way.DOWN, 10), PATIENCE));
  }

  @Test
  void aHangingPipeStaysOpenAndSilent() throws Exception {
    assertEquals(
        new Reading("", End.TIMEOUT), through(pipe -> pipe.hang(Way.DOWN, true), A_MOMENT));
  }

  @Test
  void aHalfOpenPipeKeepsTheGoodbyeToItself() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(Script.onRequest().send(OK).close());
        ChaosPipe pipe = ChaosPipe.to(upstream.port());
        RawClient client = RawClient.connect(pipe.port())) {
      pipe.halfOpen(Way.DOWN, true);

      assertEquals(End.FOUND, client.send(GET).readUntil("ok", PATIENCE).end());
      assertEquals(new Reading("", End.TIMEOUT), client.readToEnd(A_MOMENT));
    }
  }

  @Test
  void aResetReachesBothEnds() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(Script.onRequest().send("x").hang());
        ChaosPipe pipe = ChaosPipe.to(upstream.port());
        RawClient client = RawClient.connect(pipe.port())) {
      client.send(GET).readUntil("x", PATIENCE);

      pipe.resetAll();

      assertEquals(End.RESET, client.readToEnd(PATIENCE).end());
      assertNotEquals(0, upstream.connections().get(0).awaitGone(10));
      assertTrue(upstream.connections().get(0).reset());
    }
  }

  @Test
  void aRefusingPipeLetsNobodyIn() throws Exception {
    assertEquals(End.RESET, through(pipe -> pipe.refuse(true), PATIENCE).end());
  }

  private static Reading through(Consumer<ChaosPipe> setting, Duration patience) throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(Script.onRequest().send(OK).close());
        ChaosPipe pipe = ChaosPipe.to(upstream.port())) {
      setting.accept(pipe);
      try (RawClient client = RawClient.connect(pipe.port())) {
        client.send(GET);
        return client.readToEnd(patience);
      } catch (SocketException e) {
        return new Reading("", End.RESET); // refused before the request had left
      }
    }
  }
}
