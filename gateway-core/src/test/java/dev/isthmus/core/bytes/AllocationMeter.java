package dev.isthmus.core.bytes;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

/** Counts the bytes that the current thread allocates. */
public final class AllocationMeter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int WARM_UPS = 5;

  private AllocationMeter() {}

  /** The fewest bytes that {@code task} allocated in several runs after it was warmed up. */
  public static long bytes(Runnable task) {
    for (int i = 0; i < WARM_UPS; i++) {
      task.run();
    }
    long thread = Thread.currentThread().getId();
    long fewest = Long.MAX_VALUE;
    for (int i = 0; i < WARM_UPS; i++) {
      long before = THREADS.getThreadAllocatedBytes(thread);
      task.run();
      fewest = Math.min(fewest, THREADS.getThreadAllocatedBytes(thread) - before);
    }
    return fewest - own(thread);
  }

  /** A direct buffer as a socket gives them; leak detection would allocate for each access. */
  public static ByteBuf direct(byte[] bytes) {
    return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
  }

  /** What the measuring itself allocates. */
  private static long own(long thread) {
    long before = THREADS.getThreadAllocatedBytes(thread);
    return THREADS.getThreadAllocatedBytes(thread) - before;
  }
}
