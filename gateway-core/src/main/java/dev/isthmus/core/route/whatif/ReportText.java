package dev.isthmus.core.route.whatif;

import static dev.isthmus.core.route.whatif.Numbers.format;
import static dev.isthmus.core.route.whatif.Numbers.percent;
import static dev.isthmus.core.route.whatif.Numbers.whole;

import java.util.List;

/** A report for a terminal. Threads: any. */
public final class ReportText {
  private ReportText() {}

  public static String of(Report report) {
    Lines lines = new Lines();
    ReportWalk.through(report, lines);
    return lines.out.toString();
  }

  /** Lines that are indented by how deep they stand. */
  private static final class Lines implements ReportWalk.Form {
    private final StringBuilder out = new StringBuilder();
    private String indent = "";

    @Override
    public void title(String title) {
      line("%s", title);
    }

    @Override
    public void say(String sentence, Object... figures) {
      line(sentence, figures);
    }

    @Override
    public void notes(List<String> notes) {
      notes.forEach(note -> line("note: %s", note));
    }

    @Override
    public void route(Report.RouteReport route) {
      indent = "";
      line("");
      line(
          "route %s: %d decisions, %s calls",
          route.route(), route.decisions(), whole(route.calls()));
      indent = "  ";
      line("before: %s", route.before());
      line("after:  %s", route.after());
    }

    @Override
    public void section(String name, String explanation, Runnable content) {
      indent = "  ";
      line("");
      line("%s: %s", name, explanation);
      indent = "    ";
      content.run();
    }

    @Override
    public void shares(Report.Exact exact) {
      line("%-32s %10s %10s %10s", "first choice", "sent", "before", "after");
      for (Report.Share share : exact.shares()) {
        line(
            "%-32s %10s %10s %10s",
            share.deployment(),
            percent(share.sent()),
            percent(share.before()),
            percent(share.after()));
      }
    }

    @Override
    public void measured(Report.Curve firstContent) {
      // A terminal has no place for a curve.
    }

    @Override
    public void reasons(List<String> reasons) {
      reasons.forEach(reason -> line("- %s", reason));
    }

    @Override
    public void table(List<List<String>> rows) {
      rows.forEach(cells -> line("%-32s %10s %10s  %s", cells.toArray()));
    }

    private void line(String format, Object... values) {
      out.append((indent + format(format, values)).stripTrailing()).append('\n');
    }
  }
}
