package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The part of {@code docs/performance.md} that stored figures make: the table of goals, and plots.
 * Depends on the stored figures only, so that a test can tell a part that is not theirs.
 */
final class Report {
  static final String BEGINNING =
      "<!-- Written by load-tests/bench/rows from the figures in docs/performance/*.json. -->\n";

  static final String END = "<!-- Until here. -->\n";

  /** What is counted or timed by hand, and kept by hand. */
  private static final String COUNTED = "counted";

  /** Rows that have a page, in the order of the table. */
  static final List<String> PAGES =
      List.of("calls", "streams", "tls", "http2", "start", "memory", "translation", "flags");

  private final List<Stored> stored;

  private Report(List<Stored> stored) {
    this.stored = stored;
  }

  /** Reads what is stored in {@code folder}. */
  static Report read(Path folder) throws IOException {
    List<Stored> all = new ArrayList<>();
    for (String name : Stream.concat(PAGES.stream(), Stream.of(COUNTED)).toList()) {
      Stored one = Stored.read(folder, name);
      if (one != null) {
        all.add(one);
      }
    }
    return new Report(all);
  }

  /** Every plot's file and what it holds. */
  Map<String, String> plots() {
    Map<String, String> files = new LinkedHashMap<>();
    for (Stored one : stored) {
      if (!one.plots().isEmpty()) {
        files.put(one.name() + ".svg", BarsSvg.of(one.title(), one.plots()));
      }
    }
    return files;
  }

  /** {@code page} with what lies between the markers replaced. */
  String into(String page) {
    int from = page.indexOf(BEGINNING);
    int to = page.indexOf(END);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "docs/performance.md: no lines '%s' and '%s' around the table"
              .formatted(BEGINNING.strip(), END.strip()));
    }
    return page.substring(0, from + BEGINNING.length())
        + "\n"
        + markdown()
        + "\n"
        + page.substring(to);
  }

  /** Writes plots beside the stored figures, and the table into {@code page}. */
  void write(Path folder, Path page) throws IOException {
    for (Map.Entry<String, String> file : plots().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    Files.writeString(page, into(Files.readString(page)));
  }

  private String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        "| | goal | at least | reached | | from |\n| --- | --- | --- | --- | --- | --- |\n");
    for (Stored one : stored) {
      for (Goal goal : one.goals()) {
        text.append(
            "| %s | %s | %s | %s | %s | %s, %s |\n"
                .formatted(
                    goal.what(),
                    Finding.number(goal.goal()),
                    Finding.number(goal.least()),
                    Finding.number(goal.reached()),
                    goal.verdict(),
                    source(one, goal),
                    one.date()));
      }
    }
    machines(text);
    for (Stored one : stored) {
      if (!one.plots().isEmpty()) {
        text.append(
            "\n![%s](performance/%s.svg)\n".formatted(BarsSvg.said(one.plots()), one.name()));
      }
    }
    return text.toString();
  }

  private static String source(Stored page, Goal goal) {
    return goal.source() == null
        ? "[%s](performance/%s.md)".formatted(page.name(), page.name())
        : goal.source();
  }

  private void machines(StringBuilder text) {
    Map<String, List<String>> machines = new LinkedHashMap<>();
    for (Stored one : stored) {
      machines.computeIfAbsent(one.machine(), key -> new ArrayList<>()).add(one.name());
    }
    text.append("\nMeasured on:\n\n");
    machines.forEach(
        (machine, names) ->
            text.append("- %s: %s.\n".formatted(String.join(", ", names), machine)));
  }
}
