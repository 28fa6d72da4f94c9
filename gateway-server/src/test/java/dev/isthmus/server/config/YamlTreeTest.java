package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What YAML can do and a configuration may not. */
final class YamlTreeTest {

  @TempDir Path folder = Path.of("");
  private Bench bench;

  @BeforeEach
  void prepare() throws Exception {
    bench = new Bench(folder);
  }

  @Test
  void anchorsAliasesAndTagsAreRefused() throws Exception {
    String file = Bench.good();
    assertRefused(file.replace("admin:\n", "admin: &a\n"), "an anchor");
    assertRefused(
        file.replace("[eu], providers", "&z [eu], providers").replace("[us]", "*z"), "an alias");
    assertRefused(file.replace("[us]", "!!set [us]"), "a tag");
    assertRefused(file.replace("name: demo", "name: !secret demo"), "a tag");
  }

  @Test
  void growthByAliasesIsRefusedWithoutGrowing() throws Exception {
    var bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertRefused(bomb.toString(), "an alias");
  }

  @Test
  void aCycleIsRefused() throws Exception {
    assertRefused("models: &m {x: *m}\n", "an alias");
  }

  @Test
  void aSecondDocumentIsRefused() throws Exception {
    assertRefused(Bench.good() + "---\nadmin: {}\n", "a second document");
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    assertRefused("models: " + "[".repeat(5000) + "]".repeat(5000), "nested");
  }

  @Test
  void aDuplicateKeyIsRefusedInItsLine() throws Exception {
    List<ConfigProblem> errors = bench.errors(Bench.good() + "admin: {}\n");

    assertEquals("admin", errors.get(0).path());
    assertEquals(Bench.good().lines().count() + 1, errors.get(0).line());
  }

  @Test
  void anEmptyFileAndAListAreRefused() throws Exception {
    assertRefused("", "not a section");
    assertRefused("# nothing\n", "not a section");
    assertRefused("- a\n", "not a section");
  }

  @Test
  void aSyntaxErrorHasItsLineAndNotItsText() throws Exception {
    ConfigProblem error = bench.errors("admin: {}\nlimits: {body: \"hunter2\n").get(0);

    assertTrue(error.line() >= 2);
    assertTrue(!error.message().contains("hunter2"), error.message());
  }

  @Test
  void aHugeFileIsRefused() throws Exception {
    assertRefused("#".repeat(10 << 20), "too long");
  }

  @Test
  void bytesThatAreNoTextAreRefusedInTheirLine() throws Exception {
    Path file = folder.resolve("gateway.yaml");
    Files.write(file, new byte[] {'a', ':', '\n', (byte) 0xc3, 0x28});

    LoadResult result = new ConfigLoader(Map.of()).load(file);

    ConfigProblem error = assertInstanceOf(LoadResult.Refused.class, result).problems().get(0);
    assertEquals("not UTF-8", error.message());
    assertEquals(2, error.line());
  }

  @Test
  void aByteOrderMarkIsNoMatter() throws Exception {
    assertEquals(List.of(), bench.problems("\uFEFF" + Bench.good()));
  }

  @Test
  void aMissingFileIsAProblemAndNoException() {
    LoadResult result = new ConfigLoader(Map.of()).load(folder.resolve("none.yaml"));

    assertEquals(
        "file does not exist",
        assertInstanceOf(LoadResult.Refused.class, result).problems().get(0).message());
  }

  private void assertRefused(String file, String phrase) throws Exception {
    List<ConfigProblem> errors = bench.errors(file);
    assertTrue(
        errors.stream().anyMatch(one -> one.message().contains(phrase)),
        () -> String.join("\n", Bench.described(errors)));
  }
}
