package dev.isthmus.load.generator;

import java.net.URI;
import java.time.Duration;

/**
 * What load to put on what.
 *
 * @param target base URL of an OpenAI-compatible API, or the URL of its chat operation
 * @param key sent as a bearer token; empty for none
 */
public record LoadPlan(URI target, String key, Rate rate, Mix mix, Bounds bounds, long seed) {

  /** Gaps between calls: all the same, or as of callers who know nothing of each other. */
  public enum Arrival {
    FIXED,
    POISSON
  }

  /** How many calls for how long. */
  public record Rate(double callsPerSecond, Duration duration, Arrival arrival) {
    public Rate {
      if (!(callsPerSecond > 0) || duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(
            "rate: " + callsPerSecond + " calls/s for " + duration + " (expected: both > 0)");
      }
    }
  }

  /**
   * What the calls are like.
   *
   * @param streamingShare of the calls that ask for a stream, 0 to 1
   * @param promptTokens about how long a prompt is, at four bytes a token
   * @param maxTokens the most tokens of answer asked for; 0 to leave it open
   */
  public record Mix(String model, double streamingShare, int promptTokens, int maxTokens) {
    public Mix {
      if (!(streamingShare >= 0 && streamingShare <= 1) || promptTokens < 1 || maxTokens < 0) {
        throw new IllegalArgumentException(
            "mix: streaming "
                + streamingShare
                + ", prompt "
                + promptTokens
                + " tokens (expected: 0 to 1, >= 1)");
      }
    }
  }

  /**
   * What the generator itself may use.
   *
   * @param connections open at one time; calls beyond wait for one, on their own clock
   * @param timeout of a call, from its scheduled time
   * @param keepCalls how many calls are kept one by one in the result
   */
  public record Bounds(int connections, Duration timeout, int keepCalls) {
    public static final Bounds DEFAULT = new Bounds(4096, Duration.ofMinutes(2), 0);
  }

  /** {@code callsPerSecond} plain calls for {@code duration} with everything else as usual. */
  public static LoadPlan of(URI target, String model, double callsPerSecond, Duration duration) {
    return new LoadPlan(
        target,
        "",
        new Rate(callsPerSecond, duration, Arrival.FIXED),
        new Mix(model, 0, 32, 0),
        Bounds.DEFAULT,
        1);
  }

  public LoadPlan key(String to) {
    return new LoadPlan(target, to, rate, mix, bounds, seed);
  }

  public LoadPlan arrival(Arrival to) {
    return new LoadPlan(
        target, key, new Rate(rate.callsPerSecond(), rate.duration(), to), mix, bounds, seed);
  }

  public LoadPlan mix(Mix to) {
    return new LoadPlan(target, key, rate, to, bounds, seed);
  }

  public LoadPlan streaming(double share) {
    return mix(new Mix(mix.model(), share, mix.promptTokens(), mix.maxTokens()));
  }

  public LoadPlan bounds(Bounds to) {
    return new LoadPlan(target, key, rate, mix, to, seed);
  }

  public LoadPlan seed(long to) {
    return new LoadPlan(target, key, rate, mix, bounds, to);
  }

  /** Path of the chat operation at the target. */
  String path() {
    String path = target.getRawPath() == null ? "" : target.getRawPath().replaceFirst("/+$", "");
    if (path.endsWith("/chat/completions")) {
      return target.getRawQuery() == null ? path : path + "?" + target.getRawQuery();
    }
    return (path.isEmpty() ? "/v1" : path) + "/chat/completions";
  }

  @Override
  public String toString() {
    return "LoadPlan[" + target + ", " + rate + ", " + mix + ", seed=" + seed + "]";
  }
}
