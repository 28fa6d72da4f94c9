package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.Sale;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the ledger says was reported is what the clouds charge for the same attempts. */
final class BillIT {
  private static final List<String> NAMES = List.of("eu-1", "eu-2", "us-1");
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  @Test
  @Case(id = "bill", did = "compares ledger and clouds' bills over a run of faults and aborts")
  void reportedRowsMatchTheBillToTheToken(Figures figures) throws Exception {
    Tempo tempo = Tempo.of(Duration.ofMillis(80), 150);
    try (CloudStand stand = new CloudStand("objective: interactive", tempo, NAMES)) {
      LoadResult result = Mischief.run(stand, 100, TIME, PATIENCE);
      Map<String, JsonNode> lines = AccessLines.of(stand.gateway(), result.counts().scheduled());
      JsonNode state = stand.state();
      figures.add("outcomes", result.outcomes().toString());
      for (String kind : List.of("reported", "estimated", "unpriced")) {
        figures.add(kind + "_rows", sum(state, kind, "attempts"));
      }
      Billed billed = Billed.of(stand, lines);
      figures.add("ledger_tokens", tokens(state)).add("billed_tokens", billed.tokens());
      figures.add("ledger_picodollars", sum(state, "reported", "picodollars"));
      figures.add("billed_picodollars", billed.picodollars());

      assertEquals(billed.sales(), sum(state, "reported", "attempts"));
      assertEquals(billed.input(), sum(state, "reported", "input_tokens"));
      assertEquals(billed.cached(), sum(state, "reported", "cached_input_tokens"));
      assertEquals(billed.output(), sum(state, "reported", "output_tokens"));
      assertEquals(billed.picodollars(), sum(state, "reported", "picodollars"));
      assertTrue(sum(state, "estimated", "attempts") > 0, "nothing was estimated");
      assertEquals(0, sum(state, "unpriced", "attempts"));
      assertEveryWholeAnswerIsReported(result.calls(), lines);
    }
  }

  private static void assertEveryWholeAnswerIsReported(
      List<CallRecord> calls, Map<String, JsonNode> lines) {
    for (CallRecord call : calls) {
      if (call.outcome() == Outcome.OK) {
        JsonNode line = lines.get(call.requestId());
        assertNotNull(line, call::toString);
        assertTrue(line.path("usage_reported").asBoolean(), call::toString);
      }
    }
  }

  /** What the clouds charge for the attempts whose usage the gateway says it was told. */
  private record Billed(long sales, long input, long cached, long output, long picodollars) {

    static Billed of(CloudStand stand, Map<String, JsonNode> lines) {
      Billed sum = new Billed(0, 0, 0, 0, 0);
      for (Cloud cloud : stand.clouds()) {
        for (Sale sale : cloud.bill().sales()) {
          JsonNode line = lines.get(sale.clientRequestId());
          if (line != null
              && line.path("usage_reported").asBoolean()
              && line.path("deployment").asText().equals(cloud.name())) {
            sum = sum.plus(sale);
          }
        }
      }
      return sum;
    }

    private Billed plus(Sale sale) {
      return new Billed(
          sales + 1,
          input + sale.tokens().input(),
          cached + sale.tokens().cached(),
          output + sale.tokens().output(),
          picodollars + sale.picodollars());
    }

    long tokens() {
      return input + output;
    }
  }

  private static long tokens(JsonNode state) {
    return sum(state, "reported", "input_tokens") + sum(state, "reported", "output_tokens");
  }

  private static long sum(JsonNode state, String kind, String field) {
    long sum = 0;
    for (String name : NAMES) {
      sum += state.at("/deployments/" + name + "/ledger/" + kind + "/" + field).asLong();
    }
    return sum;
  }
}
