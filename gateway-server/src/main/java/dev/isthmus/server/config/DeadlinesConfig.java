package dev.isthmus.server.config;

import java.time.Duration;

/**
 * How long a call may take; the first three apply to each attempt.
 *
 * @param rest how long it may wait for a deployment that is full; zero for not at all
 */
public record DeadlinesConfig(
    Duration connect, Duration firstContent, Duration idle, Duration total, Duration rest) {

  /** The house's defaults. */
  public static final DeadlinesConfig DEFAULT =
      new DeadlinesConfig(
          Duration.ofSeconds(1),
          Duration.ofSeconds(300),
          Duration.ofSeconds(120),
          Duration.ofSeconds(600),
          Duration.ofSeconds(2));

  public DeadlinesConfig {
    check("connect", connect, total);
    check("first_content", firstContent, total);
    check("idle", idle, total);
    if (rest.isNegative()) {
      throw new IllegalArgumentException("wait: " + rest + " (expected: zero or more)");
    }
  }

  private static void check(String field, Duration value, Duration total) {
    if (value.isNegative() || value.isZero() || value.compareTo(total) > 0) {
      throw new IllegalArgumentException(
          field
              + ": "
              + Formats.duration(value)
              + " (expected: above zero, and at most total, "
              + Formats.duration(total)
              + ")");
    }
  }
}
