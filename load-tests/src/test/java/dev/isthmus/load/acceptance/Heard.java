package dev.isthmus.load.acceptance;

import java.util.ArrayList;
import java.util.List;

/** What a client understood of an answer. */
record Heard(String text, List<String> cities, End end, long input, long output) {

  /** Why the answer ended, as far as it matters here. */
  enum End {
    STOP,
    TOOLS,
    FILTERED,
    OTHER
  }

  /** Puts an answer together from its pieces. */
  static final class Pieces {
    private final StringBuilder text = new StringBuilder();
    private final List<String> cities = new ArrayList<>();
    private End end = End.OTHER;
    private long input;
    private long output;

    Pieces text(String piece) {
      text.append(piece);
      return this;
    }

    Pieces city(String city) {
      cities.add(city);
      return this;
    }

    Pieces end(End why) {
      end = why;
      return this;
    }

    Pieces usage(long in, long out) {
      input = in;
      output = out;
      return this;
    }

    Heard whole() {
      return new Heard(text.toString(), List.copyOf(cities), end, input, output);
    }
  }
}
