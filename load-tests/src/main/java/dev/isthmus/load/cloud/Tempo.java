package dev.isthmus.load.cloud;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How fast a deployment is: log-normal around medians.
 *
 * @param firstToken median time to the first token of a short prompt, reasoning not counted
 * @param tokensPerSecond median speed of decoding; infinite for a deployment that takes no time
 * @param prefillTokensPerSecond how fast uncached prompt tokens are read
 * @param sigma spread of the two medians; 0 for always the same
 * @param chunkTokens tokens in one streamed event
 */
public record Tempo(
    Duration firstToken,
    double tokensPerSecond,
    double prefillTokensPerSecond,
    double sigma,
    int chunkTokens) {

  /** No time at all. */
  public static final Tempo INSTANT =
      new Tempo(Duration.ZERO, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 4);

  private static final double PREFILL = 20_000;
  private static final double SIGMA = 0.3;
  private static final double DECODE_SIGMA_SHARE = 0.5;
  private static final double EVENTS_PER_SECOND = 25;

  public Tempo {
    if (chunkTokens < 1 || !(tokensPerSecond > 0) || !(prefillTokensPerSecond > 0)) {
      throw new IllegalArgumentException(
          "tempo: "
              + tokensPerSecond
              + " tokens/s in chunks of "
              + chunkTokens
              + " (expected: > 0)");
    }
  }

  /** A usual deployment: about 25 events a second and a spread as seen in the field. */
  public static Tempo of(Duration firstToken, double tokensPerSecond) {
    int chunk = (int) Math.max(1, Math.round(tokensPerSecond / EVENTS_PER_SECOND));
    return new Tempo(firstToken, tokensPerSecond, PREFILL, SIGMA, chunk);
  }

  /** The speed of one call. */
  Pace draw(RandomGenerator random, long uncachedTokens, int reasoningTokens) {
    double first =
        firstToken.toNanos() * Math.exp(sigma * random.nextGaussian())
            + uncachedTokens * 1e9 / prefillTokensPerSecond;
    double speed = tokensPerSecond * Math.exp(DECODE_SIGMA_SHARE * sigma * random.nextGaussian());
    double nanosPerToken = 1e9 / speed;
    return new Pace((long) first, nanosPerToken, reasoningTokens, chunkTokens);
  }
}
