package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Scheduler;
import java.util.ArrayDeque;

/**
 * The alarms of one event loop's calls. What a call puts back stays wound up: the next call's first
 * deadline is later than the last one's was, so that it is set without asking the scheduler. Most
 * calls are over long before it rings, and it rings once for hundreds of them. Threads: its loop.
 */
public final class AlarmPool {
  /** After a crowd no more than this many are kept, a hundred bytes each. */
  private static final int MOST_SPARE = 1_024;

  private final Scheduler scheduler;
  private final ArrayDeque<Alarm> spare = new ArrayDeque<>();
  private int taken;

  public AlarmPool(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** One that nobody else has; to be put back once. */
  @HotPath
  Alarm take() {
    taken++;
    Alarm last = spare.pollLast();
    return last == null ? new Alarm(scheduler) : last;
  }

  @HotPath
  void putBack(Alarm alarm) {
    taken--;
    if (spare.size() < MOST_SPARE) {
      alarm.mute();
      spare.addLast(alarm);
    } else {
      alarm.cancel();
    }
  }

  /** How many are in use. */
  int taken() {
    return taken;
  }
}
