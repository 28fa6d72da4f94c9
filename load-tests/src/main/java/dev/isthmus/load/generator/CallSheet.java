package dev.isthmus.load.generator;

import java.util.List;

/**
 * Calls that were written out beforehand, so that something else can be asked the very same: when
 * each is due, and its whole body.
 *
 * @param lines in the order in which they are due
 */
public record CallSheet(List<Line> lines) {

  /**
   * One call.
   *
   * @param dueSeconds since the run began
   * @param body JSON, of a call that asks for a stream
   */
  public record Line(double dueSeconds, String body) {}

  public CallSheet {
    lines = List.copyOf(lines);
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).dueSeconds() < lines.get(i - 1).dueSeconds()) {
        throw new IllegalArgumentException("lines: " + i + " is due before the one before it");
      }
    }
  }
}
