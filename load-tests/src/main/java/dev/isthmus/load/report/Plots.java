package dev.isthmus.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.report.Chart.Line;
import dev.isthmus.load.report.Chart.Shade;
import dev.isthmus.load.report.Chart.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The plots of one scenario, from its result. */
final class Plots {
  private static final double SECONDS_PER_HOUR = 3600;
  private static final double MIDDLE = 0.5;

  private final JsonNode series;
  private final double seconds;
  private final List<Double> due = new ArrayList<>();
  private final List<Double> sampled;
  private final List<Shade> shades = new ArrayList<>();

  Plots(JsonNode scenario) {
    series = scenario.path("series");
    seconds = scenario.path("seconds").asDouble();
    for (int i = 0; i < series.path("due").size(); i++) {
      due.add(i + MIDDLE);
    }
    sampled = values(series.path("sampled_at"), 1);
    for (JsonNode band : scenario.path("bands")) {
      shades.add(
          new Shade(
              band.path("name").asText(),
              band.path("from").asDouble(),
              band.path("to").asDouble(),
              band.path("fault").asBoolean()));
    }
  }

  List<Chart> all() {
    return List.of(
        callers(
            "First token of streams",
            "milliseconds from when a call was due",
            line("median", 0, "first_token_ms_p50"),
            line("99th percentile", 1, "first_token_ms_p99")),
        callers(
            "Speed of streams",
            "tokens a second after the first",
            line("median", 0, "stream_tokens_per_second_p50"),
            line("slowest twentieth", 1, "stream_tokens_per_second_p5")),
        chart(
            "Who answered",
            "share of the calls due in each second",
            Shape.PARTS,
            due,
            lines("answered_by", 1)),
        chart("Calls that went wrong", "calls a second", Shape.STACK, due, errors()),
        chart(
            "429s from the clouds",
            "attempts a second that a cloud refused",
            Shape.STACK,
            sampled,
            lines("upstream_429", 1)),
        chart(
            "Money",
            "dollars an hour at each second's rate",
            Shape.STACK,
            sampled,
            lines("dollars", SECONDS_PER_HOUR)),
        callers(
            "Plain answers",
            "milliseconds from when a call was due to its end",
            line("median", 0, "plain_ms_p50"),
            line("99th percentile", 1, "plain_ms_p99")),
        callers(
            "Load and answers",
            "calls a second",
            line("due", 4, "due"),
            line("answered well", 0, "ok")),
        chart(
            "Breakers",
            "closed, half open or open, by deployment",
            Shape.STATES,
            sampled,
            lines("breaker", 1)),
        chart(
            "The gateway's memory",
            "MiB",
            Shape.LINES,
            sampled,
            List.of(
                line("resident", 0, "gateway_resident_mebibytes"),
                line("heap in use", 1, "gateway_heap_mebibytes"),
                line("direct buffers", 2, "gateway_direct_mebibytes"))));
  }

  private Chart callers(String title, String about, Line... lines) {
    return chart(title, about, Shape.LINES, due, List.of(lines));
  }

  private Chart chart(String title, String about, Shape shape, List<Double> at, List<Line> lines) {
    return new Chart(title, about, shape, seconds, at, lines, shades);
  }

  private List<Line> errors() {
    return lines("errors", 1).stream().filter(line -> line.largest() > 0).toList();
  }

  private Line line(String name, int colour, String field) {
    return new Line(name, colour, values(series.path(field), 1));
  }

  private List<Line> lines(String field, double factor) {
    List<Line> lines = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : series.path(field).properties()) {
      String name = one.getKey().replace('_', ' ');
      lines.add(new Line(name, lines.size(), values(one.getValue(), factor)));
    }
    return lines;
  }

  private static List<Double> values(JsonNode array, double factor) {
    List<Double> values = new ArrayList<>();
    array.forEach(value -> values.add(value.isNumber() ? factor * value.asDouble() : Double.NaN));
    return values;
  }
}
