package dev.isthmus.load.measure;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws plots as one SVG, which follows the reader's choice of light or dark. */
final class BarsSvg {
  private static final int WIDTH = 720;
  private static final int LEFT = 260;
  private static final int RIGHT = 70;
  private static final int HEAD = 44;
  private static final int BAR = 16;
  private static final int STEP = 22;
  private static final int FOOT = 14;
  private static final double ROOM = 1.04;
  private static final String STYLE =
      """
      <style>
      text { font: 13px system-ui, "DejaVu Sans", sans-serif; fill: #1c2430; }
      .value { paint-order: stroke; stroke: #ffffff; stroke-width: 4; }
      .title { font-weight: 600; } .name { text-anchor: end; }
      .mark { font-size: 11px; fill: #5b6675; text-anchor: middle; }
      .ours { fill: #1f6feb; } .peer { fill: #8b95a1; }
      line { stroke: #b3541e; stroke-width: 1.5; stroke-dasharray: 4 3; }
      .paper { fill: #ffffff; }
      @media (prefers-color-scheme: dark) {
      text { fill: #e4e9f0; } .mark { fill: #97a3b3; }
      .ours { fill: #5ea0ff; } .peer { fill: #7d8896; }
      .value { stroke: #11161d; } line { stroke: #f29a4a; } .paper { fill: #11161d; }
      }
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();

  private BarsSvg() {}

  static String of(String title, List<Plot> plots) {
    BarsSvg drawing = new BarsSvg();
    int height = plots.stream().mapToInt(BarsSvg::height).sum();
    drawing.svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n"
            .formatted(WIDTH, height));
    drawing.svg.append("<title>%s</title>%n".formatted(escaped(title)));
    drawing.svg.append("<desc>%s</desc>%n".formatted(escaped(said(plots))));
    drawing.svg.append(STYLE);
    drawing.svg.append(
        "<rect class=\"paper\" width=\"%d\" height=\"%d\"/>%n".formatted(WIDTH, height));
    int top = 0;
    for (Plot plot : plots) {
      drawing.plot(plot, top);
      top += height(plot);
    }
    return drawing.svg.append("</svg>\n").toString();
  }

  /** The same in words. */
  static String said(List<Plot> plots) {
    return plots.stream().map(BarsSvg::said).collect(Collectors.joining(". "));
  }

  private static String said(Plot plot) {
    String bars = plot.bars().stream().map(BarsSvg::said).collect(Collectors.joining("; "));
    String marks = plot.marks().stream().map(BarsSvg::said).collect(Collectors.joining("; "));
    return plot.title() + ". " + bars + (marks.isEmpty() ? "" : "; " + marks);
  }

  private static String said(Plot.Value value) {
    return value.name() + ": " + Finding.number(value.value());
  }

  private static int height(Plot plot) {
    return HEAD + STEP * plot.bars().size() + FOOT;
  }

  private void plot(Plot plot, int top) {
    double most =
        java.util.stream.Stream.concat(plot.bars().stream(), plot.marks().stream())
            .mapToDouble(Plot.Value::value)
            .max()
            .orElse(1);
    double scale = (WIDTH - LEFT - RIGHT) / (most * ROOM);
    text("title", 12, top + 18, plot.title());
    int y = top + HEAD;
    for (Plot.Value bar : plot.bars()) {
      String kind =
          bar.name().startsWith("HAProxy") || bar.name().startsWith("nginx") ? "peer" : "ours";
      double width = bar.value() * scale;
      text("name", LEFT - 8, y + 13, bar.name());
      svg.append(
          "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%s\" height=\"%d\"/>%n"
              .formatted(kind, LEFT, y, at(width), BAR));
      y += STEP;
    }
    marks(plot, scale, top, y);
    y = top + HEAD;
    for (Plot.Value bar : plot.bars()) {
      text("value", LEFT + bar.value() * scale + 6, y + 13, Finding.number(bar.value()));
      y += STEP;
    }
  }

  private void marks(Plot plot, double scale, int top, int bottom) {
    double before = Double.NEGATIVE_INFINITY;
    for (Plot.Value mark : plot.marks()) {
      double x = LEFT + mark.value() * scale;
      svg.append(
          "<line x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>%n"
              .formatted(at(x), at(x), top + HEAD - 4, bottom));
      // Names of lines that are close to each other would lie on each other.
      double place = Math.max(x, before + 7.0 * mark.name().length());
      text("mark", place, top + HEAD - 8, mark.name());
      before = place;
    }
  }

  private void text(String kind, double x, int y, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%s\" y=\"%d\">%s</text>%n"
            .formatted(kind, at(x), y, escaped(text)));
  }

  private static String at(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
