package dev.isthmus.load.scenario;

/**
 * How long the parts of a scenario take. Units: seconds.
 *
 * @param reaction after the beginning of a fault until routing must have answered it
 * @param full whether there is time for everything that is judged; else laws that need more are not
 */
public record Pace(int warmUp, int before, int during, int after, int reaction, boolean full) {

  /** As the laws are meant. */
  public static final Pace FULL = new Pace(6, 10, 24, 32, 10, true);

  /** Shows that everything works, and judges what can be judged in seconds. */
  public static final Pace QUICK = new Pace(4, 2, 4, 2, 2, false);

  public Pace {
    if (before < 1 || during <= reaction || after < 1) {
      throw new IllegalArgumentException(
          "pace: " + before + ", " + during + ", " + after + " s (expected: during > reaction)");
    }
  }

  /** The same, its parts {@code factor} times as long; what a gateway may take stays the same. */
  public Pace stretched(double factor) {
    return new Pace(
        warmUp,
        Math.max(1, (int) Math.round(before * factor)),
        Math.max(reaction + 1, (int) Math.round(during * factor)),
        Math.max(1, (int) Math.round(after * factor)),
        reaction,
        full && factor >= 1);
  }

  int seconds() {
    return before + during + after;
  }
}
