package dev.isthmus.core.route.whatif;

import static dev.isthmus.core.route.whatif.Numbers.format;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A report as one page that needs nothing else: plots are drawn in it, no script runs, and it is
 * read by day and by night. Threads: any.
 */
public final class ReportPage {
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

  private ReportPage() {}

  public static String of(Report report) {
    Html html = new Html();
    html.add("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.add("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    html.add("<title>%s</title><style>", escape(report.title()));
    html.out.append(STYLE);
    html.add("</style></head><body>");
    ReportWalk.through(report, html);
    html.add("</body></html>");
    return html.out.toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static final class Html implements ReportWalk.Form {
    private final StringBuilder out = new StringBuilder();

    @Override
    public void title(String title) {
      add("<h1>%s</h1>", escape(title));
    }

    @Override
    public void say(String sentence, Object... figures) {
      Object[] bold =
          Arrays.stream(figures)
              .map(figure -> "<b>" + escape(String.valueOf(figure)) + "</b>")
              .toArray();
      add("<p>%s.</p>", capital(format(sentence, bold)));
    }

    @Override
    public void notes(List<String> notes) {
      list(notes);
    }

    @Override
    public void route(Report.RouteReport route) {
      add("<h2>Route %s</h2>", escape(route.route()));
      add(
          "<p><span class=\"key kb\"></span>before: %s<br><span class=\"key ka\"></span>after: %s"
              + "</p>",
          escape(route.before()), escape(route.after()));
    }

    @Override
    public void section(String name, String explanation, Runnable content) {
      add("<section><h3>%s</h3>", capital(name));
      say(explanation);
      content.run();
      add("</section>");
    }

    @Override
    public void shares(Report.Exact exact) {
      add("<div class=\"plots\">");
      figure("First choice", Plot.shares(exact.shares()));
      figure("First token as expected", Plot.curve(exact.firstContent()));
      add("</div>");
    }

    @Override
    public void measured(Report.Curve firstContent) {
      add("<div class=\"plots\">");
      figure("First token as measured", Plot.curve(firstContent));
      add("</div>");
    }

    private void figure(String caption, String plot) {
      add("<figure><figcaption>%s, part of the calls</figcaption>%s</figure>", caption, plot);
    }

    @Override
    public void reasons(List<String> reasons) {
      list(reasons);
    }

    @Override
    public void table(List<List<String>> rows) {
      add("<table><tr><th>%s", String.join("<th>", rows.get(0)));
      for (List<String> cells : rows.subList(1, rows.size())) {
        add("<tr><td>%s", String.join("<td>", cells));
      }
      add("</table>");
    }

    private void list(List<String> lines) {
      if (!lines.isEmpty()) {
        add("<ul>");
        lines.forEach(line -> add("<li>%s</li>", escape(line)));
        add("</ul>");
      }
    }

    private static String capital(String sentence) {
      return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    private void add(String format, Object... values) {
      out.append(format(format, values)).append('\n');
    }
  }
}
