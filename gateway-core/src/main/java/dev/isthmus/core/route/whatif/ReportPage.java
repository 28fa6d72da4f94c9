package dev.isthmus.core.route.whatif;

import static dev.isthmus.core.route.whatif.Numbers.change;
import static dev.isthmus.core.route.whatif.Numbers.format;
import static dev.isthmus.core.route.whatif.Numbers.percent;
import static dev.isthmus.core.route.whatif.Numbers.whole;

import java.time.Instant;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A report as one page that needs nothing else: plots are drawn in it, no script runs, and it is
 * read by day and by night. Threads: one at a time.
 */
public final class ReportPage {
  private static final int THOUSAND = 1000;

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ground:#fcfcfb;--card:#fff;--ink:#1c1c1a;--soft:#5f5e5a;\
      --line:#dcdbd6;--before:#8a93a0;--after:#1f6fd1}
      @media(prefers-color-scheme:dark){:root{--ground:#161615;--card:#1f1f1d;--ink:#eeede8;\
      --soft:#a9a8a2;--line:#3a3a37;--before:#7d8794;--after:#5ba3f5}}
      body{background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif;\
      margin:0 auto;max-width:62rem;padding:2rem 1.25rem}
      h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2.5rem 0 .25rem}
      h3{font-size:1rem;margin:1.5rem 0 .25rem}
      p,li{color:var(--soft);margin:.25rem 0}b{color:var(--ink);font-weight:600}
      section{background:var(--card);border:1px solid var(--line);border-radius:8px;\
      margin:1rem 0;padding:.75rem 1.25rem 1.25rem}
      table{border-collapse:collapse;margin:.5rem 0;width:100%}
      th,td{border-bottom:1px solid var(--line);padding:.35rem .5rem;text-align:right}
      th{color:var(--soft);font-weight:500}th:first-child,td:first-child{text-align:left}
      td{font-variant-numeric:tabular-nums}
      .plots{display:flex;flex-wrap:wrap;gap:1.5rem}.plots>figure{flex:1 1 22rem;\
      margin:.5rem 0;max-width:29rem}
      figcaption{color:var(--soft);font-size:.9rem}svg{display:block;height:auto;width:100%}
      svg text{fill:var(--soft);font:12px system-ui,sans-serif}svg .name{fill:var(--ink)}
      .before{fill:var(--before)}.after{fill:var(--after)}
      .lbefore{fill:none;stroke:var(--before);stroke-width:2}
      .lafter{fill:none;stroke:var(--after);stroke-width:2}
      .grid{stroke:var(--line);stroke-width:1}
      .key{display:inline-block;width:.75rem;height:.75rem;border-radius:2px;margin:0 .3rem 0 .9rem}
      .kb{background:var(--before)}.ka{background:var(--after)}
      """;

  private final StringBuilder out = new StringBuilder();

  private ReportPage() {}

  public static String of(Report report) {
    ReportPage page = new ReportPage();
    page.add("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.add("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    page.add("<title>%s</title><style>", escape(report.title()));
    page.out.append(STYLE);
    page.add("</style></head><body>");
    page.head(report);
    report.routes().forEach(page::route);
    page.add("</body></html>");
    return page.out.toString();
  }

  private void head(Report report) {
    add("<h1>%s</h1>", escape(report.title()));
    if (report.decisions() > 0) {
      add(
          "<p><b>%d</b> decisions that stand for <b>%s</b> calls, %s to %s.</p>",
          report.decisions(),
          whole(report.calls()),
          Instant.ofEpochMilli(report.fromMillis()),
          Instant.ofEpochMilli(report.toMillis()));
    } else {
      add("<p>No decisions.</p>");
    }
    list(report.notes());
  }

  private void list(List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    add("<ul>");
    lines.forEach(line -> add("<li>%s</li>", escape(line)));
    add("</ul>");
  }

  private void route(Report.RouteReport route) {
    add("<h2>Route %s</h2>", escape(route.route()));
    add(
        "<p><span class=\"key kb\"></span>before: %s<br><span class=\"key ka\"></span>after: %s</p>",
        escape(route.before()), escape(route.after()));
    list(route.notes());
    exact(route.exact());
    weighted(route.weighted());
    add("<section><h3>Simulation</h3>");
    if (route.simulation().isEmpty()) {
      add("<p>Nothing points to a need for one.</p>");
    } else {
      add("<p><b>Needed</b>: neither method sees how deployments answer to another load.</p>");
      list(route.simulation());
    }
    add("</section>");
  }

  private void exact(Report.Exact exact) {
    add("<section><h3>Exact re-score</h3>");
    add(
        "<p>What was believed of each call when it came, decided anew. <b>%s</b> of the calls would"
            + " be expected elsewhere; <b>%s</b> went where they never would.</p>",
        percent(exact.moved()), percent(exact.flipped()));
    if (exact.reproduced() < 1) {
      add(
          "<p>%s of the decisions are given again to the last bit by their own weights.</p>",
          percent(exact.reproduced()));
    }
    if (exact.unserved() > 0) {
      add("<p>%s of the calls could not be served any more.</p>", percent(exact.unserved()));
    }
    add("<div class=\"plots\"><figure><figcaption>First choice, part of the calls</figcaption>");
    add("%s", Plot.shares(exact.shares()));
    add("</figure><figure><figcaption>First token as expected, part of the calls</figcaption>");
    add("%s", Plot.curve(exact.firstContent()));
    add("</figure></div><table><tr><th>expected of the first choice<th>before<th>after<th>change");
    pair("dollars a call", exact.dollarsPerCall(), Numbers::dollars);
    pair("first token, mean", exact.firstContentSeconds(), Numbers::seconds);
    pair("first token, p50", exact.firstContentP50(), Numbers::seconds);
    pair("first token, p99", exact.firstContentP99(), Numbers::seconds);
    pair("risk of failure", exact.failureProbability(), Numbers::percent);
    add("</table></section>");
  }

  private void pair(String name, Report.Pair pair, DoubleFunction<String> text) {
    add(
        "<tr><td>%s<td>%s<td>%s<td>%s",
        name,
        text.apply(pair.before()),
        text.apply(pair.after()),
        change(pair.before(), pair.after()));
  }

  private void weighted(Report.Weighted weighted) {
    add("<section><h3>Propensity-weighted</h3>");
    add(
        "<p>What really happened, weighted to stand for the other policy: <b>%d</b> calls, as good"
            + " as <b>%s</b>. <b>%s</b> of the other policy's choices are never made now, and this"
            + " says nothing of them.</p>",
        weighted.calls(), whole(weighted.effective()), percent(weighted.outside()));
    Report.Curve curve = weighted.firstContent();
    if (curve != null && weighted.effective() > 0) {
      add("<div class=\"plots\"><figure>");
      add("<figcaption>First token as measured, part of the calls</figcaption>");
      add("%s", Plot.curve(curve));
      add("</figure></div>");
    }
    add("<table><tr><th>measured<th>before<th>after<th>95 %% interval");
    estimate("dollars a call", weighted.dollarsPerCall(), Numbers::dollars);
    estimate("first token, p50", weighted.firstContentP50(), Numbers::seconds);
    estimate("first token, p99", weighted.firstContentP99(), Numbers::seconds);
    estimate("errors", weighted.errors(), Numbers::percent);
    estimate(
        "429s of 1000 calls",
        weighted.rateLimited(),
        value -> Double.isNaN(value) ? "unknown" : format("%.1f", THOUSAND * value));
    add("</table></section>");
  }

  private void estimate(String name, Estimate estimate, DoubleFunction<String> text) {
    add(
        "<tr><td>%s<td>%s<td>%s<td>%s to %s",
        name,
        text.apply(estimate.before()),
        text.apply(estimate.after()),
        text.apply(estimate.low()),
        text.apply(estimate.high()));
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private void add(String format, Object... values) {
    out.append(format(format, values)).append('\n');
  }
}
