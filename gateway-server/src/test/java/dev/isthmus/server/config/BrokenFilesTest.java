package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.ResponseTag;
import dev.isthmus.core.cases.Case;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Breaks the good file in every place, alone and together. */
final class BrokenFilesTest {

  @TempDir Path folder = Path.of("");
  private Bench bench;
  private String good;

  @BeforeEach
  void prepare() throws Exception {
    bench = new Bench(folder);
    good = Bench.good();
  }

  @Test
  @Case(id = "CFG2", did = "files broken in many ways, each refused with its line and field")
  void everyBrokenFileIsRefusedWithItsLineAndField() throws Exception {
    List<Breakage> all = Breakage.all(good);
    var accepted = new ArrayList<String>();
    for (Breakage one : all) {
      List<ConfigProblem> errors = bench.errors(one.apply(good));
      if (!one.found(errors)) {
        accepted.add(one + " was answered by " + Bench.described(errors));
      }
    }
    assertEquals(List.of(), accepted);
    assertTrue(all.size() >= 200, all.size() + " broken files");
  }

  @Test
  @Case(id = "CFG2", did = "a file with several mistakes")
  void allProblemsOfAFileAreListedAtOnce() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    List<Breakage> values = new ArrayList<>(Breakage.all(good));
    values.removeIf(one -> one.kind().contains("key") || one.kind().contains("name"));
    for (int round = 0; round < 40; round++) {
      List<Breakage> planted = planted(values, random, 1 + random.nextInt(12));
      String file = good;
      for (Breakage one : planted) {
        file = one.apply(file);
      }
      List<ConfigProblem> errors = bench.errors(file);
      for (Breakage one : planted) {
        assertTrue(
            one.found(errors),
            "seed " + seed + ": " + one + " is not among " + Bench.described(errors));
      }
      assertTrue(errors.size() >= planted.size(), "seed " + seed);
      assertEquals(
          errors.stream().sorted(Comparator.comparingInt(ConfigProblem::line)).toList(), errors);
    }
  }

  @Test
  @Case(id = "CFG3", did = "looks for secrets in the problems of all broken files")
  void noProblemOfAnyBrokenFileHoldsASecret() throws Exception {
    List<String> texts = List.of("\"${AZURE_KEY}\"", "\"file:token.txt\"", "[\"${DEMO_KEY}\"]");
    int turn = 0;
    for (Breakage one : Breakage.all(good)) {
      String text = texts.get(turn++ % texts.size());
      String file = good.substring(0, one.from()) + text + good.substring(one.to());
      String said = String.join("\n", Bench.described(bench.problems(file)));
      assertFalse(said.contains(Bench.MARK), () -> text + ": " + one + ": " + said);
    }
  }

  @Test
  void aFileCutOffAnywhereIsReadWithoutAnException() throws Exception {
    for (int length = 0; length < good.length(); length += 13) {
      bench.load(good.substring(0, length));
    }
  }

  @Test
  void aFileWithAnyCharacterChangedIsReadWithoutAnException() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    String odd = "\u0000\u0001\t:-{}[]&*!|>'\"%@`#?,\uFEFF\uFFFD\n~<";
    for (int round = 0; round < 500; round++) {
      int at = random.nextInt(good.length());
      char letter = odd.charAt(random.nextInt(odd.length()));
      String file = good.substring(0, at) + letter + good.substring(at + 1);
      for (ConfigProblem problem : bench.problems(file)) {
        assertTrue(problem.line() >= 1 && problem.column() >= 1, "seed " + seed + ": " + problem);
        assertFalse(problem.message().contains(Bench.MARK), "seed " + seed);
      }
    }
  }

  /** These pairs were searched for: of names that people choose, none is likely to be one. */
  @Test
  void namesThatIdsOfStoredResponsesCannotTellApartAreRefused() throws Exception {
    assertEquals(ResponseTag.ofDeployment("n697976"), ResponseTag.ofDeployment("n1864719"));
    assertEquals(ResponseTag.ofCaller("n1079575"), ResponseTag.ofCaller("n1557513"));
    String file =
        """
        listeners: [{address: "127.0.0.1:0"}]
        providers:
          own: {type: compatible, endpoint: "http://127.0.0.1:8000/v1", credential: none, allow_private: true}
        models:
          m:
            deployments:
              - {name: n697976, provider: own, model: m, price: free}
              - {name: n1864719, provider: own, model: m, price: free}
        callers:
          - {name: n1079575, key: "sk-one-0123456789", models: ["*"]}
          - {name: n1557513, key: "sk-two-0123456789", models: ["*"]}
        """;
    List<String> said = Bench.described(bench.errors(file));
    assertEquals(2, said.size(), said.toString());
    assertTrue(said.get(0).contains("deployment 'n697976'"), said.toString());
    assertTrue(said.get(1).contains("caller 'n1079575'"), said.toString());
  }

  /** Breaks of different lines and unrelated fields, last first, none of which hides another. */
  private static List<Breakage> planted(List<Breakage> all, Random random, int count) {
    var chosen = new ArrayList<Breakage>();
    while (chosen.size() < count) {
      Breakage next = all.get(random.nextInt(all.size()));
      if (chosen.stream().noneMatch(one -> one.line() == next.line())) {
        chosen.add(next);
      }
    }
    chosen.sort(Comparator.comparingInt(Breakage::from).reversed());
    return chosen;
  }
}
