package dev.isthmus.server.boot;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.isthmus.core.call.Strain;
import dev.isthmus.core.call.Ticker;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much of the heap and of direct memory is in use, and says what the process should
 * therefore no longer do.
 *
 * <p>Of the heap counts what the last collection left, as far as it is still there: garbage is no
 * use. Of direct memory counts what buffers hold, not what the pool keeps for the next ones.
 *
 * <p>Threads: {@link #get} any; the rest one.
 */
final class MemoryWatch implements Supplier<Strain> {
  private static final Logger LOG = LoggerFactory.getLogger("isthmus");

  static final double TIGHT = 0.92;
  static final double SHORT = 0.95;
  static final double OUT = 0.98;

  /** So much better it has to be before a level is left, so that it does not flutter. */
  static final double EASE = 0.01;

  private static final long COLLECT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final DoubleSupplier heap;
  private final DoubleSupplier direct;
  private final Runnable collect;
  private final Ticker ticker;
  private long collectedAt;
  private volatile Strain strain = Strain.CALM;

  /**
   * @param heap the used part of it, 0 to 1
   * @param direct the used part of it, 0 to 1
   * @param collect asks for a collection of garbage
   */
  MemoryWatch(DoubleSupplier heap, DoubleSupplier direct, Runnable collect, Ticker ticker) {
    this.heap = heap;
    this.direct = direct;
    this.collect = collect;
    this.ticker = ticker;
    this.collectedAt = ticker.nanoTime();
  }

  /** Watches this JVM. */
  static MemoryWatch ofThisJvm(Ticker ticker) {
    return new MemoryWatch(new Heap(), MemoryWatch::pinned, System::gc, ticker);
  }

  @Override
  public Strain get() {
    return strain;
  }

  double heapInUse() {
    return heap.getAsDouble();
  }

  double directInUse() {
    return direct.getAsDouble();
  }

  /** Looks. */
  void look() {
    double heapPart = heap.getAsDouble();
    double directPart = direct.getAsDouble();
    Strain before = strain;
    Strain now = level(Math.max(heapPart, directPart), before);
    if (now != before) {
      strain = now;
      LOG.warn("memory strain={} before={} heap={} direct={}", now, before, heapPart, directPart);
    }
    if (now.reaches(Strain.SHORT) && ticker.nanoTime() - collectedAt >= COLLECT_NANOS) {
      // Who is turned away makes no garbage: without this, nothing would ever show that it is over.
      collectedAt = ticker.nanoTime();
      collect.run();
    }
  }

  /** The level for that used part, coming from {@code before}. */
  static Strain level(double used, Strain before) {
    Strain up = plain(used);
    Strain down = plain(used + EASE);
    return up.reaches(before) ? up : down.reaches(before) ? before : down;
  }

  private static Strain plain(double used) {
    if (used >= OUT) {
      return Strain.OUT;
    }
    if (used >= SHORT) {
      return Strain.SHORT;
    }
    return used >= TIGHT ? Strain.TIGHT : Strain.CALM;
  }

  private static double pinned() {
    return (double) PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() / MemoryPlan.directBytes();
  }

  /** What the last collection left of the heap, or what is used now if that is less. */
  private static final class Heap implements DoubleSupplier {
    private final Set<String> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    private volatile long leftBytes;

    Heap() {
      for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
        if (bean instanceof NotificationEmitter emitter) {
          emitter.addNotificationListener((event, handback) -> collected(event), null, null);
        }
      }
    }

    private void collected(Notification event) {
      if (event
          .getType()
          .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
        GarbageCollectionNotificationInfo info =
            GarbageCollectionNotificationInfo.from((CompositeData) event.getUserData());
        leftBytes =
            info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> pools.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
      }
    }

    @Override
    public double getAsDouble() {
      MemoryUsage now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
      return (double) Math.min(leftBytes, now.getUsed()) / now.getMax();
    }
  }
}
