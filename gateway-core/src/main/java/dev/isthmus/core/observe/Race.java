package dev.isthmus.core.observe;

import dev.isthmus.core.call.AttemptRow;
import java.util.List;

/** How second attempts end that run beside a first one, in words of a closed set. */
final class Race {
  private static final String WON = "won";
  private static final String LOST = "lost";
  private static final String FAILED = "failed";
  private static final String UNDECIDED = "undecided";

  static final List<String> ENDS = List.of(WON, LOST, FAILED, UNDECIDED);

  private Race() {}

  /** How it ended for {@code second}, which is such an attempt. */
  static String ended(AttemptRow second) {
    if (second.firstContentNanos >= 0) {
      return WON;
    }
    if (second.lost) {
      return LOST;
    }
    return second.failure != null ? FAILED : UNDECIDED;
  }
}
