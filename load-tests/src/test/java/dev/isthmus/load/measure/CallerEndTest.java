package dev.isthmus.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Those who call in measurements, and a provider that answers them all. */
final class CallerEndTest {
  private static final int CALLERS = 3;

  @BeforeAll
  static void linux() {
    assumeTrue(Epoll.isAvailable(), "measurements need Linux");
  }

  @Test
  void callsFollowEachOtherUntilAllWereAnswered() throws Exception {
    try (StubProvider provider = StubProvider.local()) {
      ClosedLoop calls = new ClosedLoop(provider.loop(), CALLERS, Question.body(1_000, false));

      assertEquals(50, calls.run(provider.port(), 50));

      assertTrue(calls.perSecond() > 0);
      assertTrue(calls.p50() <= calls.p99());
    }
  }

  @Test
  void streamsFollowEachOtherUntilTheyAreToEnd() throws Exception {
    try (StubProvider provider = StubProvider.local()) {
      provider.tempo(new StubProvider.Tempo(2, 1));
      String request = Question.request(provider.port(), Question.body(1_000, true));
      try (StreamCallers callers = new StreamCallers(provider.loop(), provider.port(), request)) {
        callers.open(CALLERS, 1);
        while (callers.watch(1).chunks() == 0) {
          Thread.onSpinWait();
        }

        callers.finish();

        assertEquals(0, callers.watch(1).streaming());
        assertEquals(0, callers.watch(1).refused());
      }
    }
  }

  @Test
  void whoStaysIsAnsweredOnce() throws Exception {
    try (StubProvider provider = StubProvider.local();
        HeldCallers callers = new HeldCallers(provider.port(), true)) {
      provider.tempo(new StubProvider.Tempo(1, 1));

      callers.open(CALLERS);
    }
  }

  @Test
  void whoIsRefusedSaysSo() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread refusing = new Thread(() -> refuse(server), "refusing");
      refusing.start();
      try (HeldCallers callers = new HeldCallers(server.getLocalPort(), false)) {
        IOException error = assertThrows(IOException.class, () -> callers.open(1));

        assertTrue(String.valueOf(error.getMessage()).contains("1 refused"), error::toString);
      }
      refusing.join();
    }
  }

  private static void refuse(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      while (socket.getInputStream().read() >= 0) {
        // until the caller leaves
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
