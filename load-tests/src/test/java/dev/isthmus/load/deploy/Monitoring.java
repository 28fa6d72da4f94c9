package dev.isthmus.load.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules, alerts, and what the dashboard and the autoscaler's adapter ask Prometheus for. */
public final class Monitoring {
  static final String RULES = "deploy/prometheus/isthmus.rules.yaml";
  static final String DASHBOARD = "deploy/grafana/isthmus.json";
  private static final String ADAPTER = "deploy/kubernetes/prometheus-adapter.yaml";

  private static final ObjectMapper YAML = new YAMLMapper();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern METRIC =
      Pattern.compile("(?<![a-z0-9_:.\"#])(?:isthmus|jvm|process)_[a-z0-9_]+");
  private static final Pattern SELECTOR =
      Pattern.compile("((?:isthmus|jvm|process)_[a-z0-9_]+)\\{([^}]*)\\}");
  private static final Pattern MATCHER =
      Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");

  private Monitoring() {}

  static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : YAML.readTree(Repository.path(RULES).toFile()).path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  static List<JsonNode> alerts() throws IOException {
    return rules().stream().filter(rule -> rule.has("alert")).toList();
  }

  static Set<String> recorded() throws IOException {
    Set<String> names = new TreeSet<>();
    rules().stream()
        .filter(r -> r.has("record"))
        .forEach(r -> names.add(r.path("record").asText()));
    return names;
  }

  static JsonNode dashboard() throws IOException {
    return JSON.readTree(Repository.path(DASHBOARD).toFile());
  }

  static JsonNode yaml(String path) throws IOException {
    return YAML.readTree(Repository.path(path).toFile());
  }

  /** Each query that somebody makes, by where it stands. */
  public static Map<String, String> queries() throws IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    for (JsonNode rule : rules()) {
      String name = rule.path("alert").asText(rule.path("record").asText());
      queries.put("rule " + name, rule.path("expr").asText());
    }
    queries.putAll(dashboardQueries());
    for (JsonNode rule : yaml(ADAPTER).at("/rules/custom")) {
      queries.put("adapter " + rule.at("/name/as").asText(), rule.path("seriesQuery").asText());
    }
    return queries;
  }

  static Map<String, String> dashboardQueries() throws IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    for (JsonNode panel : dashboard().path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        String where =
            "panel " + panel.path("title").asText() + " " + target.path("refId").asText();
        queries.put(where, target.path("expr").asText());
      }
    }
    return queries;
  }

  /** Names of metrics in {@code text}, which is a query or a document. */
  public static Set<String> metrics(String text) {
    Set<String> names = new TreeSet<>();
    Matcher metric = METRIC.matcher(text);
    while (metric.find()) {
      names.add(metric.group());
    }
    return names;
  }

  /** One label that a query selects by. */
  public record Selection(String metric, String label, String operator, String value) {}

  public static List<Selection> selections(String query) {
    List<Selection> found = new ArrayList<>();
    Matcher selector = SELECTOR.matcher(query);
    while (selector.find()) {
      Matcher matcher = MATCHER.matcher(selector.group(2));
      while (matcher.find()) {
        found.add(
            new Selection(selector.group(1), matcher.group(1), matcher.group(2), matcher.group(3)));
      }
    }
    return found;
  }
}
