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
 * @param crowd how other calls slow a call down
 */
public record Tempo(
    Duration firstToken,
    double tokensPerSecond,
    double prefillTokensPerSecond,
    double sigma,
    int chunkTokens,
    Crowd crowd) {

  /**
   * With n other calls under way of {@code calls} that it is made for, the first token takes {@code
   * 1 + slope·(n/calls)²} times as long, and every token {@code 1 + slope·n/calls} times.
   */
  public record Crowd(double slope, int calls) {
    /** However many there are. */
    public static final Crowd UNFELT = new Crowd(0, 1);

    public Crowd {
      if (!(slope >= 0) || calls < 1) {
        throw new IllegalArgumentException(
            "crowd: " + slope + " at " + calls + " calls (expected: >= 0, >= 1)");
      }
    }

    double firstFactor(int others) {
      double load = (double) others / calls;
      return 1 + slope * load * load;
    }

    double tokenFactor(int others) {
      return 1 + slope * others / calls;
    }
  }

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

  /** One that does not feel how many calls it answers. */
  public Tempo(
      Duration firstToken,
      double tokensPerSecond,
      double prefillTokensPerSecond,
      double sigma,
      int chunkTokens) {
    this(firstToken, tokensPerSecond, prefillTokensPerSecond, sigma, chunkTokens, Crowd.UNFELT);
  }

  /** A usual deployment: about 25 events a second and a spread as seen in the field. */
  public static Tempo of(Duration firstToken, double tokensPerSecond) {
    int chunk = (int) Math.max(1, Math.round(tokensPerSecond / EVENTS_PER_SECOND));
    return new Tempo(firstToken, tokensPerSecond, PREFILL, SIGMA, chunk);
  }

  /** The same, but as slow as {@code to} says where it is full. */
  public Tempo crowd(Crowd to) {
    return new Tempo(firstToken, tokensPerSecond, prefillTokensPerSecond, sigma, chunkTokens, to);
  }

  /** The speed of one call beside {@code others} that are under way. */
  Pace draw(RandomGenerator random, long uncachedTokens, int reasoningTokens, int others) {
    double first =
        firstToken.toNanos() * crowd.firstFactor(others) * Math.exp(sigma * random.nextGaussian())
            + uncachedTokens * 1e9 / prefillTokensPerSecond;
    double speed = tokensPerSecond * Math.exp(DECODE_SIGMA_SHARE * sigma * random.nextGaussian());
    double nanosPerToken = 1e9 / speed * crowd.tokenFactor(others);
    return new Pace((long) first, nanosPerToken, reasoningTokens, chunkTokens);
  }
}
