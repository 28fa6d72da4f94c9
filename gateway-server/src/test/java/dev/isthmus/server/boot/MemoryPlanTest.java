package dev.isthmus.server.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.server.config.LimitsConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How direct memory is shared out. */
class MemoryPlanTest {
  private static final long MIB = 1 << 20;
  private static final LimitsConfig USUAL =
      new LimitsConfig(
          32 * MIB,
          256 * MIB,
          10_000,
          null,
          null,
          new LimitsConfig.Drain(Duration.ZERO, Duration.ofSeconds(30)),
          1,
          new LimitsConfig.Overload(10_000, null, Duration.ofMillis(5)),
          new LimitsConfig.Patience(
              Duration.ofSeconds(10),
              Duration.ofSeconds(10),
              Duration.ofSeconds(75),
              Duration.ofSeconds(60)));

  @Test
  void whereThereIsEnoughTheConfigurationDecides() {
    assertEquals(
        new MemoryPlan(256 * MIB, 32 * MIB, 128 << 10, 10_000), MemoryPlan.of(USUAL, 1024 * MIB));
  }

  @Test
  void bodiesAndAThousandSlowReadersFitIntoASmallOne() {
    MemoryPlan plan = MemoryPlan.of(USUAL, 128 * MIB);
    assertEquals(64 * MIB, plan.heldBodies());
    assertEquals(32 * MIB, plan.body());
    assertEquals(33_554, plan.answer(), "32 MiB for a thousand");
    assertEquals(2048, plan.calls());
  }

  @Test
  void noBodyIsLargerThanAllBodies() {
    MemoryPlan plan = MemoryPlan.of(USUAL, 40 * MIB);
    assertEquals(20 * MIB, plan.body());
    assertEquals(32 << 10, plan.answer());
  }
}
