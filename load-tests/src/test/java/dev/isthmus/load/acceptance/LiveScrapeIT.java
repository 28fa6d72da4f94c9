package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.load.cloud.CloudProcess;
import dev.isthmus.load.deploy.ComposeFile;
import dev.isthmus.load.deploy.Monitoring;
import dev.isthmus.load.deploy.Monitoring.Selection;
import dev.isthmus.load.deploy.Repository;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.stand.MetricsPage;
import dev.isthmus.server.http.EdgeEvents;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What compose would start, in processes of this machine, with calls that succeed, fail, move and
 * are refused. Then: whatever rules, dashboard, adapter and documents name is on the metrics page.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class LiveScrapeIT {
  private static final String MODEL = "gpt-oss-120b";

  /** Added by Prometheus, not by the gateway. */
  private static final Set<String> TARGET_LABELS = Set.of("job", "instance", "namespace", "pod");

  /** What does not happen within a few seconds of a healthy gateway's life. */
  private static final Set<String> RARE =
      Set.of(
          "isthmus_edge_cuts_total",
          "isthmus_unpriced_attempts_total",
          "isthmus_hedges_total",
          "isthmus_hedge_waste_dollars_total",
          "isthmus_stalls_total");

  private final List<CloudProcess> clouds = new ArrayList<>();
  private final PackagedGateway gateway;
  private final ScrapedPage page;

  LiveScrapeIT(@TempDir Path decisions) throws Exception {
    ComposeFile compose = ComposeFile.read();
    String config =
        Repository.text("deploy/compose/gateway.yaml")
                .replace("{address: \"0.0.0.0:8080\"}", "{address: \"127.0.0.1:0\"}, " + secure())
                .replace("0.0.0.0:9090", "127.0.0.1:0")
            + "decisions: {directory: \"%s\"}\n".formatted(decisions);
    for (Map.Entry<String, List<String>> cloud : compose.clouds().entrySet()) {
      CloudProcess process = CloudProcess.start(onFreePorts(cloud.getValue()));
      clouds.add(process);
      config =
          config.replace(
              "http://" + cloud.getKey() + ":8000", "http://127.0.0.1:" + process.port());
    }
    gateway = PackagedGateway.start(config, compose.environment());
    breakSome();
    traffic(Objects.requireNonNull(compose.environment().get("CALLER_KEY")));
    page = new ScrapedPage(gateway.admin("/metrics"));
  }

  /** A listener with a certificate. */
  private static String secure() throws Exception {
    SdkCertificate identity = new SdkCertificate();
    return "{address: \"127.0.0.1:0\", tls: {certificate: \"file:%s\", key: \"file:%s\"}}"
        .formatted(file(identity.certificatePem()), file(identity.keyPem()));
  }

  private static Path file(String text) throws IOException {
    Path file = Files.createTempFile("isthmus-", ".pem");
    file.toFile().deleteOnExit();
    return Files.writeString(file, text);
  }

  private static List<String> onFreePorts(List<String> arguments) {
    return arguments.stream()
        .filter(word -> !word.startsWith("--host=") && !word.contains("port="))
        .toList();
  }

  private void breakSome() throws Exception {
    Http.post(
        clouds.get(0).control().resolve("/_sim/fault"),
        "{\"kind\":\"status\",\"status\":503,\"probability\":0.5}");
    Http.post(
        clouds.get(1).control().resolve("/_sim/fault"), "{\"kind\":\"status\",\"status\":429}");
  }

  private void traffic(String key) throws Exception {
    LoadPlan plan = LoadPlan.of(gateway.base(), MODEL, 15, Duration.ofSeconds(4)).streaming(0.5);
    LoadRun.start(plan.key(key)).await();
    // What only callers can do wrong.
    HttpRequest nowhere = HttpRequest.newBuilder(gateway.base().resolve("/nowhere")).build();
    HttpRequest empty =
        HttpRequest.newBuilder(gateway.base().resolve("/v1/chat/completions"))
            .header("authorization", "Bearer " + key)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"" + MODEL + "\",\"messages\":[]}"))
            .build();
    for (HttpRequest request : List.of(nowhere, empty)) {
      HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }
  }

  @AfterAll
  void stop() {
    gateway.close();
    clouds.forEach(CloudProcess::close);
  }

  @Test
  void everyMetricThatIsAskedForExists() throws Exception {
    Set<String> missing = new TreeSet<>();
    Monitoring.queries()
        .forEach(
            (where, query) ->
                Monitoring.metrics(query).stream()
                    .filter(metric -> !page.has(metric))
                    .forEach(metric -> missing.add(where + ": " + metric)));

    assertEquals(Set.of(), missing);
  }

  @Test
  void everyMetricThatADocumentNamesExists() throws Exception {
    Set<String> missing = new TreeSet<>();
    List<Path> documents = new ArrayList<>(Repository.files("docs", ".md"));
    documents.addAll(Repository.files("deploy", ".md"));
    documents.add(Repository.path("README.md"));
    for (Path document : documents) {
      Monitoring.metrics(Files.readString(document)).stream()
          .filter(metric -> !page.has(metric) && !metric.endsWith("_"))
          .forEach(metric -> missing.add(document.getFileName() + ": " + metric));
    }

    assertEquals(Set.of(), missing);
  }

  @Test
  void everyLabelThatIsSelectedByExists() throws Exception {
    Set<String> missing = new TreeSet<>();
    Set<String> unseen = new TreeSet<>();
    for (Selection selection : selections()) {
      if (!page.hasSample(selection.metric())) {
        unseen.add(selection.metric());
      } else if (!page.hasLabel(selection.metric(), selection.label())) {
        missing.add(selection.metric() + "{" + selection.label() + "}");
      }
    }

    unseen.removeAll(RARE);
    assertEquals(Set.of(), unseen, "never happened, so that their labels are not known");
    assertEquals(Set.of(), missing);
  }

  /** A misspelled value selects nothing for ever, and nobody is told. */
  @Test
  void everyValueThatIsSelectedIsOneOfTheClosedSet() throws Exception {
    Set<String> unknown = new TreeSet<>();
    for (Selection selection : selections()) {
      Set<String> known = values(selection.metric(), selection.label());
      for (String value : selection.value().split("\\|", -1)) {
        if (!known.isEmpty() && !known.contains(value)) {
          unknown.add(selection.metric() + "{" + selection.label() + "=" + value + "}");
        }
      }
    }

    assertEquals(Set.of(), unknown);
  }

  private static List<Selection> selections() throws Exception {
    return Monitoring.queries().values().stream()
        .flatMap(query -> Monitoring.selections(query).stream())
        .filter(selection -> !TARGET_LABELS.contains(selection.label()))
        .toList();
  }

  private static Set<String> values(String metric, String label) {
    return switch (metric + " " + label) {
      case "isthmus_attempts_total outcome" -> attemptOutcomes();
      case "isthmus_call_failures_total kind" -> lower(FailureKind.values());
      case "isthmus_call_failures_total origin" -> lower(Failure.Origin.values());
      case "isthmus_exclusions_total reason" -> lower(Exclusion.values());
      case "isthmus_edge_cuts_total reason" -> lower(EdgeEvents.Cut.values());
      default -> Set.of();
    };
  }

  private static Set<String> attemptOutcomes() {
    Set<String> outcomes = new TreeSet<>(lower(FailureKind.values()));
    outcomes.addAll(List.of("ok", "cancelled", "lost"));
    return outcomes;
  }

  private static Set<String> lower(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  /** The clouds of compose answer the calls of compose: commands, keys and names fit. */
  @Test
  void theComposeFileServes() throws Exception {
    MetricsPage metrics = new MetricsPage(gateway.admin("/metrics"));

    double completed = metrics.sum("isthmus_calls_total", "outcome=\"completed\"");
    double all = metrics.sum("isthmus_calls_total", "route=\"" + MODEL + "\"");

    assertTrue(all >= 60, all + " calls");
    assertTrue(completed >= 0.9 * all, completed + " of " + all);
  }
}
