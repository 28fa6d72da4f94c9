package dev.isthmus.core.cases;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.isthmus.core.cases.Proof.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a class whose tests pass, fail, are aborted and are disabled, and reads what they left. */
final class CaseRecorderTest {
  private static final String INSIDE = "isthmus.cases.inside";

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void everyEndIsWrittenWithItsFigures(@TempDir Path folder) throws IOException {
    List<Proof> proofs = run(folder);
    assertEquals(
        List.of(Result.SKIPPED, Result.SKIPPED, Result.FAILED, Result.PASSED, Result.PASSED),
        proofs.stream().map(Proof::result).toList());
    assertTrue(proofs.get(2).why().contains("no good"), proofs::toString);
    assertEquals(1, proofs.get(2).figures().get("before").asInt());
    assertEquals("{\"n\":3,\"half\":0.5,\"of\":\"all\"}", proofs.get(3).figures().toString());
    assertEquals("Told.passes", proofs.get(4).test());
    assertTrue(printed.toString(UTF_8).contains(proofs.get(4).json().toString()));
  }

  @Test
  void aSecondRunReplacesTheFirst(@TempDir Path folder) throws IOException {
    List<Proof> first = run(folder);
    assertEquals(first, run(folder));
  }

  private List<Proof> run(Path folder) throws IOException {
    String before = System.getProperty("basedir", "");
    System.setProperty("basedir", folder.toString());
    System.setProperty(INSIDE, "true");
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8)); // these failures are nobody's
    try {
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Told.class)).build());
    } finally {
      System.setOut(out);
      System.setProperty("basedir", before);
      System.clearProperty(INSIDE);
    }
    List<Proof> proofs = new ArrayList<>();
    Path file = folder.resolve("target/cases").resolve(Told.class.getName() + ".jsonl");
    for (String line : Files.readAllLines(file)) {
      proofs.add(Proof.parse(line));
    }
    proofs.sort(Comparator.comparing(Proof::id));
    return proofs;
  }

  /** Runs only from within the test above. */
  @EnabledIfSystemProperty(named = INSIDE, matches = "true")
  static final class Told {

    @Test
    @Case(id = "told-4", did = "passes")
    @Case(id = "told-5", did = "passes, too")
    void passes(Figures figures) {
      figures.add("n", 3).add("half", 0.50001).add("of", "all");
    }

    @Test
    @Case(id = "told-3", did = "fails")
    void fails(Figures figures) {
      figures.add("before", 1);
      fail("no good");
    }

    @Test
    @Case(id = "told-2", did = "has no tool")
    void isAborted() {
      abort("no tool");
    }

    @Test
    @Disabled("for a reason")
    @Case(id = "told-1", did = "is not run")
    void isDisabled() {
      fail("not to be run");
    }
  }
}
