package dev.isthmus.load.cloud;

/**
 * What a deployment can carry; −1 is no limit.
 *
 * @param concurrent calls at one time
 * @param windowSeconds over which a quota is counted: limits per minute are scaled to it. Of
 *     provisioned capacity, for how long its rate may be owed
 * @param refills whether a quota fills again all the time, as OpenAI's does, instead of at once at
 *     the end of its window
 */
public record Limits(
    long tokensPerMinute,
    long requestsPerMinute,
    int concurrent,
    int windowSeconds,
    boolean refills) {

  /** A quota that starts again with each window. */
  public Limits(long tokensPerMinute, long requestsPerMinute, int concurrent, int windowSeconds) {
    this(tokensPerMinute, requestsPerMinute, concurrent, windowSeconds, false);
  }

  /** No limit at all. */
  public static final Limits NONE = new Limits(-1, -1, -1, 60);

  /** A quota of tokens and calls per minute. */
  public static Limits perMinute(long tokens, long requests) {
    return new Limits(tokens, requests, -1, 60);
  }

  public Limits concurrent(int most) {
    return new Limits(tokensPerMinute, requestsPerMinute, most, windowSeconds, refills);
  }

  public Limits windowSeconds(int seconds) {
    return new Limits(tokensPerMinute, requestsPerMinute, concurrent, seconds, refills);
  }

  /** The same as buckets that fill all the time. */
  public Limits refilled() {
    return new Limits(tokensPerMinute, requestsPerMinute, concurrent, windowSeconds, true);
  }

  long tokensPerWindow() {
    return perWindow(tokensPerMinute);
  }

  long requestsPerWindow() {
    return perWindow(requestsPerMinute);
  }

  private long perWindow(long perMinute) {
    return perMinute < 0 ? -1 : Math.max(1, perMinute * windowSeconds / 60);
  }
}
