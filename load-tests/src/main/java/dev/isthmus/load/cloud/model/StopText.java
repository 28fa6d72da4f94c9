package dev.isthmus.load.cloud.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text that ends before a text at which it was told to stop.
 *
 * @param whole what it was cut from
 * @param last its last piece, of which only the beginning may be left
 * @param stop what it ended at
 */
public record StopText(Pieces whole, int count, String last, String stop) implements Pieces {

  /** {@code text} up to the first of {@code stops} in it, or null where there is none. */
  public static @Nullable StopText of(Pieces text, List<String> stops) {
    if (stops.isEmpty()) {
      return null;
    }
    String joined = text.join();
    int first = joined.length();
    String found = null;
    for (String stop : stops) {
      int at = joined.indexOf(stop);
      if (at >= 0 && at < first) {
        first = at;
        found = stop;
      }
    }
    return found == null ? null : cut(text, first, found);
  }

  private static StopText cut(Pieces text, int characters, String stop) {
    int left = characters;
    int count = 0;
    String last = "";
    while (left > 0) {
      String piece = text.piece(count++);
      last = piece.substring(0, Math.min(left, piece.length()));
      left -= last.length();
    }
    return new StopText(text, count, last, stop);
  }

  @Override
  public String piece(int index) {
    return index == count - 1 ? last : whole.piece(index);
  }
}
