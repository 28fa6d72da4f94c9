package dev.isthmus.load.cloud.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which beginnings of prompts a deployment keeps because a caller marked their ends, as Anthropic
 * does it.
 *
 * <p>A mark keeps all that stands before it, and finds what an earlier call kept up to {@value
 * #LOOK_BACK} ends of blocks before it. What is found lives on for as long again. Units: tokens.
 * Threads: one. Bound: {@value #ENTRIES} beginnings.
 */
public final class PrefixCache {

  /** How long a mark of each kind keeps what it ends. Units: seconds. */
  public static final int FIVE_MINUTES = 300;

  public static final int AN_HOUR = 3600;

  private static final int LOOK_BACK = 20;
  private static final int ENTRIES = 16_384;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Map<Long, Kept> kept = new Recent();

  /**
   * The end of one block of a prompt.
   *
   * @param hash of everything up to here
   * @param tokens up to here; needed only where there is a mark
   * @param keepSeconds for how long a mark here keeps it; 0 where there is no mark
   */
  public record End(long hash, long tokens, int keepSeconds) {}

  /**
   * What one call read and wrote.
   *
   * @param hourly part of {@code written}: kept for an hour
   */
  public record Use(long read, long written, long hourly) {
    /** Of a prompt without marks. */
    public static final Use NONE = new Use(0, 0, 0);
  }

  /** Looks {@code ends} up and keeps what they mark, if it has at least {@code least} tokens. */
  public Use use(List<End> ends, int least, long nowNanos) {
    long read = 0;
    for (int i = 0; i < ends.size(); i++) {
      if (ends.get(i).keepSeconds > 0) {
        read = Math.max(read, found(ends, i, nowNanos));
      }
    }
    long upTo = read;
    long hourly = 0;
    for (End end : ends) {
      if (end.keepSeconds > 0 && end.tokens >= least) {
        keep(end, nowNanos);
        long fresh = Math.max(0, end.tokens - upTo);
        hourly += end.keepSeconds == AN_HOUR ? fresh : 0;
        upTo += fresh;
      }
    }
    return new Use(read, upTo - read, hourly);
  }

  private long found(List<End> ends, int mark, long nowNanos) {
    for (int i = mark; i >= Math.max(0, mark - LOOK_BACK); i--) {
      Kept found = kept.get(ends.get(i).hash);
      if (found != null && found.untilNanos - nowNanos > 0) {
        kept.put(ends.get(i).hash, found.again(nowNanos));
        return found.tokens;
      }
    }
    return 0;
  }

  private void keep(End end, long nowNanos) {
    long forNanos = end.keepSeconds * NANOS_PER_SECOND;
    kept.put(end.hash, new Kept(end.tokens, forNanos, nowNanos + forNanos));
  }

  private record Kept(long tokens, long forNanos, long untilNanos) {
    Kept again(long nowNanos) {
      return new Kept(tokens, forNanos, nowNanos + forNanos);
    }
  }

  private static final class Recent extends LinkedHashMap<Long, Kept> {
    Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Kept> eldest) {
      return size() > ENTRIES;
    }
  }
}
