package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many attempts are under way at one deployment, and a version of what was measured there.
 *
 * <p>Shape: the version in the upper half of one {@code long}, the count in the lower; so whoever
 * begins or ends an attempt moves both at once, and whoever reads learns both at once. A writer
 * moves the version <em>after</em> what it measured, and a reader reads it <em>before</em>: what a
 * reader keeps under a version may be newer than that, never older. Threads: any; no lock, no
 * allocation.
 */
final class Activity {
  private static final int VERSION_SHIFT = 32;
  private static final long NEXT_VERSION = 1L << VERSION_SHIFT;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Activity.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long state;

  /** One more is under way, and all that is to be noted of its departure was. */
  @HotPath
  void began() {
    change(NEXT_VERSION + 1);
  }

  /** One fewer is under way, and all that is to be noted of its end was. */
  @HotPath
  void ended() {
    change(NEXT_VERSION - 1);
  }

  /** Something else was measured. */
  @HotPath
  void measured() {
    change(NEXT_VERSION);
  }

  @HotPath
  int count() {
    return (int) state;
  }

  /** Another one each time that something was measured; four billion later the same again. */
  @HotPath
  int version() {
    return (int) (state >>> VERSION_SHIFT);
  }

  private void change(long by) {
    long unused = (long) STATE.getAndAdd(this, by);
  }
}
