package dev.isthmus.server.boot;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.govern.Room;
import dev.isthmus.core.govern.Shed;
import dev.isthmus.core.observe.Readings;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the process from a thread of its own: memory, event loops, and how many calls are
 * turned away. Threads: its own; {@link #read} any.
 */
final class Watch implements Readings.Source, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("isthmus");
  private static final long LOOK_MILLIS = 100;
  private static final int LOOKS_PER_REPORT = 50;
  private static final double NANOS = 1e9;

  private final Room room;
  private final MemoryWatch memory;
  private final List<LoopProbe> loops;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("watch", true));
  private long looks;
  private long reported;

  Watch(Room room, MemoryWatch memory, List<LoopProbe> loops) {
    this.room = room;
    this.memory = memory;
    this.loops = List.copyOf(loops);
  }

  void start() {
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      memory.look();
      loops.forEach(LoopProbe::ask);
      if (++looks % LOOKS_PER_REPORT == 0) {
        report();
      }
    } catch (RejectedExecutionException e) {
      // A loop that is shut down needs no watching.
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.warn("watch failed", e);
    }
  }

  /** One line for all that were turned away since the last one. */
  private void report() {
    long all = 0;
    for (Shed why : Shed.values()) {
      for (CallClass callClass : CallClass.values()) {
        all += room.turnedAway(why, callClass);
      }
    }
    if (all > reported) {
      LOG.warn(
          "calls turned away count={} inside={} lag_ms={}",
          all - reported,
          inside(),
          loops.stream().mapToLong(loop -> loop.pace().lagNanos()).max().orElse(0) / 1_000_000);
    }
    reported = all;
  }

  private int inside() {
    int inside = 0;
    for (CallClass callClass : CallClass.values()) {
      inside += room.inside(callClass);
    }
    return inside;
  }

  @Override
  public void read(Readings.Sink sink) {
    for (CallClass callClass : CallClass.values()) {
      String name = lower(callClass);
      sink.gauge("isthmus_calls_inside", "Calls under way", room.inside(callClass), "class", name);
      for (Shed why : Shed.values()) {
        sink.counter(
            "isthmus_turned_away_total",
            "Calls that were turned away before anything of them was kept",
            (double) room.turnedAway(why, callClass),
            "reason",
            lower(why),
            "class",
            name);
      }
    }
    sink.gauge("isthmus_call_places", "Calls that may be under way", room.places());
    sink.gauge(
        "isthmus_held_bodies_bytes", "Request bodies in memory", (double) room.bodies().used());
    memory(sink);
    for (int i = 0; i < loops.size(); i++) {
      sink.gauge(
          "isthmus_loop_lag_seconds",
          "The longest that an event loop took to come round, in the last ten seconds",
          loops.get(i).pace().lagNanos() / NANOS,
          "loop",
          Integer.toString(i));
    }
  }

  private void memory(Readings.Sink sink) {
    String name = "isthmus_memory_used_ratio";
    String help = "Memory in use, as admission sees it";
    sink.gauge(name, help, memory.heapInUse(), "memory", "heap");
    sink.gauge(name, help, memory.directInUse(), "memory", "direct");
    sink.gauge(
        "isthmus_memory_strain",
        "0 calm, 1 no keep-alive and no batch calls, 2 no new calls, 3 no new connections",
        memory.get().ordinal());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
