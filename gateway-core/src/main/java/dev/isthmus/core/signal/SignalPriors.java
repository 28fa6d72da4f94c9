package dev.isthmus.core.signal;

/**
 * What is believed about a deployment before anything was measured, and between measurements.
 *
 * @param firstContentSeconds from dispatch to the first content, of a short prompt
 * @param tokensPerSecond of an answer, after its first content
 * @param promptTokensPerSecond how fast uncached prompt tokens are read; what a long prompt adds to
 *     the first content is taken out of samples and put back into predictions
 */
public record SignalPriors(
    double firstContentSeconds, double tokensPerSecond, double promptTokensPerSecond) {

  /** For a deployment about which the configuration says nothing. */
  public static final SignalPriors UNKNOWN = SignalPriors.of(0.5, 60);

  private static final double PROMPT_TOKENS_PER_SECOND = 20_000;

  public SignalPriors {
    check("first_token", firstContentSeconds);
    check("tokens_per_second", tokensPerSecond);
    check("prompt_tokens_per_second", promptTokensPerSecond);
  }

  public static SignalPriors of(double firstContentSeconds, double tokensPerSecond) {
    return new SignalPriors(firstContentSeconds, tokensPerSecond, PROMPT_TOKENS_PER_SECOND);
  }

  private static void check(String field, double value) {
    if (!(value > 0 && value <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: > 0)");
    }
  }
}
