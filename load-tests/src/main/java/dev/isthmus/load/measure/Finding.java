package dev.isthmus.load.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a row found: figures beside what was expected of them, the tables they come from, and what
 * is to be said about them. Threads: one.
 */
final class Finding {
  private final List<Goal> goals = new ArrayList<>();
  private final List<Plot> plots = new ArrayList<>();
  private final StringBuilder tables = new StringBuilder();
  private final List<String> notes = new ArrayList<>();

  Finding goal(String what, double reached, double goal, double least) {
    goals.add(new Goal(what, reached, goal, least, null));
    return this;
  }

  Finding plot(Plot plot) {
    plots.add(plot);
    return this;
  }

  List<Goal> goals() {
    return List.copyOf(goals);
  }

  List<Plot> plots() {
    return List.copyOf(plots);
  }

  /** A table of what each proxy cost, in microseconds per {@code unit}. */
  Finding costs(String title, String unit, List<Rounds.Cost> costs, Rounds.Cost base) {
    List<List<String>> rows = new ArrayList<>();
    for (Rounds.Cost cost : costs) {
      rows.add(
          List.of(
              cost.name(),
              number(cost.median()),
              number(Figures.least(cost.micros())) + " – " + number(Figures.most(cost.micros())),
              String.format(Locale.ROOT, "%.2f", cost.median() / base.median()),
              String.format(Locale.ROOT, "%.0f", cost.residentBytes() / (1 << 20))));
    }
    return table(
        title,
        List.of("", "CPU µs per " + unit, "least – most", "× " + base.name(), "RSS MiB"),
        rows);
  }

  Finding table(String title, List<String> header, List<List<String>> rows) {
    tables.append("\n").append(title).append("\n\n");
    line(header);
    line(header.stream().map(cell -> "---").toList());
    rows.forEach(this::line);
    return this;
  }

  private void line(List<String> cells) {
    tables.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  Finding note(String note) {
    notes.add(note);
    return this;
  }

  /** Everything, as Markdown. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    if (!goals.isEmpty()) {
      text.append("| | goal | at least | reached | |\n| --- | --- | --- | --- | --- |\n");
      for (Goal goal : goals) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s |%n",
                goal.what(),
                number(goal.goal()),
                number(goal.least()),
                number(goal.reached()),
                goal.verdict()));
      }
    }
    text.append(tables);
    for (String note : notes) {
      text.append("\n").append(note).append("\n");
    }
    return text.toString();
  }

  /** Three figures that say something, or a whole number. */
  static String number(double value) {
    double size = Math.abs(value);
    String form =
        size == 0
            ? "%.0f"
            : size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }
}
