package dev.isthmus.load.cloud;

/**
 * Tokens of one call.
 *
 * @param cached part of {@code input}
 * @param cacheWrite part of {@code input}, apart from {@code cached}
 * @param hourCacheWrite part of {@code cacheWrite}: kept for an hour
 * @param reasoning part of {@code output}
 */
public record TokenCount(
    long input, long cached, long cacheWrite, long hourCacheWrite, long output, long reasoning) {

  /** Nothing. */
  public static final TokenCount NONE = new TokenCount(0, 0, 0, 0);

  /** Of a cloud that sells no cache writes. */
  public TokenCount(long input, long cached, long output, long reasoning) {
    this(input, cached, 0, 0, output, reasoning);
  }

  TokenCount withOutput(long sold) {
    return new TokenCount(
        input, cached, cacheWrite, hourCacheWrite, sold, Math.min(reasoning, sold));
  }

  public TokenCount plus(TokenCount other) {
    return new TokenCount(
        input + other.input,
        cached + other.cached,
        cacheWrite + other.cacheWrite,
        hourCacheWrite + other.hourCacheWrite,
        output + other.output,
        reasoning + other.reasoning);
  }

  long total() {
    return input + output;
  }
}
