package dev.isthmus.load.twin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.load.cloud.model.Tokens;
import dev.isthmus.load.generator.CallSheet;
import dev.isthmus.load.simulation.Seeds;
import dev.isthmus.load.simulation.policy.Contender;
import dev.isthmus.load.simulation.run.Simulation;
import dev.isthmus.load.simulation.scenario.Scenario;
import dev.isthmus.load.simulation.scenario.ShortScenarios;
import dev.isthmus.load.simulation.workload.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrafficTest {
  /** From here on the gateway would take a body's beginning for a session. */
  private static final int SESSION_BYTES = 4096;

  private final Scenario scenario = ShortScenarios.all().get(0);
  private final Traffic traffic = Traffic.of(scenario, new Seeds(1));

  @Test
  void socketsGetTheCallsThatTheSimulationMeets() {
    Story story = new Story();
    Simulation.run(scenario, Contender.ISTHMUS, new Simulation.Setting(new Seeds(99, 1), 7, story));

    List<Double> met =
        story.calls(new Phase("all", 0, 1e9)).stream()
            .map(call -> call.seconds())
            .sorted()
            .toList();

    assertEquals(met.size(), traffic.seconds().size());
    for (int i = 0; i < met.size(); i++) {
      assertEquals(met.get(i), traffic.seconds().get(i), 1e-6);
    }
  }

  @Test
  void aBodyAsksForWhatTheSimulationDrew() throws Exception {
    CallSheet sheet = traffic.sheet();

    for (int i = 0; i < sheet.lines().size(); i++) {
      Request request = traffic.requests().get(i);
      String body = sheet.lines().get(i).body();
      JsonNode read = new ObjectMapper().readTree(body);
      String prompt = read.at("/messages/0/content").asText();
      long counted = Tokens.ofText(prompt);
      assertEquals(request.prompt(), request.prompt() < 9 ? request.prompt() : counted);
      assertTrue(prompt.startsWith("sim:tokens=" + request.output() + " "), prompt);
      assertEquals(request.allowed(), read.path("max_tokens").asLong(-1));
      assertTrue(body.length() < SESSION_BYTES, "bytes: " + body.length());
    }
  }
}
