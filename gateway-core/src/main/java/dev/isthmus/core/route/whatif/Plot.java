package dev.isthmus.core.route.whatif;

import static dev.isthmus.core.route.whatif.Numbers.format;
import static dev.isthmus.core.route.whatif.Numbers.percent;
import static dev.isthmus.core.route.whatif.Numbers.seconds;

import java.util.List;

/** Draws the two plots of a report as SVG. Units: pixels of a view box. Threads: any; no state. */
final class Plot {
  private static final int WIDTH = 420;
  private static final int LABEL = 18;
  private static final int BAR = 10;
  private static final int GAP = 3;
  private static final int ROW = LABEL + 2 * BAR + GAP + 11;
  private static final int BARS = WIDTH - 60;
  private static final int HEIGHT = 220;
  private static final int LEFT = 40;
  private static final int BOTTOM = 24;
  private static final int GRID = 4;

  private Plot() {}

  /** Two bars for each deployment. */
  static String shares(List<Report.Share> shares) {
    StringBuilder out = new StringBuilder();
    out.append(open(Math.max(1, shares.size()) * ROW, "the first choice before and after"));
    int y = 0;
    for (Report.Share share : shares) {
      out.append(
          format(
              "<text class=\"name\" x=\"0\" y=\"%d\">%s</text>",
              y + LABEL - 5, ReportPage.escape(share.deployment())));
      out.append(bar("before", y + LABEL, share.before()));
      out.append(bar("after", y + LABEL + BAR + GAP, share.after()));
      y += ROW;
    }
    return out.append("</svg>").toString();
  }

  private static String bar(String series, int y, double part) {
    double length = Math.max(1, part * BARS);
    return format(
        "<rect class=\"%s\" x=\"0\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"><title>%s: %s"
            + "</title></rect><text x=\"%.1f\" y=\"%d\">%s</text>",
        series, y, length, BAR, series, percent(part), length + 5, y + BAR, percent(part));
  }

  /** How many calls have their first token within a time. */
  static String curve(Report.Curve curve) {
    double most = most(curve);
    StringBuilder out = new StringBuilder(open(HEIGHT, "first token before and after"));
    for (int i = 0; i <= GRID; i++) {
      double part = (double) i / GRID;
      out.append(
          format(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              LEFT, WIDTH, y(part), y(part)));
      out.append(format("<text x=\"0\" y=\"%.1f\">%.0f %%</text>", y(part) + 4, 100 * part));
      out.append(
          format(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
              x(part * most, most),
              HEIGHT - 6,
              i == GRID ? "end" : "middle",
              seconds(part * most)));
    }
    out.append(line("lbefore", "before", curve.parts(), curve.before(), most));
    out.append(line("lafter", "after", curve.parts(), curve.after(), most));
    return out.append("</svg>").toString();
  }

  private static String line(
      String style, String series, List<Double> parts, List<Double> values, double most) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      if (!values.get(i).isNaN()) {
        points.append(format("%.1f,%.1f ", x(values.get(i), most), y(parts.get(i))));
      }
    }
    return format(
        "<polyline class=\"%s\" points=\"%s\"><title>%s</title></polyline>",
        style, points.toString().strip(), series);
  }

  private static double most(Report.Curve curve) {
    double most = 0;
    for (int i = 0; i < curve.parts().size(); i++) {
      most = larger(most, curve.before().get(i));
      most = larger(most, curve.after().get(i));
    }
    return most == 0 ? 1 : most;
  }

  private static double larger(double most, double value) {
    return Double.isNaN(value) ? most : Math.max(most, value);
  }

  private static double x(double value, double most) {
    return LEFT + value / most * (WIDTH - LEFT);
  }

  private static double y(double part) {
    return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - LABEL);
  }

  private static String open(int height, String label) {
    return format(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, height, label);
  }
}
