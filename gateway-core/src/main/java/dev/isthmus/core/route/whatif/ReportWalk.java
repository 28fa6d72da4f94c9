package dev.isthmus.core.route.whatif;

import static dev.isthmus.core.route.whatif.Numbers.change;
import static dev.isthmus.core.route.whatif.Numbers.format;
import static dev.isthmus.core.route.whatif.Numbers.percent;
import static dev.isthmus.core.route.whatif.Numbers.whole;

import java.time.Instant;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Tells a person what a report says, from top to bottom; what it looks like is the {@link Form}'s.
 * Threads: one at a time.
 */
final class ReportWalk {
  private static final int THOUSAND = 1000;

  private final Form form;

  /** What a report is written as. Sentences begin with a small letter and have no full stop. */
  interface Form {
    void title(String title);

    /** Says one sentence; {@code figures} are what a reader looks for in it. */
    void say(String sentence, Object... figures);

    void notes(List<String> notes);

    void route(Report.RouteReport route);

    void section(String name, String explanation, Runnable content);

    void shares(Report.Exact exact);

    void measured(Report.Curve firstContent);

    void reasons(List<String> reasons);

    /** The first of {@code rows} has the names of the columns. */
    void table(List<List<String>> rows);
  }

  private ReportWalk(Form form) {
    this.form = form;
  }

  static void through(Report report, Form form) {
    ReportWalk walk = new ReportWalk(form);
    walk.head(report);
    report.routes().forEach(walk::route);
  }

  private void head(Report report) {
    form.title(report.title());
    if (report.decisions() > 0) {
      form.say(
          "%s decisions that stand for %s calls, %s to %s",
          report.decisions(),
          whole(report.calls()),
          Instant.ofEpochMilli(report.fromMillis()),
          Instant.ofEpochMilli(report.toMillis()));
    } else {
      form.say("no decisions");
    }
    form.notes(report.notes());
  }

  private void route(Report.RouteReport route) {
    form.route(route);
    form.notes(route.notes());
    form.section(
        "exact re-score",
        "what was believed of each call when it came, decided anew",
        () -> exact(route.exact()));
    form.section(
        "propensity-weighted",
        "what really happened, weighted to stand for the other policy",
        () -> weighted(route.weighted()));
    List<String> reasons = route.simulation();
    if (reasons.isEmpty()) {
      form.section("simulation", "nothing points to a need for one", () -> {});
    } else {
      form.section(
          "simulation needed",
          "neither method sees how deployments answer to another load",
          () -> form.reasons(reasons));
    }
  }

  private void exact(Report.Exact exact) {
    form.say(
        "%s of the calls would be expected elsewhere; %s went where they never would",
        percent(exact.moved()), percent(exact.flipped()));
    if (exact.reproduced() < 1) {
      form.say(
          "%s of the decisions are given again to the last bit by their own weights",
          percent(exact.reproduced()));
    }
    if (exact.unserved() > 0) {
      form.say("%s of the calls could not be served any more", percent(exact.unserved()));
    }
    form.shares(exact);
    form.table(
        List.of(
            List.of("expected of the first choice", "before", "after", "change"),
            row("dollars a call", exact.dollarsPerCall(), Numbers::dollars),
            row("first token, mean", exact.firstContentSeconds(), Numbers::seconds),
            row("first token, p50", exact.firstContentP50(), Numbers::seconds),
            row("first token, p99", exact.firstContentP99(), Numbers::seconds),
            row("risk of failure", exact.failureProbability(), Numbers::percent)));
  }

  private static List<String> row(String name, Report.Pair pair, DoubleFunction<String> text) {
    return List.of(
        name,
        text.apply(pair.before()),
        text.apply(pair.after()),
        change(pair.before(), pair.after()));
  }

  private void weighted(Report.Weighted weighted) {
    form.say(
        "%s calls, as good as %s; %s of the other policy's choices are never made now, and this"
            + " says nothing of them",
        weighted.calls(), whole(weighted.effective()), percent(weighted.outside()));
    Report.Curve curve = weighted.firstContent();
    if (curve != null && weighted.effective() > 0) {
      form.measured(curve);
    }
    form.table(
        List.of(
            List.of("measured", "before", "after", "95 % interval"),
            row("dollars a call", weighted.dollarsPerCall(), Numbers::dollars),
            row("first token, p50", weighted.firstContentP50(), Numbers::seconds),
            row("first token, p99", weighted.firstContentP99(), Numbers::seconds),
            row("errors", weighted.errors(), Numbers::percent),
            row("429s of 1000 calls", weighted.rateLimited(), ReportWalk::ofThousand)));
  }

  private static String ofThousand(double part) {
    return Double.isNaN(part) ? Numbers.UNKNOWN : format("%.1f", THOUSAND * part);
  }

  private static List<String> row(String name, Estimate estimate, DoubleFunction<String> text) {
    return List.of(
        name,
        text.apply(estimate.before()),
        text.apply(estimate.after()),
        text.apply(estimate.low()) + " to " + text.apply(estimate.high()));
  }
}
