package dev.isthmus.core.call;

/**
 * The tokens of one attempt.
 *
 * <p>Units: tokens. {@code input} includes {@code cachedInput} and {@code cacheWrite}; {@code
 * output} includes {@code reasoning}.
 *
 * @param reported true where the provider counted, false where the gateway estimated
 */
public record Usage(
    long input, long cachedInput, long cacheWrite, long output, long reasoning, boolean reported) {

  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, false);

  public Usage {
    if (input < 0 || cachedInput < 0 || cacheWrite < 0 || output < 0 || reasoning < 0) {
      throw new IllegalArgumentException("usage: negative tokens (expected: >= 0)");
    }
  }

  /** What the provider said. */
  public static Usage reported(
      long input, long cachedInput, long cacheWrite, long output, long reasoning) {
    return new Usage(input, cachedInput, cacheWrite, output, reasoning, true);
  }

  /** What the gateway counted itself, because the attempt ended before the provider said. */
  public static Usage estimated(long input, long output) {
    return new Usage(input, 0, 0, output, 0, false);
  }

  /**
   * An estimate that starts from what the provider said of an answer that it had not finished: only
   * the output was still to be counted.
   *
   * @param output what came of it, by our own count
   */
  public Usage unfinished(long output) {
    long least = Math.max(this.output, output);
    return new Usage(input, cachedInput, cacheWrite, least, reasoning, false);
  }

  public long total() {
    return input + output;
  }
}
