package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.deploy.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Official clients against every kind of provider, in all that the provider's protocol can carry. A
 * build tries a selection; {@code -Disthmus.matrix=all} tries everything and writes the page.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class MatrixIT {
  private static final String PROPERTY = "isthmus.matrix";
  private static final String ALL = "all";
  private static final long SEED = 20_261_126;
  private static final List<MatrixCell> POSSIBLE =
      MatrixCell.all().stream().filter(cell -> cell.impediment().isEmpty()).toList();

  private final boolean all = ALL.equals(System.getProperty(PROPERTY));
  private final List<MatrixCell> chosen = all ? POSSIBLE : Pairwise.of(POSSIBLE, SEED);
  private final Map<MatrixCell, String> results = new LinkedHashMap<>();
  private final MatrixStand stand;

  MatrixIT() throws Exception {
    stand = new MatrixStand(chosen);
    MatrixCell.all().forEach(cell -> results.put(cell, Compatibility.expected(cell)));
  }

  Stream<MatrixCell> cells() {
    return chosen.stream();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void works(MatrixCell cell) throws Exception {
    results.put(cell, Compatibility.NOT_RUN);
    MatrixTrial trial = new MatrixTrial(stand, cell);
    results.put(cell, Compatibility.FAILED);
    trial.run();
    results.put(cell, Compatibility.OK);
  }

  @Test
  @Case(id = "matrix", did = "tries official clients against every kind of provider")
  void everyTwoMeetInTheSelection(Figures figures) {
    figures.add("cells", MatrixCell.all().size()).add("possible", POSSIBLE.size());
    figures.add("tried", chosen.size());

    assertEquals(Pairwise.pairs(POSSIBLE), Pairwise.pairs(chosen));
  }

  @Test
  @DisabledIfSystemProperty(named = PROPERTY, matches = ALL)
  void thePageSaysTheSame() throws IOException {
    Map<MatrixCell, String> expected = new LinkedHashMap<>();
    MatrixCell.all().forEach(cell -> expected.put(cell, Compatibility.expected(cell)));

    assertEquals(Compatibility.page(expected), Repository.text(Compatibility.PATH));
  }

  @AfterAll
  void stop() throws IOException {
    stand.close();
    if (all) {
      Files.writeString(Repository.path(Compatibility.PATH), Compatibility.page(results));
    }
  }
}
