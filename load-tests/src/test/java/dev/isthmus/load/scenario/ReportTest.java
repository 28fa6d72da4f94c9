package dev.isthmus.load.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.report.HtmlReport;
import dev.isthmus.load.report.Page;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void aFailedLawIsRedInTheReport() throws Exception {
    ObjectNode good = result(Law.atMost(0, Unit.CALLS, "calls that failed", Measures::failures));
    ObjectNode bad = result(Law.atMost(-1, Unit.CALLS, "calls that failed", Measures::failures));
    assertEquals("passed", good.path("verdict").asText());
    assertEquals("failed", bad.path("verdict").asText());

    Page page = Page.of(HtmlReport.of(report(bad)));
    assertEquals(4, page.texts("span", "chip failed").size());
    assertEquals(0, page.texts("span", "chip passed").size());
    assertEquals(0, Page.of(HtmlReport.of(report(good))).texts("span", "chip failed").size());
  }

  @Test
  void everySecondOfARunIsInTheSeries() throws Exception {
    ObjectNode result = result(Law.atMost(0, Unit.CALLS, "calls that failed", Measures::failures));
    JsonNode series = MAPPER.readTree(MAPPER.writeValueAsBytes(result)).path("series");
    assertEquals(30, series.path("due").size());
    assertEquals(10, series.path("due").get(7).asInt());
    assertEquals(200, series.path("first_token_ms_p50").get(7).asDouble(), 1);
    assertEquals(100, series.path("stream_tokens_per_second_p50").get(7).asDouble(), 1);
    assertEquals(30, series.path("sampled_at").size());
    assertTrue(series.path("gateway_cpu").get(0).isNull());
  }

  @Test
  void thePageAsksNoNetworkAndReadsNoMarkup() throws Exception {
    ObjectNode result = result(Law.atMost(0, Unit.CALLS, "<img src=x> & more", Measures::failures));
    String html = HtmlReport.of(report(result));
    assertTrue(Page.of(html).texts("td", "").contains("<img src=x> & more"));
    assertFalse(html.contains("<img"));
    Page.of(html).assertNeedsNoNetwork();
  }

  private static ObjectNode result(Law law) {
    Scenario scenario =
        new Scenario("n", "t", "d", "e", Stage.usual(), 10, performance -> {}, List.of(law));
    Planted planted =
        Planted.run((number, second) -> Planted.answered(number, second, "azure-eastus2", 0.2));
    return ResultJson.of(Judgement.of(scenario, planted.evidence()));
  }

  private static ObjectNode report(ObjectNode result) {
    ObjectNode report = MAPPER.createObjectNode().put("format", 1);
    report.putArray("scenarios").add(result);
    return report;
  }
}
