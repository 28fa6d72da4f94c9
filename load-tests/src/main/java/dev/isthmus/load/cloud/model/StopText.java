package dev.isthmus.load.cloud.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text up to the first of the words that stop it; the last token may be part of one.
 *
 * @param stop the word that came, or null where the text ran to its end
 */
public record StopText(Pieces text, @Nullable String stop) implements Pieces {

  @Override
  public int count() {
    return text.count();
  }

  @Override
  public String piece(int index) {
    return text.piece(index);
  }

  /** Cuts {@code text} before the first of {@code stops}. */
  public static StopText of(Pieces text, List<String> stops) {
    int longest = stops.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < text.count() && longest > 0; i++) {
      int from = Math.max(0, seen.length() - longest);
      seen.append(text.piece(i));
      String stop = first(seen, stops, from);
      if (stop != null) {
        return new StopText(head(text, seen.indexOf(stop, from)), stop);
      }
    }
    return new StopText(text, null);
  }

  private static @Nullable String first(StringBuilder seen, List<String> stops, int from) {
    String first = null;
    int at = Integer.MAX_VALUE;
    for (String stop : stops) {
      int found = seen.indexOf(stop, from);
      if (found >= 0 && found < at) {
        first = stop;
        at = found;
      }
    }
    return first;
  }

  private static Pieces head(Pieces text, int characters) {
    int whole = 0;
    int before = 0;
    while (before + text.piece(whole).length() <= characters) {
      before += text.piece(whole++).length();
    }
    return new Cut(text, whole, text.piece(whole).substring(0, characters - before));
  }

  /** Some whole tokens and the beginning of the next. */
  private record Cut(Pieces text, int whole, String last) implements Pieces {
    @Override
    public int count() {
      return last.isEmpty() ? whole : whole + 1;
    }

    @Override
    public String piece(int index) {
      return index < whole ? text.piece(index) : last;
    }
  }
}
