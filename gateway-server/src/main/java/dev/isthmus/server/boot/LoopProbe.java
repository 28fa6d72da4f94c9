package dev.isthmus.server.boot;

import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.govern.Pace;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one event loop for an answer again and again; how long that takes is its lag, and where none
 * comes for a second it says what the loop is stuck in. Threads: {@link #ask} one, the answer comes
 * on the loop.
 */
final class LoopProbe {
  private static final Logger LOG = LoggerFactory.getLogger("isthmus");
  private static final long STUCK_NANOS = 1_000_000_000L;
  private static final int FRAMES = 8;

  private final Executor loop;
  private final Pace pace;
  private final Ticker ticker;
  private volatile @Nullable Thread thread;
  private volatile boolean asked;
  private long askedAt;
  private boolean told;

  LoopProbe(Executor loop, Pace pace, Ticker ticker) {
    this.loop = loop;
    this.pace = pace;
    this.ticker = ticker;
  }

  Pace pace() {
    return pace;
  }

  /** Asks, unless the last answer is still out. */
  void ask() {
    long now = ticker.nanoTime();
    if (!asked) {
      told = false;
      askedAt = now;
      asked = true;
      loop.execute(() -> answer(now));
    } else if (!told && now - askedAt >= STUCK_NANOS) {
      told = true;
      tell(thread);
    }
  }

  private void answer(long since) {
    long now = ticker.nanoTime();
    thread = Thread.currentThread();
    pace.answered(now - since, now);
    asked = false;
  }

  private static void tell(@Nullable Thread stuck) {
    if (stuck != null) {
      String where =
          Arrays.stream(stuck.getStackTrace())
              .limit(FRAMES)
              .map(StackTraceElement::toString)
              .collect(Collectors.joining(" < "));
      LOG.warn("event loop stuck loop={} in=\"{}\"", stuck.getName(), where);
    }
  }
}
