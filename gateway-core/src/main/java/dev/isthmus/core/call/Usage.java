package dev.isthmus.core.call;

/**
 * The tokens of one attempt.
 *
 * <p>Units: tokens. {@code input} includes {@code cachedInput} and {@code cacheWrite}; {@code
 * output} includes {@code reasoning}.
 *
 * @param hourCacheWrite part of {@code cacheWrite}: what is kept for an hour, not minutes
 * @param reported true where the provider counted, false where the gateway estimated
 */
public record Usage(
    long input,
    long cachedInput,
    long cacheWrite,
    long hourCacheWrite,
    long output,
    long reasoning,
    boolean reported) {

  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, false);

  public Usage {
    if (input < 0 || cachedInput < 0 || cacheWrite < 0 || output < 0 || reasoning < 0) {
      throw new IllegalArgumentException("usage: negative tokens (expected: >= 0)");
    }
    if (hourCacheWrite < 0 || hourCacheWrite > cacheWrite) {
      throw new IllegalArgumentException(
          "hourCacheWrite: " + hourCacheWrite + " (expected: 0 to " + cacheWrite + ")");
    }
  }

  /** What the provider said. */
  public static Usage reported(
      long input, long cachedInput, long cacheWrite, long output, long reasoning) {
    return new Usage(input, cachedInput, cacheWrite, 0, output, reasoning, true);
  }

  /** What the gateway counted itself, because the attempt ended before the provider said. */
  public static Usage estimated(long input, long output) {
    return new Usage(input, 0, 0, 0, output, 0, false);
  }

  /**
   * What the provider said while the answer went on: its input is exact, of its output there may be
   * more.
   */
  public static Usage unfinished(long input, long cachedInput, long cacheWrite, long output) {
    return new Usage(input, cachedInput, cacheWrite, 0, output, 0, false);
  }

  /** The same with no less {@code output} than this. */
  public Usage withAtLeast(long output) {
    return output <= this.output
        ? this
        : new Usage(input, cachedInput, cacheWrite, hourCacheWrite, output, reasoning, reported);
  }

  /** The same with {@code tokens} of {@code cacheWrite}, or all of it, kept for an hour. */
  public Usage keptForAnHour(long tokens) {
    long kept = Math.max(0, Math.min(tokens, cacheWrite));
    return kept == hourCacheWrite
        ? this
        : new Usage(input, cachedInput, cacheWrite, kept, output, reasoning, reported);
  }

  /**
   * Whether it equals {@link #NONE}. Every call asks, and what a record has for {@code equals} is a
   * chain of method handles that the JVM compiled anew after a while.
   */
  public boolean isNone() {
    return !reported && (input | cachedInput | cacheWrite | output | reasoning) == 0;
  }

  public long total() {
    return input + output;
  }
}
