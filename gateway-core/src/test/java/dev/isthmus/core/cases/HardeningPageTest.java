package dev.isthmus.core.cases;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/hardening.md} true: its tables are made from the promises that the build holds
 * its tests to.
 *
 * <p>After a change of promises, {@code -Disthmus.write-docs=true} writes it anew.
 */
final class HardeningPageTest {

  private static final String HEAD =
      """
      # Hardening

      What the gateway promises to a caller, a provider and an operator who make trouble. Each promise has a
      case, and each case at least one test, which prints one line of JSON with what it measured:

      ```json
      {"case":"J4","pass":true,"did":"…","test":"…","figures":{"refused":4}}
      ```

      `./mvnw verify` collects the lines of all modules in `load-tests/target/cases.md` (and `cases.json`):
      every case beside its result, the tests that prove it and their figures. The build fails if a case
      has no test. A test that needs a tool which is absent is skipped, and the report says so. Cases that
      need minutes or a quiet machine have a short form that always runs; `./mvnw verify -Pnightly` runs the
      long one, too.

      To prove a case, mark a test with `@Case(id = "J4", did = "what the test does")`; its parameter
      `Figures` takes what it measures. The promises themselves stand in `Promises`, from which the
      tables below are made.

      """;

  @Test
  void thePageSaysWhatIsPromised() throws IOException {
    Path page = project().resolve("docs/hardening.md");
    if (Boolean.getBoolean("isthmus.write-docs")) {
      Files.writeString(page, render(), UTF_8);
    }
    String there = Files.exists(page) ? Files.readString(page, UTF_8) : "";
    assertEquals(render(), there, "stale: write it anew with -Disthmus.write-docs=true");
  }

  @Test
  void noCaseIsPromisedTwice() {
    long different = Promises.flat().stream().map(Promise::id).distinct().count();
    assertEquals(Promises.flat().size(), different);
  }

  private static String render() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Promises.Group group : Promises.ALL) {
      page.append("## ").append(group.title()).append("\n\n| case | promise |\n| --- | --- |\n");
      group.promises().forEach(promise -> page.append(row(promise)));
      page.append("\n");
    }
    return page.toString().stripTrailing() + "\n";
  }

  private static String row(Promise promise) {
    String standing =
        switch (promise.standing()) {
          case KEPT -> "";
          case NOT_APPLICABLE -> " *Not applicable: " + promise.because() + ".*";
          case OPEN -> " *Not proven yet: " + promise.because() + ".*";
        };
    return "| " + promise.id() + " | " + promise.text() + standing + " |\n";
  }

  private static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.resolve("..").normalize();
    }
    return folder;
  }
}
