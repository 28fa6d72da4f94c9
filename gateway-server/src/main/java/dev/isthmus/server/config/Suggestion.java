package dev.isthmus.server.config;

import java.util.Collection;

/** Finds the name that was probably meant. */
final class Suggestion {
  private static final int MOST_EDITS = 2;
  private static final int LONGEST_WORD = 64;

  private Suggestion() {}

  /** {@code " (did you mean 'x'?)"}, or nothing where no known name is near. */
  static String near(String word, Collection<String> known) {
    String best = "";
    int fewest = MOST_EDITS + 1;
    for (String candidate : known) {
      int edits = edits(word, candidate);
      // Two edits make any two short names alike: at least half of the name must be right.
      if (edits < fewest && edits * 2 <= candidate.length()) {
        fewest = edits;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : " (did you mean '" + best + "'?)";
  }

  /** Letters to insert, drop, change or swap with a neighbour; or more than the limit. */
  static int edits(String from, String to) {
    boolean hopeless = Math.abs(from.length() - to.length()) > MOST_EDITS;
    if (hopeless || from.length() > LONGEST_WORD || to.length() > LONGEST_WORD) {
      return MOST_EDITS + 1;
    }
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : cheapest(cost, from, to, i, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int cheapest(int[][] cost, String from, String to, int i, int j) {
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int least = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
    least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
