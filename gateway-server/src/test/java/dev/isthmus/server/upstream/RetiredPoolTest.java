package dev.isthmus.server.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.provider.Address;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections to addresses that the configuration no longer names. */
@ExtendWith(LeakWatch.class)
final class RetiredPoolTest {
  private PoolBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new PoolBench(PoolConfig.DEFAULT);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void retain(Address... addresses) {
    bench.onLoop(
        () -> {
          bench.pool.retain(Set.of(addresses));
          return true;
        });
  }

  private static RawServer answering(CountDownLatch go) throws IOException {
    return new RawServer(
        peer -> {
          while (true) {
            peer.request();
            awaitGo(go);
            peer.send(UpstreamPoolTest.OK);
          }
        });
  }

  private static void awaitGo(CountDownLatch go) throws IOException {
    try {
      assertTrue(go.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void anIdleConnectionClosesAtOnceAndItsPoolIsForgotten() throws Exception {
    try (RawServer server = answering(new CountDownLatch(0))) {
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      retain();
      bench.awaitCount(bench.closed, 1);
      bench.pass(1);
      assertTrue(bench.timers.isEmpty(), "nothing is left to sweep");
    }
  }

  @Test
  void oneWithACallClosesAfterIt() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawServer server = answering(go)) {
      Heard heard = bench.post(PoolBench.local(server.port()), "{}");
      retain();
      go.countDown();
      assertEquals("end", heard.await());
      assertEquals("hi", heard.body());
      bench.awaitCount(bench.closed, 1);
    }
  }

  @Test
  void aCallThatBeganBeforeMayStillGoThere() throws Exception {
    try (RawServer server = answering(new CountDownLatch(0))) {
      retain();
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      bench.awaitCount(bench.closed, 1);
    }
  }

  @Test
  void anAddressThatComesBackKeepsItsConnectionsAgain() throws Exception {
    try (RawServer server = answering(new CountDownLatch(0))) {
      Address address = PoolBench.local(server.port());
      retain();
      retain(address);
      assertEquals("end", bench.post(address, "{}").await());
      assertEquals("end", bench.post(address, "{}").await());
      bench.awaitCount(bench.reused, 1);
      assertEquals(0, bench.closed.get());
    }
  }
}
