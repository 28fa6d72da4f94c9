package dev.isthmus.load.simulation.report;

import dev.isthmus.load.simulation.policy.Contender;
import dev.isthmus.load.simulation.scenario.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws how the share of whoever was struck fell, and came back. */
public final class ShareSvg {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 220;
  private static final int LEFT = 40;
  private static final int BOTTOM = 190;
  private static final int TOP = 20;
  private static final int STEP = 5;
  private static final double ROOM = 1.15;

  /** Who is drawn, and how. */
  private enum Line {
    ISTHMUS(Contender.ISTHMUS, "#0b6e4f", 2.5),
    EWMA(Contender.PEAK_EWMA, "#c1666b", 1),
    LITELLM(Contender.LITELLM_LATENCY, "#d4a24c", 1),
    AGENTGATEWAY(Contender.AGENTGATEWAY, "#4a6fa5", 1),
    ORACLE(Contender.ORACLE, "#888888", 1);

    private final Contender contender;
    private final String colour;
    private final double width;

    Line(Contender contender, String colour, double width) {
      this.contender = contender;
      this.colour = colour;
      this.width = width;
    }
  }

  private final Study study;
  private final double top;
  private final StringBuilder svg = new StringBuilder();

  private ShareSvg(Study study) {
    this.study = study;
    double most = 0;
    for (Line line : Line.values()) {
      for (double one : binned(line.contender)) {
        most = Math.max(most, one);
      }
    }
    this.top = ROOM * Math.max(most, 0.01);
  }

  /** Whether there is anything to see. */
  public static boolean suits(Study study) {
    return study.scenario().span().hasIncident() && study.scenario().struck().length > 0;
  }

  public static String of(Study study) {
    ShareSvg drawing = new ShareSvg(study);
    drawing.draw();
    return drawing.svg.toString();
  }

  private void draw() {
    Span span = study.scenario().span();
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ").append(WIDTH);
    svg.append(' ').append(HEIGHT).append("\" font-family=\"sans-serif\" font-size=\"11\">\n");
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    add(
        "<rect x=\"%.0f\" y=\"%d\" width=\"%.0f\" height=\"%d\" fill=\"#f3e3e0\"/>",
        x(span.from()), TOP, x(span.to()) - x(span.from()), BOTTOM - TOP);
    for (int i = 0; i <= 2; i++) {
      double share = top * i / 2;
      add("<text x=\"4\" y=\"%.0f\">%.0f %%</text>", y(share) + 4, 100 * share);
    }
    for (int second = (int) span.warm(); second <= span.end(); second += 60) {
      add("<text x=\"%.0f\" y=\"%d\">%d s</text>", x(second) - 12, BOTTOM + 14, second);
    }
    int at = LEFT;
    for (Line line : Line.values()) {
      line(line);
      add("<text x=\"%d\" y=\"13\" fill=\"%s\">%s</text>", at, line.colour, line.contender.title());
      at += 14 + 7 * line.contender.title().length();
    }
    svg.append("</svg>\n");
  }

  private void line(Line line) {
    StringBuilder points = new StringBuilder();
    List<Double> binned = binned(line.contender);
    int first = (int) study.scenario().span().warm() / STEP;
    for (int i = first; i < binned.size(); i++) {
      points.append(String.format(Locale.ROOT, "%.0f,%.1f ", x(i * STEP), y(binned.get(i))));
    }
    add(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" points=\"%s\"/>",
        line.colour, line.width, points.toString().strip());
  }

  private List<Double> binned(Contender contender) {
    List<Double> shares = study.shares(contender);
    List<Double> binned = new ArrayList<>();
    for (int from = 0; from + STEP <= shares.size(); from += STEP) {
      double sum = 0;
      for (int second = from; second < from + STEP; second++) {
        sum += shares.get(second);
      }
      binned.add(sum / STEP);
    }
    return binned;
  }

  private double x(double seconds) {
    Span span = study.scenario().span();
    return LEFT + (seconds - span.warm()) / (span.end() - span.warm()) * (WIDTH - LEFT - 10);
  }

  private double y(double share) {
    return BOTTOM - share / top * (BOTTOM - TOP);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
