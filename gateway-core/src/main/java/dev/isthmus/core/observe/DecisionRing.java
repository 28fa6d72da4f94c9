package dev.isthmus.core.observe;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.HotPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The last decisions of one event loop, oldest overwritten first. A call takes an object, writes it
 * and publishes it; the ring keeps a copy, so that the few objects that go round stay in the cache
 * of a processor, where thousands would not: routing writes to them again and again.
 *
 * <p>Threads: its event loop only; readers elsewhere ask that loop to look. The id of a decision
 * holds the replica, the loop and a sequence number, so that it can be found from the id alone.
 */
public final class DecisionRing {
  private static final int LOOP_SHIFT = 40;
  private static final int REPLICA_SHIFT = 52;
  private static final int RADIX = 36;
  private static final byte PREFIX = 'd';

  /** 2^63 has 13 digits of this kind. */
  static final int LONGEST_TEXT = 14;

  private static final byte[] DIGITS =
      "0123456789abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.ISO_8859_1);

  private final Decision[] ring;

  /**
   * At most as many as calls were under way at once. Taken from where they are put: after a crowd,
   * few go round.
   */
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
  @HotPath
  public Decision take() {
    Decision decision = free.pollLast();
    if (decision == null) {
      decision = new Decision();
    }
    decision.clear();
    decision.summary().id = idBase | sequence++;
    return decision;
  }

  /** Keeps a finished decision where it can be found, and takes the object back. */
  @HotPath
  public void publish(Decision decision) {
    int at = (int) (published++ % ring.length);
    Decision kept = ring[at];
    if (kept == null) {
      kept = new Decision();
      ring[at] = kept;
    }
    kept.copyFrom(decision);
    assert free.peekLast() != decision : "published twice";
    free.add(decision);
  }

  public @Nullable Decision find(long id) {
    for (Decision decision : ring) {
      if (decision != null && decision.summary().id == id) {
        return decision;
      }
    }
    return null;
  }

  /** How many decisions are kept at most; {@link #copy} takes their places. */
  public int size() {
    return ring.length;
  }

  /** A copy of what is at {@code place}, which stays as it is; null where nothing is yet. */
  public @Nullable Decision copy(int place) {
    Decision kept = ring[place];
    if (kept == null) {
      return null;
    }
    Decision copy = new Decision();
    copy.copyFrom(kept);
    return copy;
  }

  /** How an id, which is never negative, is written in headers, logs and on the command line. */
  public static String text(long id) {
    byte[] text = new byte[LONGEST_TEXT];
    return new String(text, 0, write(id, text, 0), StandardCharsets.ISO_8859_1);
  }

  /**
   * Writes an id to {@code target} from {@code at} on.
   *
   * @return where it ends: at most {@link #LONGEST_TEXT} further
   */
  static int write(long id, byte[] target, int at) {
    int end = at + 2;
    for (long rest = id / RADIX; rest > 0; rest /= RADIX) {
      end++;
    }
    target[at] = PREFIX;
    long rest = id;
    for (int i = end - 1; i > at; i--) {
      target[i] = DIGITS[(int) (rest % RADIX)];
      rest /= RADIX;
    }
    return end;
  }

  /** Reads what {@link #text} wrote; −1 for anything else. */
  public static long id(String text) {
    if (text.isEmpty() || text.charAt(0) != PREFIX) {
      return -1;
    }
    try {
      return Math.max(-1, Long.parseLong(text.substring(1), RADIX));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** The event loop that {@code id} was made on. */
  public static int loop(long id) {
    return (int) (id >> LOOP_SHIFT) & 0xfff;
  }
}
