package dev.isthmus.core.observe;

import dev.isthmus.core.call.Decision;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The last decisions of one event loop, oldest overwritten first. Objects go round: a call takes
 * one, writes it, and publishes it; what falls out of the ring is written again.
 *
 * <p>Threads: its event loop only; readers elsewhere ask that loop to look. The id of a decision
 * holds the replica, the loop and a sequence number, so that it can be found from the id alone.
 */
public final class DecisionRing {
  private static final int LOOP_SHIFT = 40;
  private static final int REPLICA_SHIFT = 52;
  private static final int RADIX = 36;
  private static final String PREFIX = "d";

  private final Decision[] ring;
  private final ArrayDeque<Decision> free = new ArrayDeque<>();
  private final long idBase;
  private long sequence;
  private long published;

  /**
   * @param size decisions kept, at least 1
   * @param replica 0 to 2047
   * @param loop 0 to 4095
   */
  public DecisionRing(int size, int replica, int loop) {
    this.ring = new Decision[size];
    this.idBase = ((long) replica << REPLICA_SHIFT) | ((long) loop << LOOP_SHIFT);
  }

  /** A cleared decision with an id of its own. */
  public Decision take() {
    Decision decision = free.poll();
    if (decision == null) {
      decision = new Decision();
    }
    decision.clear();
    decision.summary().id = idBase | sequence++;
    return decision;
  }

  /** Puts a finished decision where it can be found. */
  public void publish(Decision decision) {
    int at = (int) (published++ % ring.length);
    Decision old = ring[at];
    if (old != null) {
      free.add(old);
    }
    ring[at] = decision;
  }

  public @Nullable Decision find(long id) {
    for (Decision decision : ring) {
      if (decision != null && decision.summary().id == id) {
        return decision;
      }
    }
    return null;
  }

  /** How an id is written in headers, logs and on the command line. */
  public static String text(long id) {
    return PREFIX + Long.toString(id, RADIX);
  }

  /** Reads what {@link #text} wrote; −1 for anything else. */
  public static long id(String text) {
    if (!text.startsWith(PREFIX)) {
      return -1;
    }
    try {
      return Math.max(-1, Long.parseLong(text.substring(PREFIX.length()), RADIX));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** The event loop that {@code id} was made on. */
  public static int loop(long id) {
    return (int) (id >> LOOP_SHIFT) & 0xfff;
  }
}
