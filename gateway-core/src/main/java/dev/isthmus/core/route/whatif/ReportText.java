package dev.isthmus.core.route.whatif;

import static dev.isthmus.core.route.whatif.Numbers.change;
import static dev.isthmus.core.route.whatif.Numbers.format;
import static dev.isthmus.core.route.whatif.Numbers.percent;
import static dev.isthmus.core.route.whatif.Numbers.whole;

import java.time.Instant;
import java.util.function.DoubleFunction;

/** A report for a terminal. Threads: one at a time. */
public final class ReportText {
  private static final int THOUSAND = 1000;

  private final StringBuilder out = new StringBuilder();

  private ReportText() {}

  public static String of(Report report) {
    ReportText text = new ReportText();
    text.head(report);
    report.routes().forEach(text::route);
    return text.out.toString();
  }

  private void head(Report report) {
    line("%s", report.title());
    if (report.decisions() > 0) {
      line(
          "%d decisions that stand for %s calls, %s to %s",
          report.decisions(),
          whole(report.calls()),
          Instant.ofEpochMilli(report.fromMillis()),
          Instant.ofEpochMilli(report.toMillis()));
    } else {
      line("no decisions");
    }
    report.notes().forEach(note -> line("note: %s", note));
  }

  private void route(Report.RouteReport route) {
    line("");
    line("route %s: %d decisions, %s calls", route.route(), route.decisions(), calls(route));
    line("  before: %s", route.before());
    line("  after:  %s", route.after());
    route.notes().forEach(note -> line("  note: %s", note));
    exact(route.exact());
    weighted(route.weighted());
    simulation(route);
  }

  private static String calls(Report.RouteReport route) {
    return whole(route.calls());
  }

  private void exact(Report.Exact exact) {
    line("");
    line("  exact re-score: what was believed of each call when it came, decided anew");
    line(
        "    %s of the calls would be expected elsewhere; %s went where they never would",
        percent(exact.moved()), percent(exact.flipped()));
    if (exact.reproduced() < 1) {
      line(
          "    %s of the decisions are given again to the last bit by their own weights",
          percent(exact.reproduced()));
    }
    if (exact.unserved() > 0) {
      line("    %s of the calls could not be served any more", percent(exact.unserved()));
    }
    line("    %-32s %10s %10s %10s", "first choice", "sent", "before", "after");
    for (Report.Share share : exact.shares()) {
      line(
          "    %-32s %10s %10s %10s",
          share.deployment(),
          percent(share.sent()),
          percent(share.before()),
          percent(share.after()));
    }
    line("    %-32s %10s %10s", "expected of the first choice", "before", "after");
    pair("dollars a call", exact.dollarsPerCall(), Numbers::dollars);
    pair("first token, mean", exact.firstContentSeconds(), Numbers::seconds);
    pair("first token, p50", exact.firstContentP50(), Numbers::seconds);
    pair("first token, p99", exact.firstContentP99(), Numbers::seconds);
    pair("risk of failure", exact.failureProbability(), Numbers::percent);
  }

  private void pair(String name, Report.Pair pair, DoubleFunction<String> text) {
    line(
        "    %-32s %10s %10s  %s",
        name,
        text.apply(pair.before()),
        text.apply(pair.after()),
        change(pair.before(), pair.after()));
  }

  private void weighted(Report.Weighted weighted) {
    line("");
    line("  propensity-weighted: what really happened, weighted to stand for the other policy");
    line(
        "    %d calls, as good as %s; %s of the other policy's choices are never made now, and"
            + " this says nothing of them",
        weighted.calls(), whole(weighted.effective()), percent(weighted.outside()));
    line("    %-32s %10s %10s  %s", "measured", "before", "after", "95 % interval");
    estimate("dollars a call", weighted.dollarsPerCall(), Numbers::dollars);
    estimate("first token, p50", weighted.firstContentP50(), Numbers::seconds);
    estimate("first token, p99", weighted.firstContentP99(), Numbers::seconds);
    estimate("errors", weighted.errors(), Numbers::percent);
    estimate(
        "429s of 1000 calls",
        weighted.rateLimited(),
        value -> Double.isNaN(value) ? "unknown" : format("%.1f", THOUSAND * value));
  }

  private void estimate(String name, Estimate estimate, DoubleFunction<String> text) {
    line(
        "    %-32s %10s %10s  %s to %s",
        name,
        text.apply(estimate.before()),
        text.apply(estimate.after()),
        text.apply(estimate.low()),
        text.apply(estimate.high()));
  }

  private void simulation(Report.RouteReport route) {
    line("");
    if (route.simulation().isEmpty()) {
      line("  simulation: nothing points to a need for one");
      return;
    }
    line("  simulation needed: neither method sees how deployments answer to another load");
    route.simulation().forEach(reason -> line("    - %s", reason));
  }

  private void line(String format, Object... values) {
    out.append(format(format, values).stripTrailing()).append('\n');
  }
}
