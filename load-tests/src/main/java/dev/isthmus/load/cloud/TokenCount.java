package dev.isthmus.load.cloud;

/**
 * Tokens of one call.
 *
 * @param cached part of {@code input}
 * @param cacheWrite part of {@code input}, apart from {@code cached}
 * @param reasoning part of {@code output}
 */
public record TokenCount(long input, long cached, long cacheWrite, long output, long reasoning) {

  /** Nothing. */
  public static final TokenCount NONE = new TokenCount(0, 0, 0, 0);

  /** Of a cloud that sells no cache writes. */
  public TokenCount(long input, long cached, long output, long reasoning) {
    this(input, cached, 0, output, reasoning);
  }

  TokenCount withOutput(long sold) {
    return new TokenCount(input, cached, cacheWrite, sold, Math.min(reasoning, sold));
  }

  TokenCount plus(TokenCount other) {
    return new TokenCount(
        input + other.input,
        cached + other.cached,
        cacheWrite + other.cacheWrite,
        output + other.output,
        reasoning + other.reasoning);
  }

  long total() {
    return input + output;
  }
}
