package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;

/** Checks that escaped surrogates come in pairs, high before low, side by side. Threads: one. */
@HotPath
final class SurrogateCheck {
  private int high;
  private int point;

  void start() {
    high = 0;
  }

  /** Whether a high surrogate waits for its low one, which must be the next thing to come. */
  boolean isPending() {
    return high != 0;
  }

  /** Takes the next escaped UTF-16 unit; false where it cannot stand there. */
  boolean accept(int unit) {
    char c = (char) unit;
    if (Character.isLowSurrogate(c) != isPending()) {
      return false;
    }
    point = isPending() ? Character.toCodePoint((char) high, c) : unit;
    high = Character.isHighSurrogate(c) ? unit : 0;
    return true;
  }

  /** The code point that ended with the unit taken last, unless one is pending. */
  int point() {
    return point;
  }
}
