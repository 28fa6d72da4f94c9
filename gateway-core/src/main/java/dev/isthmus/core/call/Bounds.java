package dev.isthmus.core.call;

/**
 * What a caller asks of one call beside its body, by the headers named here. Shape: numbers are
 * more than zero, and infinity where nothing is asked. Units: seconds from the call's head, US
 * dollars.
 *
 * @param scope where it may go
 * @param deadlineSeconds until the whole answer
 * @param firstContentSeconds until its first content; kept where that can be
 * @param mostDollars that an attempt may cost
 */
public record Bounds(
    Scope scope, double deadlineSeconds, double firstContentSeconds, double mostDollars) {
  /** All of them begin so. */
  public static final String PREFIX = "x-isthmus-";

  public static final String DEADLINE = PREFIX + "deadline-ms";
  public static final String FIRST_TOKEN = PREFIX + "first-token-ms";
  public static final String MAX_DOLLARS = PREFIX + "max-dollars";
  public static final String REGIONS = PREFIX + "regions";
  public static final String DATA_ZONES = PREFIX + "data-zones";
  public static final String PROVIDERS = PREFIX + "providers";

  /** Nothing is asked. */
  public static final Bounds NONE =
      new Bounds(
          Scope.ANY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  public Bounds {
    positive("deadline", deadlineSeconds);
    positive("first_content", firstContentSeconds);
    positive("most_dollars", mostDollars);
  }

  @HotPath
  public boolean hasDeadline() {
    return deadlineSeconds < Double.POSITIVE_INFINITY;
  }

  @HotPath
  public boolean hasFirstContent() {
    return firstContentSeconds < Double.POSITIVE_INFINITY;
  }

  @HotPath
  public boolean hasMostDollars() {
    return mostDollars < Double.POSITIVE_INFINITY;
  }

  private static void positive(String field, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: more than 0)");
    }
  }
}
