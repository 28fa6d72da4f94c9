package dev.isthmus.load.cloud;

/**
 * Tokens of one call.
 *
 * @param cached part of {@code input}
 * @param reasoning part of {@code output}
 */
public record TokenCount(long input, long cached, long output, long reasoning) {

  /** Nothing. */
  public static final TokenCount NONE = new TokenCount(0, 0, 0, 0);

  TokenCount withOutput(long sold) {
    return new TokenCount(input, cached, sold, Math.min(reasoning, sold));
  }

  TokenCount plus(TokenCount other) {
    return new TokenCount(
        input + other.input,
        cached + other.cached,
        output + other.output,
        reasoning + other.reasoning);
  }

  long total() {
    return input + output;
  }
}
