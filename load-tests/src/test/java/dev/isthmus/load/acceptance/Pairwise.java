package dev.isthmus.load.acceptance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A choice of cells in which every two of client, backend and scenario meet. */
final class Pairwise {
  private Pairwise() {}

  /** Takes, again and again, the cell in which most pairs meet that have not met before. */
  static List<MatrixCell> of(Collection<MatrixCell> cells, long seed) {
    List<MatrixCell> left = new ArrayList<>(cells);
    Collections.shuffle(left, new Random(seed));
    Set<List<Object>> open = pairs(left);
    List<MatrixCell> chosen = new ArrayList<>();
    while (!open.isEmpty()) {
      MatrixCell best = best(left, open);
      open.removeAll(pairs(best));
      left.remove(best);
      chosen.add(best);
    }
    return chosen;
  }

  private static MatrixCell best(List<MatrixCell> cells, Set<List<Object>> open) {
    MatrixCell best = cells.get(0);
    long most = -1;
    for (MatrixCell cell : cells) {
      long met = pairs(cell).stream().filter(open::contains).count();
      if (met > most) {
        best = cell;
        most = met;
      }
    }
    return best;
  }

  /** All pairs that meet in {@code cells}. */
  static Set<List<Object>> pairs(Collection<MatrixCell> cells) {
    Set<List<Object>> pairs = new HashSet<>();
    cells.forEach(cell -> pairs.addAll(pairs(cell)));
    return pairs;
  }

  private static List<List<Object>> pairs(MatrixCell cell) {
    return List.of(
        List.of(cell.client(), cell.backend()),
        List.of(cell.client(), cell.scenario()),
        List.of(cell.backend(), cell.scenario()));
  }
}
