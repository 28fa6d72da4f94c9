package dev.isthmus.load.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alerts fire when they should, say what to do, and ask for what exists. */
final class MonitoringTest {
  private static final Pattern RECORDED = Pattern.compile("isthmus:[a-z0-9_:]+");

  private static void needsPromtool() {
    Repository.needs(Repository.has("promtool"), "promtool is not on the path");
  }

  @Test
  void theRulesAreRules() throws Exception {
    needsPromtool();

    String said = Repository.run(List.of("promtool", "check", "rules", Monitoring.RULES));

    assertTrue(said.contains(Monitoring.rules().size() + " rules found"), said);
  }

  @Test
  void theRulesPassTheirOwnTests() throws Exception {
    needsPromtool();

    String said =
        Repository.run(
            List.of("promtool", "test", "rules", "deploy/prometheus/isthmus.rules.test.yaml"));

    assertTrue(said.contains("SUCCESS"), said);
  }

  /** An alert that no test sees firing might never fire. */
  @Test
  void everyAlertFiresInATest() throws Exception {
    Set<String> firing = new TreeSet<>();
    for (JsonNode test :
        Monitoring.yaml("deploy/prometheus/isthmus.rules.test.yaml").path("tests")) {
      for (JsonNode expression : test.path("promql_expr_test")) {
        for (JsonNode sample : expression.path("exp_samples")) {
          Matcher name =
              Pattern.compile("alertname=\"(\\w+)\"").matcher(sample.path("labels").asText());
          while (name.find()) {
            firing.add(name.group(1));
          }
        }
      }
    }

    assertEquals(names(), firing);
  }

  private static Set<String> names() throws Exception {
    Set<String> names = new TreeSet<>();
    Monitoring.alerts().forEach(alert -> names.add(alert.path("alert").asText()));
    return names;
  }

  @Test
  void everyAlertSaysHowBadItIsAndWhatToDo() throws Exception {
    for (JsonNode alert : Monitoring.alerts()) {
      String name = alert.path("alert").asText();
      assertTrue(Set.of("page", "ticket").contains(alert.at("/labels/severity").asText()), name);
      assertFalse(alert.at("/annotations/summary").asText().isBlank(), name);
      assertFalse(alert.at("/annotations/description").asText().isBlank(), name);
      assertEquals(
          "docs/runbook.md#" + name.toLowerCase(Locale.ROOT),
          alert.at("/annotations/runbook_url").asText());
    }
  }

  @Test
  void theRunbookHasOneEntryPerAlert() throws Exception {
    String runbook = Repository.text("docs/runbook.md");
    Set<String> entries = new TreeSet<>();
    for (String part : runbook.split("(?m)^## ", -1)) {
      String title = part.lines().findFirst().orElse("");
      if (!part.equals(runbook) && title.startsWith("Isthmus")) {
        entries.add(title);
        for (String step : List.of("**Means**", "**Look**", "**Do**", "**Undo**")) {
          assertTrue(part.contains(step), title + ": " + step);
        }
      }
    }

    assertEquals(names(), entries);
  }

  @Test
  void theRunbookSaysWhichAlertsWake() throws Exception {
    String runbook = Repository.text("docs/runbook.md");

    for (JsonNode alert : Monitoring.alerts()) {
      String heading =
          "## "
              + alert.path("alert").asText()
              + "\n\n"
              + alert.at("/labels/severity").asText()
              + " · ";
      assertTrue(runbook.contains(heading), heading);
    }
  }

  @Test
  void whatIsCalledARecordedSeriesIsRecorded() throws Exception {
    Set<String> recorded = Monitoring.recorded();
    String documents = Repository.text("docs/runbook.md") + Repository.text("docs/operations.md");
    Set<String> asked = new HashSet<>();
    Matcher name = RECORDED.matcher(String.join("\n", Monitoring.queries().values()) + documents);
    while (name.find()) {
      asked.add(name.group());
    }

    asked.removeAll(recorded);
    assertEquals(Set.of(), asked);
  }

  @Test
  void thePanelsOfTheDashboardAskInPromQl() throws Exception {
    needsPromtool();
    StringBuilder rules = new StringBuilder("groups:\n- name: panels\n  rules:\n");
    int number = 0;
    for (String query : Monitoring.dashboardQueries().values()) {
      rules.append("  - record: panel:").append((char) ('a' + number % 26)).append(number++);
      rules.append("\n    expr: '").append(query.replace("'", "''")).append("'\n");
    }
    Path file = Files.createTempFile("isthmus-panels-", ".yaml");
    Files.writeString(file, rules);

    String said = Repository.run(List.of("promtool", "check", "rules", file.toString()));

    Files.delete(file);
    assertTrue(said.contains(number + " rules found"), said);
  }

  @Test
  void everyPanelHasATitleAUnitAndAPlaceOfItsOwn() throws Exception {
    Set<String> titles = new HashSet<>();
    Set<String> cells = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : Monitoring.dashboard().path("panels")) {
      assertTrue(titles.add(panel.path("title").asText()), panel.path("title").asText());
      assertTrue(ids.add(panel.path("id").asInt()));
      JsonNode at = panel.path("gridPos");
      assertTrue(at.path("x").asInt() + at.path("w").asInt() <= 24, at.toString());
      for (int x = 0; x < at.path("w").asInt(); x++) {
        for (int y = 0; y < at.path("h").asInt(); y++) {
          String cell = (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
          assertTrue(cells.add(cell), panel.path("title").asText() + " overlaps at " + cell);
        }
      }
      boolean row = panel.path("type").asText().equals("row");
      assertTrue(row || !panel.at("/fieldConfig/defaults/unit").asText().isBlank());
    }
  }

  @Test
  void theAutoscalersMetricIsTheAdapters() throws Exception {
    Set<String> offered = new HashSet<>();
    Monitoring.yaml("deploy/kubernetes/prometheus-adapter.yaml")
        .at("/rules/custom")
        .forEach(rule -> offered.add(rule.at("/name/as").asText()));
    HorizontalPodAutoscaler scaler =
        Manifests.read(Repository.text("deploy/kubernetes/base/autoscaler.yaml"))
            .one(HorizontalPodAutoscaler.class);

    List<String> asked =
        scaler.getSpec().getMetrics().stream()
            .filter(metric -> metric.getPods() != null)
            .map(metric -> metric.getPods().getMetric().getName())
            .toList();

    assertEquals(List.of("isthmus_in_flight"), asked);
    assertTrue(offered.containsAll(asked), "" + offered);
  }

  @Test
  void prometheusTakesTheComposeConfiguration() throws Exception {
    needsPromtool();
    String mounted = Repository.text("deploy/compose/prometheus.yml");
    String here =
        mounted.replace("/etc/prometheus/rules", Repository.path("deploy/prometheus").toString());
    Path file = Files.createTempFile("isthmus-prometheus-", ".yml");
    Files.writeString(file, here);

    String said = Repository.run(List.of("promtool", "check", "config", file.toString()));

    Files.delete(file);
    assertTrue(said.contains("1 rule files found"), said);
  }
}
