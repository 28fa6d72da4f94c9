package dev.isthmus.load.simulation.report;

import dev.isthmus.load.simulation.policy.Contender;
import dev.isthmus.load.simulation.run.Metric;
import java.util.List;
import java.util.Locale;

/** The page of results, in Markdown. */
public final class ResultsPage {
  private static final List<Metric> COLUMNS =
      List.of(
          Metric.P50,
          Metric.P99,
          Metric.INCIDENT_P99,
          Metric.ERRORS,
          Metric.LIMITED,
          Metric.ATTEMPTS,
          Metric.DOLLARS,
          Metric.DRAIN,
          Metric.RESTORE,
          Metric.SWINGS,
          Metric.REGRET,
          Metric.HERDING);

  private final StringBuilder text = new StringBuilder();

  private ResultsPage() {}

  /** The page of these studies; {@code command} is how to have it again. */
  public static String of(List<Study> studies, int seeds, String command) {
    ResultsPage page = new ResultsPage();
    page.head(seeds, command);
    List<Study> fitted = studies.stream().filter(one -> !one.scenario().heldOut()).toList();
    List<Study> held = studies.stream().filter(one -> one.scenario().heldOut()).toList();
    page.verdicts("Targets", fitted);
    page.verdicts("Targets where nothing was fitted", held);
    page.text.append("## Figures\n\n");
    fitted.forEach(page::study);
    page.text.append("## Figures where nothing was fitted\n\n");
    held.forEach(page::study);
    return page.text.toString();
  }

  private void head(int seeds, String command) {
    text.append("# Routing: results of the simulation\n\n");
    text.append("Written by `").append(command).append("`; do not edit. ");
    text.append("What is simulated, and what the figures mean, is on the page about\n");
    text.append("[routing](routing.md#how-it-is-proved). ");
    text.append("Each figure is the mean over ").append(seeds);
    text.append(" seeds with its 95 % interval; all contenders meet the same calls.\n\n");
  }

  private void verdicts(String title, List<Study> studies) {
    text.append("## ").append(title).append("\n\n");
    text.append("A target is held where the whole interval is within the bound.\n\n");
    text.append("| target | scenario | against | found | bound | held |\n");
    text.append("|---|---|---|---|---|---|\n");
    for (Target target : Target.values()) {
      for (Study study : studies) {
        Target.judge(study).stream().filter(one -> one.target() == target).forEach(this::verdict);
      }
    }
    text.append('\n');
  }

  private void verdict(Target.Verdict verdict) {
    text.append("| ").append(verdict.target().title());
    text.append(" | ").append(verdict.study().scenario().name());
    text.append(" | ").append(verdict.against());
    text.append(" | ").append(full(verdict.found()));
    text.append(" | ").append(number(verdict.bound()));
    text.append(" | ").append(verdict.held() ? "yes" : "**no**").append(" |\n");
  }

  private void study(Study study) {
    String name = study.scenario().name();
    text.append("### ").append(name).append(": ").append(study.scenario().says()).append("\n\n");
    if (ShareSvg.suits(study)) {
      text.append("![share of whoever is struck](routing-results/")
          .append(name)
          .append(".svg)\n\n");
    }
    List<Metric> columns = COLUMNS.stream().filter(one -> known(study, one)).toList();
    text.append("| |");
    columns.forEach(one -> text.append(' ').append(one.title()).append(" |"));
    text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    for (Contender contender : study.contenders()) {
      text.append("| ").append(contender.title()).append(" |");
      columns.forEach(
          one -> text.append(' ').append(brief(study.estimate(contender, one))).append(" |"));
      text.append('\n');
    }
    text.append('\n');
  }

  private static boolean known(Study study, Metric metric) {
    return study.contenders().stream()
        .anyMatch(one -> !Double.isNaN(study.estimate(one, metric).mean()));
  }

  private static String full(Estimate estimate) {
    return "%s (%s to %s)"
        .formatted(number(estimate.mean()), number(estimate.low()), number(estimate.high()));
  }

  private static String brief(Estimate estimate) {
    double half = estimate.high() - estimate.mean();
    String spread = half > 0 && !Double.isInfinite(half) ? " ± " + number(half) : "";
    return Double.isNaN(estimate.mean()) ? "–" : number(estimate.mean()) + spread;
  }

  /** Three digits, without those behind the point that say nothing. */
  private static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.01 ? "%.2f" : "%.4f";
    return size == 0 ? "0" : String.format(Locale.ROOT, format, value);
  }
}
