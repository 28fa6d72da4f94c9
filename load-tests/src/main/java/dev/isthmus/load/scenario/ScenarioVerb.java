package dev.isthmus.load.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.report.HtmlReport;
import dev.isthmus.load.stand.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code scenario}. */
@Command(
    name = "scenario",
    mixinStandardHelpOptions = true,
    description = {
      "Puts a gateway in front of simulated clouds, sends open-loop load, lets something",
      "happen, and judges what callers noticed. Writes report.json and report.html.",
      "Exit status 0: every law held. 1: one did not. 2: wrong use, or a run is void."
    })
public final class ScenarioVerb implements Callable<Integer> {
  private static final String ALL = "all";
  private static final int FAILED = 1;
  private static final int VOID = 2;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "which ones, or: all")
  private List<String> names = List.of();

  @Option(names = "--list", description = "says what there is, and ends")
  private boolean list;

  @Option(
      names = "--quick",
      description = "about ten seconds of load each; some laws are not judged")
  private boolean quick;

  @Option(
      names = "--duration-factor",
      description = "how much longer than usual each takes (default: ${DEFAULT-VALUE})")
  private double factor = 1;

  @Option(names = "--out", description = "folder for the report (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("scenario-report");

  @Option(names = "--add", description = "keeps what the report there says of other scenarios")
  private boolean add;

  @Option(names = "--seed", description = "of everything drawn (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter print = spec.commandLine().getOut();
    Map<String, Scenario> all = Scenarios.all();
    if (list) {
      all.values().forEach(one -> print.printf("  %-20s %s%n", one.name(), one.done()));
      print.flush();
      return 0;
    }
    List<Scenario> chosen = choose(all);
    Files.createDirectories(out);
    List<JsonNode> results = new ArrayList<>(add ? earlier() : List.of());
    int status = 0;
    for (Scenario scenario : chosen) {
      Judgement judgement = perform(scenario, print);
      results.removeIf(one -> one.path("name").asText().equals(scenario.name()));
      results.add(describe(ResultJson.of(judgement)));
      write(results, new ArrayList<>(all.keySet()));
      status = Math.max(status, status(judgement));
    }
    print.println("report: " + out.resolve("report.html"));
    print.flush();
    return status;
  }

  private List<Scenario> choose(Map<String, Scenario> all) {
    Set<String> wanted = new LinkedHashSet<>(names);
    if (wanted.remove(ALL)) {
      wanted.addAll(all.keySet());
    }
    if (wanted.isEmpty() || !all.keySet().containsAll(wanted)) {
      throw new ParameterException(
          spec.commandLine(), "NAME: " + names + " (expected: all, or of " + all.keySet() + ")");
    }
    return wanted.stream().map(all::get).toList();
  }

  private Judgement perform(Scenario scenario, PrintWriter print)
      throws IOException, InterruptedException {
    print.println();
    print.println(scenario.title() + ": " + scenario.done());
    print.flush();
    Pace pace = (quick ? Pace.QUICK : Pace.FULL).stretched(factor);
    Judgement judgement = Judgement.of(scenario, Runner.run(scenario, pace, seed));
    for (Verdict verdict : judgement.verdicts()) {
      print.printf(
          "  %-10s %s: %s (expected: %s)%n",
          word(verdict.result()), verdict.law(), verdict.found(), verdict.expected());
    }
    print.printf("  %s%n", judgement.result());
    if (judgement.result() == Judgement.Result.VOID) {
      print.printf(
          "  the load generator was late itself: %.1f ms in the 99th percentile (expected: at most"
              + " %.0f)%n",
          judgement.lagMillis(99), Judgement.MOST_LAG_MILLIS);
    }
    print.flush();
    return judgement;
  }

  private static String word(Verdict.Result result) {
    return switch (result) {
      case PASSED -> "ok";
      case FAILED -> "FAILED";
      case NOT_JUDGED -> "not judged";
    };
  }

  private static int status(Judgement judgement) {
    return switch (judgement.result()) {
      case PASSED -> 0;
      case FAILED -> FAILED;
      case VOID -> VOID;
    };
  }

  private List<JsonNode> earlier() throws IOException {
    List<JsonNode> results = new ArrayList<>();
    Path file = out.resolve("report.json");
    if (Files.exists(file)) {
      MAPPER.readTree(file.toFile()).path("scenarios").forEach(results::add);
    }
    return results;
  }

  /** Says where the figures come from, with each scenario: a report may be added to later. */
  private ObjectNode describe(ObjectNode result) {
    ObjectNode run = result.putObject("run");
    run.put("command", "./isthmus " + String.join(" ", command()));
    run.put("ended", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    run.put("seed", seed).put("pace", quick ? "quick" : "full").put("duration_factor", factor);
    run.put("version", Machine.gitVersion());
    run.set("machine", Machine.json());
    return result;
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
    if (!command.contains(spec.name())) {
      command.add(0, spec.name());
    }
    return command;
  }

  private void write(List<JsonNode> results, List<String> order) throws IOException {
    ObjectNode report = MAPPER.createObjectNode().put("format", 1);
    ArrayNode scenarios = report.putArray("scenarios");
    results.stream()
        .sorted(
            (one, other) ->
                Integer.compare(
                    order.indexOf(one.path("name").asText()),
                    order.indexOf(other.path("name").asText())))
        .forEach(scenarios::add);
    Files.writeString(
        out.resolve("report.json"),
        MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report));
    Files.writeString(out.resolve("report.html"), HtmlReport.of(report));
  }
}
