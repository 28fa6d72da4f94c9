package dev.isthmus.load.report;

import static dev.isthmus.load.report.Html.number;
import static dev.isthmus.load.report.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.report.Chart.Line;
import dev.isthmus.load.report.Chart.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The page that shows a report: one file, which asks no network for anything. */
public final class HtmlReport {
  private static final Map<String, String> VERDICTS =
      Map.of(
          "passed", "passed",
          "failed", "failed",
          "void", "void",
          "not_judged", "not judged");

  private final JsonNode report;
  private final StringBuilder page = new StringBuilder();

  private HtmlReport(JsonNode report) {
    this.report = report;
  }

  /**
   * Shows {@code report}, as {@code report.json} has it.
   *
   * @throws IOException where the page's style is missing from the package
   */
  public static String of(JsonNode report) throws IOException {
    HtmlReport made = new HtmlReport(report);
    made.head();
    made.overview();
    made.reading();
    for (JsonNode scenario : report.path("scenarios")) {
      made.scenario(scenario);
    }
    made.page.append("</main><script>").append(resource("report.js")).append("</script>");
    return made.page.append("</body></html>\n").toString();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream("/report/" + name)) {
      if (in == null) {
        throw new IOException(name + " is missing from the package");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void head() throws IOException {
    page.append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"/>")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
        .append("<title>Isthmus: scenarios</title><style>")
        .append(resource("report.css"))
        .append("</style></head><body><main><h1>What callers notice when clouds misbehave</h1>")
        .append("<p class=\"lead\">A packaged Isthmus gateway in front of simulated clouds, over")
        .append(" real sockets, under load that does not wait for answers.</p>");
    runs();
  }

  private void runs() {
    Set<String> machines = new LinkedHashSet<>();
    Set<String> commands = new LinkedHashSet<>();
    for (JsonNode scenario : report.path("scenarios")) {
      JsonNode run = scenario.path("run");
      JsonNode machine = run.path("machine");
      machines.add(
          "%s, %d processors, %s GiB, %s, %s"
              .formatted(
                  machine.path("processor").asText(),
                  machine.path("processors").asInt(),
                  number(machine.path("memory_mebibytes").asDouble() / 1024),
                  machine.path("os").asText(),
                  machine.path("jvm").asText()));
      commands.add(run.path("command").asText());
    }
    page.append("<dl class=\"runs\"><dt>Machine</dt>");
    machines.forEach(machine -> page.append("<dd>").append(text(machine)).append("</dd>"));
    page.append("<dt>Command</dt>");
    commands.forEach(
        command -> page.append("<dd><code>").append(text(command)).append("</code></dd>"));
    page.append("</dl>");
  }

  private void overview() {
    Map<String, Integer> counts = new TreeMap<>();
    for (JsonNode scenario : report.path("scenarios")) {
      counts.merge(scenario.path("verdict").asText(), 1, Integer::sum);
    }
    page.append("<p class=\"sum\">").append(report.path("scenarios").size()).append(" scenarios:");
    counts.forEach(
        (verdict, count) ->
            page.append(" <b>").append(count).append("</b> ").append(chip(verdict)));
    page.append("</p>");
    page.append("<div class=\"wide\"><table class=\"overview\"><thead><tr><th>Scenario</th>")
        .append("<th>Verdict</th><th>Laws held</th><th>Calls</th><th>Not answered</th>")
        .append("<th>First token p50</th><th>p99</th><th>Generator late p99</th>")
        .append("</tr></thead><tbody>");
    for (JsonNode scenario : report.path("scenarios")) {
      overview(scenario);
    }
    page.append("</tbody></table></div>");
  }

  private void overview(JsonNode scenario) {
    JsonNode calls = scenario.path("calls");
    long due = calls.path("due").asLong();
    int held = 0;
    int judged = 0;
    for (JsonNode verdict : scenario.path("verdicts")) {
      held += verdict.path("result").asText().equals("passed") ? 1 : 0;
      judged += verdict.path("result").asText().equals("not_judged") ? 0 : 1;
    }
    page.append("<tr><td><a href=\"#")
        .append(text(scenario.path("name").asText()))
        .append("\">")
        .append(text(scenario.path("title").asText()))
        .append("</a></td><td>")
        .append(chip(scenario.path("verdict").asText()))
        .append("</td>");
    cell(held + " of " + judged);
    cell(Long.toString(due));
    cell(Long.toString(due - calls.path("ok").asLong()));
    cell(number(calls.at("/first_token_ms/p50").asDouble()) + " ms");
    cell(number(calls.at("/first_token_ms/p99").asDouble()) + " ms");
    cell(number(scenario.at("/generator/lag_ms/p99").asDouble()) + " ms");
    page.append("</tr>");
  }

  private void cell(String text) {
    page.append("<td class=\"n\">").append(text(text)).append("</td>");
  }

  private static String chip(String verdict) {
    String word = VERDICTS.getOrDefault(verdict, verdict);
    return "<span class=\"chip " + text(verdict) + "\">" + text(word) + "</span>";
  }

  private void reading() {
    page.append("<details><summary>How to read this</summary><ul>")
        .append("<li>Load is open-loop: calls leave when they are due, and every time counts from")
        .append(" then, so a gateway that stalls cannot hide how long its callers waited.</li>")
        .append("<li>What callers saw (first token, speed, who answered, errors) stands at the")
        .append(" second in which their calls were due. What the gateway counted (money, 429s,")
        .append(" breakers, memory) stands at the second in which it counted.</li>")
        .append("<li>Red shading: something is wrong with the clouds, or too much is asked. Thin")
        .append(" lines: steps of the load.</li>")
        .append("<li>A run is <b>void</b> where the load generator itself was late, so that")
        .append(" nothing can be said. <b>Not judged</b>: the run was too short for that law.</li>")
        .append("</ul></details>");
  }

  private void scenario(JsonNode scenario) {
    page.append("<section id=\"")
        .append(text(scenario.path("name").asText()))
        .append("\"><h2>")
        .append(text(scenario.path("title").asText()))
        .append(' ')
        .append(chip(scenario.path("verdict").asText()))
        .append("</h2><p><b>What is done.</b> ")
        .append(text(scenario.path("done").asText()))
        .append("</p><p><b>What should be seen.</b> ")
        .append(text(scenario.path("expected").asText()))
        .append("</p>");
    if (scenario.path("verdict").asText().equals("void")) {
      page.append("<p class=\"warn\">Void: the load generator was late itself (")
          .append(number(scenario.at("/generator/lag_ms/p99").asDouble()))
          .append(" ms in the 99th percentile), so these figures say nothing.</p>");
    }
    verdicts(scenario.path("verdicts"));
    page.append("<div class=\"plots\">");
    new Plots(scenario).all().forEach(this::plot);
    page.append("</div>");
    facts(scenario);
    page.append("</section>");
  }

  private void verdicts(JsonNode verdicts) {
    page.append(
            "<div class=\"wide\"><table class=\"laws\"><thead><tr><th>Law</th><th>Expected</th>")
        .append("<th>Found</th><th></th></tr></thead><tbody>");
    for (JsonNode verdict : verdicts) {
      page.append("<tr><td>").append(text(verdict.path("law").asText())).append("</td>");
      cell(verdict.path("expected").asText());
      cell(verdict.path("found").asText());
      page.append("<td>").append(chip(verdict.path("result").asText())).append("</td></tr>");
    }
    page.append("</tbody></table></div>");
  }

  private void plot(Chart chart) {
    page.append("<figure data-at=\"").append(list(chart.at())).append("\" data-seconds=\"");
    page.append(Html.at(chart.seconds())).append("\"><figcaption><b>");
    page.append(text(chart.title())).append("</b> <span>").append(text(chart.about()));
    page.append("</span></figcaption>");
    legend(chart);
    if (chart.empty() && chart.shape() != Shape.STATES) {
      page.append("<p class=\"none\">none</p>");
    } else {
      page.append(ChartSvg.of(chart));
    }
    page.append("</figure>");
  }

  private void legend(Chart chart) {
    page.append("<p class=\"legend\">");
    if (chart.shape() == Shape.STATES) {
      page.append("<span><i class=\"state0\"></i>closed</span>")
          .append("<span><i class=\"state1\"></i>half open</span>")
          .append("<span><i class=\"state2\"></i>open</span>");
    } else {
      for (Line line : chart.lines()) {
        page.append("<span data-values=\"").append(list(line.values())).append("\"><i class=\"c");
        page.append(line.colour()).append("\"></i>").append(text(line.name()));
        page.append("<b></b></span>");
      }
    }
    page.append("</p>");
  }

  private static String list(List<Double> values) {
    StringBuilder text = new StringBuilder();
    for (double value : values) {
      text.append(text.isEmpty() ? "" : " ").append(Double.isFinite(value) ? number(value) : "-");
    }
    return text.toString();
  }

  private void facts(JsonNode scenario) {
    page.append("<details><summary>Percentiles and outcomes</summary><div class=\"wide\"><table>")
        .append(
            "<thead><tr><th>milliseconds</th><th>count</th><th>p50</th><th>p90</th><th>p95</th>")
        .append("<th>p99</th><th>p99.9</th><th>max</th></tr></thead><tbody>");
    percentiles("first token of streams", scenario.at("/calls/first_token_ms"));
    percentiles("whole streams", scenario.at("/calls/stream_ms"));
    percentiles("plain answers", scenario.at("/calls/plain_ms"));
    percentiles("how late the generator was", scenario.at("/generator/lag_ms"));
    page.append("</tbody></table></div><p>Outcomes: ")
        .append(text(pairs(scenario.at("/calls/outcomes"))))
        .append(". Statuses: ")
        .append(text(pairs(scenario.at("/calls/statuses"))))
        .append(".</p><p>Gateway: <code>")
        .append(text(pairs(scenario.path("gateway_jvm_flags"))))
        .append("</code></p><p>Ended ")
        .append(text(scenario.at("/run/ended").asText()))
        .append(", seed ")
        .append(text(scenario.at("/run/seed").asText()))
        .append(", version ")
        .append(text(scenario.at("/run/version").asText()))
        .append(".</p></details>");
  }

  private void percentiles(String name, JsonNode of) {
    page.append("<tr><td>").append(text(name)).append("</td>");
    cell(of.path("count").asText());
    for (String percent : new String[] {"p50", "p90", "p95", "p99", "p999", "max"}) {
      cell(number(of.path(percent).asDouble()));
    }
    page.append("</tr>");
  }

  private static String pairs(JsonNode node) {
    StringBuilder text = new StringBuilder();
    if (node.isArray()) {
      node.forEach(one -> text.append(text.isEmpty() ? "" : " ").append(one.asText()));
    }
    node.properties()
        .forEach(
            one ->
                text.append(text.isEmpty() ? "" : ", ")
                    .append(one.getKey().replace('_', ' '))
                    .append(' ')
                    .append(one.getValue().asText()));
    return text.toString();
  }
}
