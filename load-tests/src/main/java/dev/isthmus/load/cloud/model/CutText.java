package dev.isthmus.load.cloud.model;

import java.util.ArrayList;
import java.util.List;

/** A fixed text cut into tokens of at most four characters, never inside a surrogate pair. */
public record CutText(List<String> cuts) implements Pieces {

  /** No text at all. */
  static final Pieces NONE = of("");

  private static final int CODE_POINTS_PER_TOKEN = 4;

  public CutText {
    cuts = List.copyOf(cuts);
  }

  /** Cuts {@code text}. */
  public static CutText of(String text) {
    List<String> cuts = new ArrayList<>(text.length() / CODE_POINTS_PER_TOKEN + 1);
    int from = 0;
    while (from < text.length()) {
      int to = from;
      for (int i = 0; i < CODE_POINTS_PER_TOKEN && to < text.length(); i++) {
        to += Character.charCount(text.codePointAt(to));
      }
      cuts.add(text.substring(from, to));
      from = to;
    }
    return new CutText(cuts);
  }

  @Override
  public int count() {
    return cuts.size();
  }

  @Override
  public String piece(int index) {
    return cuts.get(index);
  }
}
