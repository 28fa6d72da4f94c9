package dev.isthmus.core.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.cases.Proof.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every promise beside what the tests of all modules proved of it. */
public final class CaseReport {
  private static final int MOST_RUNS_SHOWN = 12;

  private final List<Promise> promises;
  private final Map<String, List<Proof>> proofs;

  CaseReport(List<Promise> promises, List<Proof> proofs) {
    this.promises = promises;
    this.proofs =
        proofs.stream()
            .collect(Collectors.groupingBy(Proof::id, TreeMap::new, Collectors.toList()));
  }

  /**
   * Writes {@code cases.md} and {@code cases.json}, and fails if a promise is not kept.
   *
   * <p>Arguments: the project's folder, the folder to write to, and whether only some tests ran, so
   * that nothing can be said of the others.
   */
  public static void main(String[] arguments) throws IOException {
    CaseReport report = new CaseReport(Promises.flat(), read(Path.of(arguments[0])));
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    Files.writeString(folder.resolve("cases.md"), report.markdown(), UTF_8);
    Files.writeString(folder.resolve("cases.json"), report.json().toPrettyString() + "\n", UTF_8);
    System.out.println("cases: " + report.summary() + "; see " + folder.resolve("cases.md"));
    List<String> complaints = report.complaints();
    complaints.forEach(complaint -> System.out.println("cases: " + complaint));
    if (!complaints.isEmpty() && !Boolean.parseBoolean(arguments[2])) {
      throw new IllegalStateException("hardening cases are not proven: " + complaints);
    }
  }

  private static List<Proof> read(Path project) throws IOException {
    List<Proof> proofs = new ArrayList<>();
    try (Stream<Path> modules = Files.list(project)) {
      for (Path module : modules.sorted().toList()) {
        proofs.addAll(readModule(module.resolve("target").resolve("cases")));
      }
    }
    return proofs;
  }

  private static List<Proof> readModule(Path folder) throws IOException {
    List<Proof> proofs = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          for (String line : Files.readAllLines(file, UTF_8)) {
            proofs.add(Proof.parse(line));
          }
        }
      }
    }
    return proofs;
  }

  /** What must be mended before the build passes. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (Promise promise : promises) {
      String state = state(promise);
      if (state.equals("MISSING") || state.equals("FAILED")) {
        complaints.add(promise.id() + " is " + state);
      }
    }
    return complaints;
  }

  String summary() {
    Map<String, Long> counts =
        promises.stream()
            .collect(Collectors.groupingBy(this::state, TreeMap::new, Collectors.counting()));
    return promises.size() + " promised " + counts;
  }

  private String state(Promise promise) {
    List<Proof> tests = proofs.getOrDefault(promise.id(), List.of());
    return switch (promise.standing()) {
      case NOT_APPLICABLE -> "not applicable";
      case OPEN -> tests.isEmpty() ? "open" : state(tests);
      case KEPT -> state(tests);
    };
  }

  private static String state(List<Proof> proofs) {
    if (proofs.isEmpty()) {
      return "MISSING";
    }
    if (proofs.stream().anyMatch(proof -> proof.result() == Result.FAILED)) {
      return "FAILED";
    }
    boolean any = proofs.stream().anyMatch(proof -> proof.result() == Result.PASSED);
    return any ? "passed" : "skipped";
  }

  String markdown() {
    StringBuilder page = new StringBuilder("# Cases\n\n").append(summary()).append("\n\n");
    page.append("| case | promise | result | proven by | figures |\n|---|---|---|---|---|\n");
    for (Promise promise : promises) {
      page.append(row(promise.id(), promise.text(), stateAndReason(promise)));
    }
    page.append("\nMeasured besides:\n\n");
    page.append("| case | result | proven by | figures |\n|---|---|---|---|\n");
    others().forEach((id, tests) -> page.append(row(id, state(tests))));
    return page.toString();
  }

  private String stateAndReason(Promise promise) {
    boolean unproven = !promise.because().isEmpty() && !proofs.containsKey(promise.id());
    return state(promise) + (unproven ? ": " + promise.because() : "");
  }

  /** One line of the table; the tests of a case stand below each other. */
  private String row(String id, String... cells) {
    List<String> told = new ArrayList<>();
    List<String> figures = new ArrayList<>();
    proofs.getOrDefault(id, List.of()).stream()
        .collect(Collectors.groupingBy(CaseReport::told, TreeMap::new, Collectors.toList()))
        .forEach(
            (what, runs) -> {
              told.add(runs.size() == 1 ? what : what + " ×" + runs.size());
              figures.add(figures(runs));
            });
    return Stream.of(Stream.of(id), Stream.of(cells), Stream.of(below(told), below(figures)))
        .flatMap(part -> part)
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String below(List<String> lines) {
    return String.join("<br>", lines);
  }

  private static String told(Proof proof) {
    String why = proof.why().isEmpty() ? "" : " (" + proof.result() + ": " + proof.why() + ")";
    return "`" + proof.test() + "`: " + proof.did() + why;
  }

  /** What the runs of one test measured; of many, some. */
  private static String figures(List<Proof> runs) {
    return runs.stream()
        .map(CaseReport::figures)
        .filter(text -> !text.isEmpty())
        .distinct()
        .limit(MOST_RUNS_SHOWN)
        .collect(Collectors.joining("; "));
  }

  private static String figures(Proof proof) {
    List<String> shown = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : proof.figures().properties()) {
      shown.add(one.getKey() + "=" + one.getValue().asText());
    }
    return String.join(", ", shown);
  }

  private Map<String, List<Proof>> others() {
    Map<String, List<Proof>> others = new TreeMap<>(proofs);
    promises.forEach(promise -> others.remove(promise.id()));
    return others;
  }

  ObjectNode json() {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    ArrayNode cases = report.putArray("cases");
    for (Promise promise : promises) {
      ObjectNode one = cases.addObject();
      one.put("case", promise.id()).put("promise", promise.text()).put("result", state(promise));
      if (!promise.because().isEmpty()) {
        one.put("because", promise.because());
      }
      addProofs(one, proofs.getOrDefault(promise.id(), List.of()));
    }
    ArrayNode besides = report.putArray("besides");
    others()
        .forEach(
            (id, tests) ->
                addProofs(besides.addObject().put("case", id).put("result", state(tests)), tests));
    return report;
  }

  private static void addProofs(ObjectNode to, List<Proof> tests) {
    ArrayNode list = to.putArray("proofs");
    tests.forEach(proof -> list.add(proof.json()));
  }
}
