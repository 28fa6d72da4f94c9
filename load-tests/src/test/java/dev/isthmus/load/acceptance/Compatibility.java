package dev.isthmus.load.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of the matrix: one table for each client, and the reasons of what cannot be. */
final class Compatibility {
  /** Where it is in the repository. */
  static final String PATH = "docs/compatibility.md";

  static final String OK = "ok";
  static final String FAILED = "**FAILED**";

  /** The client is not on this machine. */
  static final String NOT_RUN = "not run";

  private final StringBuilder page = new StringBuilder(INTRODUCTION);
  private final List<String> reasons = new ArrayList<>();

  private Compatibility() {}

  /** What a cell must say. */
  static String expected(MatrixCell cell) {
    String impediment = cell.impediment();
    return impediment.isEmpty() ? OK : impediment;
  }

  /** The page that says {@code results}, which are OK, FAILED or a reason why not. */
  static String page(Map<MatrixCell, String> results) {
    Compatibility writer = new Compatibility();
    for (SdkClient client : SdkClient.values()) {
      writer.table(client, results);
    }
    writer.footnotes();
    return writer.page.toString();
  }

  private void table(SdkClient client, Map<MatrixCell, String> results) {
    page.append("\n## ").append(client.title()).append("\n\n");
    row("provider", Stream.of(Scenario.values()).map(Scenario::title));
    row("---", Stream.of(Scenario.values()).map(scenario -> "---"));
    for (SdkBackend backend : SdkBackend.values()) {
      row(
          "%s (`%s`)".formatted(backend.provider(), backend.type()),
          Stream.of(Scenario.values())
              .map(scenario -> results.get(new MatrixCell(client, backend, scenario)))
              .map(this::word));
    }
  }

  private void row(String first, Stream<String> others) {
    page.append("| ").append(first).append(" | ");
    page.append(others.collect(Collectors.joining(" | "))).append(" |\n");
  }

  private String word(String result) {
    if (List.of(OK, FAILED, NOT_RUN).contains(result)) {
      return result;
    }
    if (!reasons.contains(result)) {
      reasons.add(result);
    }
    return "n/a (" + (reasons.indexOf(result) + 1) + ")";
  }

  private void footnotes() {
    if (!reasons.isEmpty()) {
      page.append("\n## Why not\n\n");
    }
    for (int i = 0; i < reasons.size(); i++) {
      page.append(i + 1).append(". ").append(reasons.get(i)).append(".\n");
    }
  }

  private static final String INTRODUCTION =
      """
      # Compatibility

      Official clients, set up as for their own provider but for base URL and key, against every kind of
      provider. Each `ok` is a call through the packaged gateway to a simulated cloud that is as strict as
      the real one, checked three times over: what the client understood, what the cloud sold, and what the
      ledger says it cost, the same to the token and the picodollar. Only what was cut short (cancel, death in
      mid-stream) may be an estimate, and is marked as one. `n/a` is what the gateway's own declarations
      or the client rule out.

      - *parallel tools*, *long context* (over 80,000 tokens), *cancel*, *5xx* and *death* are streamed.
      - *cancel*: the client closes the stream after a few pieces; the cloud stops writing.
      - *429* and *5xx*: the client raises its own exception for that status.
      - *death*: the connection to the cloud is reset in mid-stream; the client raises an exception.
      - *content filter*: the cloud cuts the answer; the client is told so in its protocol's own word.

      Written by `./mvnw verify -Dit.test=MatrixIT -Disthmus.matrix=all`; each build tries a selection in
      which every two of client, provider and scenario meet, and checks that this page says the same. The
      clients of npm are tried where Node is present.
      """;
}
