package dev.isthmus.core.route;

import java.time.Duration;

/**
 * The time limits of one call. {@code connect}, {@code firstContent} and {@code idle} apply to each
 * attempt, {@code total} to the call; {@code commitAfter} is how long a stream's head waits for
 * content before it goes out alone, and the rhythm of keep-alives after that. {@code rest} is how
 * long a call may wait, all in all, for a deployment that is full to open again; zero for not at
 * all.
 */
public record Deadlines(
    Duration connect,
    Duration firstContent,
    Duration idle,
    Duration total,
    Duration commitAfter,
    Duration rest) {

  /** The limits of a route that names none. */
  public static final Deadlines DEFAULT =
      new Deadlines(
          Duration.ofSeconds(1),
          Duration.ofSeconds(300),
          Duration.ofSeconds(120),
          Duration.ofSeconds(3600),
          Duration.ofSeconds(15),
          Duration.ofSeconds(2));

  public Deadlines {
    positive("connect", connect);
    positive("first_content", firstContent);
    positive("idle", idle);
    positive("total", total);
    positive("commit_after", commitAfter);
    if (rest.isNegative()) {
      throw new IllegalArgumentException("wait: " + rest + " (expected: zero or more)");
    }
    if (connect.compareTo(total) > 0) {
      throw new IllegalArgumentException(
          "connect: " + connect + " (expected: at most total, " + total + ")");
    }
  }

  /** The same for a call that has {@code nanos} left; none left is hardly any. */
  public Deadlines within(long nanos) {
    Duration most = Duration.ofNanos(Math.max(1, nanos));
    return new Deadlines(
        least(connect, most),
        least(firstContent, most),
        idle,
        least(total, most),
        commitAfter,
        rest);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static void positive(String field, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: more than zero)");
    }
  }
}
