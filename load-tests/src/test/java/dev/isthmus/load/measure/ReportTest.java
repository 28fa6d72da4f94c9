package dev.isthmus.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  private static final Path PAGES = Path.of("../docs/performance");
  private static final String AGAIN = "run load-tests/bench/rows --report";

  @TempDir Path folder = Path.of("");

  @Test
  void whatIsPublishedIsWhatTheStoredFiguresSay() throws IOException {
    Report report = Report.read(PAGES);
    String page = Files.readString(PAGES.resolveSibling("performance.md"));
    assertEquals(report.into(page), page, AGAIN);
    for (Map.Entry<String, String> plot : report.plots().entrySet()) {
      assertEquals(plot.getValue(), Files.readString(PAGES.resolve(plot.getKey())), AGAIN);
    }
  }

  @Test
  void aPageHasWhatIsStoredBesideIt() throws IOException {
    for (String name : Report.PAGES) {
      Stored stored = Stored.read(PAGES, name);
      if (stored == null) {
        continue;
      }
      String page = Files.readString(PAGES.resolve(name + ".md"));
      assertTrue(page.contains(stored.date() + ","), name + ": not of " + stored.date());
      for (Goal goal : stored.goals()) {
        String row = "| " + goal.what() + " | ";
        String line = page.lines().filter(each -> each.startsWith(row)).findFirst().orElse(row);
        assertEquals(Finding.number(goal.reached()), line.split(" \\| ", -1)[3], goal.what());
      }
    }
  }

  @Test
  void storedFiguresAreReadAsTheyWereWritten() throws IOException {
    Stored stored =
        new Stored(
            "calls",
            "Calls",
            "2026-11-27",
            "a machine",
            List.of(
                new Goal("cost, × HAProxy", 1.234, 1.0, 1.35, null),
                new Goal("counted", 0, 0, 64, "`ATest`"),
                new Goal("never seen", Double.NaN, 1, 2, null)),
            List.of(
                new Plot(
                    "CPU, µs",
                    List.of(new Plot.Value("gateway", 24.5), new Plot.Value("HAProxy", 20)),
                    List.of(new Plot.Value("goal", 20)))));
    stored.write(folder);
    assertEquals(stored, Stored.read(folder, "calls"));
    String page = Report.BEGINNING + "old\n" + Report.END + "rest\n";
    String next = Report.read(folder).into("before\n" + page);
    assertTrue(next.startsWith("before\n") && next.endsWith(Report.END + "rest\n"), next);
    assertTrue(
        next.contains(
            "| cost, × HAProxy | 1.00 | 1.35 | 1.23 | within the limit, 23 % above the goal |"
                + " [calls](performance/calls.md), 2026-11-27 |\n"),
        next);
    assertTrue(next.contains("| goal met | `ATest`, 2026-11-27 |\n"), next);
    assertTrue(next.contains("![CPU, µs. gateway: 24.5; HAProxy: 20.0; goal: 20.0]("), next);
  }

  @Test
  void whatIsStoredIsRoundedNoOtherwiseThanThePage() throws IOException {
    // To four figures, these are on the other side of what the limit or the third figure is.
    Finding finding = new Finding();
    finding.goal("cost, × HAProxy", 1.6449, 1.0, 1.4).goal("barely not", 1.50004, 1.0, 1.5);
    finding.plot(new Plot("CPU, µs", List.of(new Plot.Value("gateway", 24.3496)), List.of()));
    new Stored("calls", "Calls", "2026-11-27", "m", finding.goals(), finding.plots()).write(folder);

    Report report = Report.read(folder);

    String table = report.into(Report.BEGINNING + Report.END);
    finding
        .markdown()
        .lines()
        .filter(line -> line.startsWith("| cost") || line.startsWith("| barely"))
        .forEach(line -> assertTrue(table.contains(line), table));
    String drawn = Finding.number(finding.plots().get(0).bars().get(0).value());
    assertTrue(table.contains("gateway: " + drawn + "]"), table);
  }

  @Test
  void aPageWithoutAPlaceForItIsNotTouched() throws IOException {
    Report report = Report.read(folder);
    assertThrows(IllegalArgumentException.class, () -> report.into("no markers"));
  }
}
