package dev.isthmus.load.report;

import static dev.isthmus.load.report.Html.at;

import dev.isthmus.load.report.Chart.Line;
import dev.isthmus.load.report.Chart.Shade;
import dev.isthmus.load.report.Chart.Shape;

/** Draws a chart as SVG. Colours come from the page's style, so that light and dark both work. */
final class ChartSvg {
  private static final double WIDTH = 560;
  private static final double HEIGHT = 190;
  private static final double LEFT = 44;
  private static final double RIGHT = 8;
  private static final double TOP = 18;
  private static final double BOTTOM = 22;
  private static final int GRID_LINES = 4;
  private static final double LABEL_WIDTH = 6;
  private static final double[] STEPS = {1, 2, 2.5, 5, 10};

  private final Chart chart;
  private final double top;
  private final StringBuilder svg = new StringBuilder();

  private ChartSvg(Chart chart) {
    this.chart = chart;
    this.top = chart.shape() == Shape.PARTS ? 1 : nice(chart.top());
  }

  static String of(Chart chart) {
    ChartSvg drawing = new ChartSvg(chart);
    drawing.draw();
    return drawing.svg.toString();
  }

  private void draw() {
    svg.append(
        "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">"
            .formatted(at(WIDTH), at(HEIGHT), Html.text(chart.title())));
    chart.shades().forEach(this::shade);
    seconds();
    switch (chart.shape()) {
      case LINES -> {
        grid("");
        chart.lines().forEach(this::line);
      }
      case STACK -> {
        grid("");
        stack(false);
      }
      case PARTS -> {
        grid(" %");
        stack(true);
      }
      case STATES -> states();
    }
    svg.append(
        "<line class=\"cursor\" y1=\"%s\" y2=\"%s\"/>".formatted(at(TOP), at(HEIGHT - BOTTOM)));
    svg.append("</svg>");
  }

  private double x(double second) {
    return LEFT + (WIDTH - LEFT - RIGHT) * second / chart.seconds();
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top;
  }

  private void shade(Shade shade) {
    double from = x(Math.max(0, shade.from()));
    double width = x(Math.min(chart.seconds(), shade.to())) - from;
    svg.append(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
            .formatted(
                shade.fault() ? "fault" : "step",
                at(from),
                at(TOP),
                at(width),
                at(HEIGHT - TOP - BOTTOM)));
    if (width > shade.name().length() * LABEL_WIDTH) {
      label("mark", from + width / 2, TOP - 5, shade.name());
    }
  }

  private void seconds() {
    double step = chart.seconds() > 40 ? 10 : chart.seconds() > 12 ? 5 : 2;
    for (double second = 0; second <= chart.seconds(); second += step) {
      label("x", x(second), HEIGHT - 6, Html.number(second) + (second == 0 ? " s" : ""));
    }
  }

  private void grid(String suffix) {
    for (int i = 0; i <= GRID_LINES; i++) {
      double value = top * i / GRID_LINES;
      svg.append(
          "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>"
              .formatted(at(LEFT), at(WIDTH - RIGHT), at(y(value)), at(y(value))));
      String text = suffix.isEmpty() ? Html.number(value) : Html.number(100 * value) + suffix;
      label("y", LEFT - 6, y(value) + 3.5, text);
    }
  }

  private void label(String kind, double x, double y, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
            .formatted(kind, at(x), at(y), Html.text(text)));
  }

  private void line(Line line) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < line.values().size(); i++) {
      double value = line.values().get(i);
      if (Double.isFinite(value)) {
        path.append(pen ? 'L' : 'M')
            .append(at(x(chart.at().get(i))))
            .append(' ')
            .append(at(y(value)));
      }
      pen = Double.isFinite(value);
    }
    svg.append("<path class=\"line c%d\" d=\"%s\"/>".formatted(line.colour(), path));
  }

  private void stack(boolean parts) {
    int points = chart.at().size();
    double[] below = new double[points];
    for (Line line : chart.lines()) {
      StringBuilder upper = new StringBuilder();
      StringBuilder lower = new StringBuilder();
      for (int i = 0; i < points; i++) {
        double whole = parts ? Math.max(1e-9, chart.sum(i)) : 1;
        double value = Double.isFinite(line.values().get(i)) ? line.values().get(i) / whole : 0;
        String second = at(x(chart.at().get(i)));
        lower.insert(0, "L" + second + ' ' + at(y(below[i])));
        below[i] += value;
        upper.append(i == 0 ? 'M' : 'L').append(second).append(' ').append(at(y(below[i])));
      }
      if (points > 0) {
        svg.append("<path class=\"area c%d\" d=\"%s%sZ\"/>".formatted(line.colour(), upper, lower));
      }
    }
  }

  private void states() {
    double height = (HEIGHT - TOP - BOTTOM) / Math.max(1, chart.lines().size());
    double row = TOP;
    for (Line line : chart.lines()) {
      label("row", LEFT, row + 11, line.name());
      for (int i = 0; i < line.values().size(); i++) {
        double from = i == 0 ? 0 : chart.at().get(i - 1);
        int state = Double.isFinite(line.values().get(i)) ? line.values().get(i).intValue() : 3;
        svg.append(
            "<rect class=\"state%d\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
                .formatted(
                    state,
                    at(x(from)),
                    at(row + 15),
                    at(x(chart.at().get(i)) - x(from) + 0.4),
                    at(height - 20)));
      }
      row += height;
    }
  }

  /** The next round number above. */
  private static double nice(double largest) {
    if (largest <= 0) {
      return 1;
    }
    double size = Math.pow(10, Math.floor(Math.log10(largest)));
    for (double step : STEPS) {
      if (step * size >= largest) {
        return step * size;
      }
    }
    return 10 * size;
  }
}
