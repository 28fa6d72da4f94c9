package dev.isthmus.server.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.uring.IoUring;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A ring writes later than it is told to, and tells of it later still. */
@ExtendWith(LeakWatch.class)
final class RingPoolTest {
  private static final int TIMES = 30;

  private @Nullable PoolBench bench;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(IoUring.isAvailable(), "this system has no io_uring");
    bench = PoolBench.onRing();
  }

  @AfterEach
  void close() {
    if (bench != null) {
      bench.close();
    }
  }

  private PoolBench ring() {
    if (bench == null) {
      throw new AssertionError("no bench");
    }
    return bench;
  }

  @Test
  void callsAreAnsweredOneAfterTheOther() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              while (true) {
                peer.request();
                peer.send(UpstreamPoolTest.OK);
              }
            })) {
      for (int i = 0; i < TIMES; i++) {
        Heard heard = ring().post(PoolBench.local(server.port()), "{}");
        assertEquals("end", heard.await());
        assertEquals("sent", heard.order.get(0));
      }
    }
  }

  @Test
  void aCallThatWasHandedToTheRingIsNeverTakenForUnsent() throws Exception {
    try (RawServer server = new RawServer(peer -> {})) {
      for (int i = 0; i < TIMES; i++) {
        Heard heard = ring().post(PoolBench.local(server.port()), "x".repeat(40_000));
        String said = heard.await();
        assertFalse(said.equals("RESET UNSENT"), said);
      }
    }
  }
}
