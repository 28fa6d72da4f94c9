package dev.isthmus.core.hotpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.AllocationMeter;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Counts what each hot thing allocates: bytes do not depend on the machine. That every class marked
 * as hot is among them is checked where all modules are together.
 */
final class HotPathAllocationTest {
  private static final int TIMES = 20_000;

  static List<HotPathCase> cases() {
    return HotPathCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allocatesNoMoreThanItSays(HotPathCase hot) throws Exception {
    long all = bytes(hot.prepared().get());
    if (hot.bytes() == 0) {
      assertEquals(0, all, "bytes in " + TIMES + " times");
    } else {
      assertTrue(all <= (long) hot.bytes() * TIMES, "bytes each: " + (double) all / TIMES);
    }
  }

  @Test
  void wouldNoticeAnAllocation() throws Exception {
    Object[] kept = new Object[1];
    long all =
        bytes(
            () -> {
              kept[0] = new byte[8];
              return 0;
            });
    assertTrue(all >= 24L * TIMES, "bytes: " + all);
  }

  private static long bytes(LongSupplier once) throws Exception {
    long[] results = new long[1];
    Runnable many =
        () -> {
          for (int i = 0; i < TIMES; i++) {
            results[0] += once.getAsLong();
          }
        };
    FutureTask<Long> counted = new FutureTask<>(() -> AllocationMeter.bytes(many));
    // Event loops are such threads; what they keep for the next call no other thread may use.
    new FastThreadLocalThread(counted).start();
    return counted.get();
  }
}
