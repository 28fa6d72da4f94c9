package dev.isthmus.server.boot;

import dev.isthmus.server.config.LimitsConfig;
import io.netty.util.internal.PlatformDependent;

/**
 * How the JVM's direct memory is shared out, so that all that callers can make the process hold
 * fits into it. Units: bytes.
 *
 * @param heldBodies for request bodies: half at most
 * @param body for one of them
 * @param answer for what one caller does not read, before the last that came from its provider:
 *     with a thousand such callers, a quarter
 * @param calls at the same time, of which each may come to need a little
 */
record MemoryPlan(long heldBodies, long body, int answer, int calls) {
  private static final int SLOW_READERS = 1000;
  private static final long LEAST_ANSWER = 32 << 10;
  private static final long MOST_ANSWER = 128 << 10;

  /** From here on Netty takes memory in its usual large chunks. */
  private static final long ROOMY = 512L << 20;

  private static final String CHUNK_ORDER = "io.netty.allocator.maxOrder";

  /** Pages of 8 KiB, doubled so often: 1 MiB. */
  private static final String SMALL_CHUNKS = "7";

  static MemoryPlan of(LimitsConfig limits, long directBytes) {
    long held = Math.min(limits.heldBodiesBytes(), directBytes / 2);
    long answer = directBytes / 4 / SLOW_READERS;
    long calls = Math.min(limits.overload().calls(), directBytes / 2 / LEAST_ANSWER);
    return new MemoryPlan(
        held,
        Math.min(limits.bodyBytes(), held),
        (int) Math.max(LEAST_ANSWER, Math.min(answer, MOST_ANSWER)),
        (int) Math.max(1, calls));
  }

  /** What buffers may take in this JVM. */
  static long directBytes() {
    return PlatformDependent.maxDirectMemory();
  }

  /**
   * Has the allocator take memory in chunks that fit the memory there is: four large ones that are
   * nearly empty could else be all of it. To be called before the first buffer is made.
   */
  static void chooseChunks() {
    if (directBytes() < ROOMY && System.getProperty(CHUNK_ORDER) == null) {
      System.setProperty(CHUNK_ORDER, SMALL_CHUNKS);
    }
  }
}
