package dev.isthmus.server.upstream;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.exchange.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What one read of a stream costs on the event loop in objects, from the socket to the listener; a
 * read holds at least one chunk, usually many. Leak detection is off meanwhile: it allocates by
 * itself.
 */
final class RelayAllocationTest {

  private static final int WARM_UP = 60_000;
  private static final int READS = 100_000;

  /** Native transport: nothing but rounding. The JDK's selector allocates by itself. */
  private static final double MOST_BYTES_PER_READ = Epoll.isAvailable() ? 1.0 : 64.0;

  private static final byte[] CHUNK =
      "32\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"word\"}}]}\n\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  @BeforeEach
  void leakDetectionOff() {
    before = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @AfterEach
  void leakDetectionBack() {
    ResourceLeakDetector.setLevel(before);
  }

  /** Counts chunks, asks for more, and acknowledges each so that every one is a read of its own. */
  private static final class Counter implements Upstream.Listener {
    final AtomicReference<Upstream.@Nullable Call> call = new AtomicReference<>();
    final CompletableFuture<Long> used = new CompletableFuture<>();
    private final ThreadMXBean threads;
    private final boolean planted;
    private int batches;
    private long atStart;

    private byte[] plant = new byte[0];

    Counter(ThreadMXBean threads, boolean planted) {
      this.threads = threads;
      this.planted = planted;
    }

    @Override
    public void onSent() {}

    @Override
    public void onHead(int status, HeaderView headers) {
      read();
    }

    @Override
    public void onBody(ByteBuf body) {
      if (planted) {
        plant = new byte[plant.length == 128 ? 129 : 128];
      }
      body.release();
    }

    @Override
    public void onBatchEnd() {
      batches++;
      if (batches == WARM_UP) {
        atStart = threads.getCurrentThreadAllocatedBytes();
      } else if (batches == WARM_UP + READS) {
        used.complete(threads.getCurrentThreadAllocatedBytes() - atStart);
      }
      read();
    }

    private void read() {
      Upstream.Call current = call.get();
      if (current != null) {
        current.read();
      }
    }

    @Override
    public void onEnd() {}

    @Override
    public void onFailure(Failure failure) {
      used.completeExceptionally(new AssertionError(failure.toString()));
    }
  }

  @Test
  void aReadAllocatesNothing() throws Exception {
    double each = bytesPerRead(false);
    System.out.printf("{\"case\":\"upstream-read-allocation\",\"bytes_per_read\":%.4f}%n", each);
    assertTrue(each <= MOST_BYTES_PER_READ, "bytes per read: " + each);
  }

  @Test
  void aPlantedAllocationIsSeen() throws Exception {
    assertTrue(bytesPerRead(true) > MOST_BYTES_PER_READ);
  }

  private double bytesPerRead(boolean planted) throws Exception {
    try (PoolBench bench = new PoolBench(PoolConfig.DEFAULT);
        RawServer server = new RawServer(RelayAllocationTest::stream)) {
      Counter counter = new Counter(threads, planted);
      Upstream.Request request =
          new Upstream.Request(
              PoolBench.local(server.port()),
              "POST",
              "/",
              PoolBench.JSON,
              Unpooled.EMPTY_BUFFER,
              TimeUnit.SECONDS.toNanos(1));
      Upstream.Call call =
          bench.onLoop(
              () -> {
                Upstream.Call made = bench.pool.send(request, counter);
                counter.call.set(made);
                return made;
              });
      long bytes = counter.used.get(120, TimeUnit.SECONDS);
      bench.onLoop(
          () -> {
            call.cancel();
            return true;
          });
      return (double) bytes / READS;
    }
  }

  private static void stream(RawServer.Peer peer) throws IOException {
    peer.request();
    peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    while (true) {
      peer.send(CHUNK);
    }
  }
}
