package dev.isthmus.load.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.load.report.Page;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The verb as people use it, in its quick form. */
final class ScenarioIT {
  @Test
  void twoScenariosAreRunJudgedAndReported(@TempDir Path folder) throws Exception {
    StringWriter out = new StringWriter();
    int status = run(out, "steady", "429-storm", "--quick", "--out", folder.toString());

    JsonNode report = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    assertEquals(2, report.path("scenarios").size());
    int worst = 0;
    for (JsonNode scenario : report.path("scenarios")) {
      worst = Math.max(worst, check(scenario));
    }
    assertEquals(worst, status, out.toString());

    Page page = Page.of(Files.readString(folder.resolve("report.html")));
    page.assertNeedsNoNetwork();
    assertEquals(2, page.texts("h2", "").size());
    assertEquals(20, page.texts("figure", "").size());
  }

  /** What the verdict of {@code scenario} makes of the exit status. */
  private static int check(JsonNode scenario) {
    String name = scenario.path("name").asText();
    assertTrue(scenario.path("calls").path("due").asInt() > 200, name);
    assertEquals(scenario.at("/calls/due"), scenario.at("/calls/ok"), name);
    assertTrue(scenario.at("/calls/first_token_ms/p50").asDouble() > 100, name);
    assertTrue(sum(scenario.at("/series/dollars")) > 0, name);
    assertTrue(scenario.at("/run/command").asText().startsWith("./isthmus scenario"), name);
    assertTrue(scenario.at("/run/machine/processors").asInt() > 0, name);
    if (name.equals("429-storm")) {
      assertTrue(sum(scenario.at("/series/upstream_429")) > 0, "no 429 was seen");
    }
    return switch (scenario.path("verdict").asText()) {
      case "passed" -> 0;
      case "failed" -> 1;
      default -> 2;
    };
  }

  private static double sum(JsonNode byDeployment) {
    double sum = 0;
    for (JsonNode one : byDeployment) {
      for (JsonNode value : one) {
        sum += value.asDouble();
      }
    }
    return sum;
  }

  @Test
  void anUnknownNameIsRefusedWithWhatThereIs() {
    StringWriter out = new StringWriter();
    assertEquals(2, run(out, "no-such-thing"));
    assertTrue(out.toString().contains("brown-out"), out::toString);
  }

  @Test
  void theListNamesEveryScenario() {
    StringWriter out = new StringWriter();
    assertEquals(0, run(out, "--list"));
    Scenarios.all().keySet().forEach(name -> assertTrue(out.toString().contains(name), name));
  }

  private static int run(StringWriter out, String... arguments) {
    PrintWriter print = new PrintWriter(out);
    return new CommandLine(new ScenarioVerb()).setOut(print).setErr(print).execute(arguments);
  }
}
