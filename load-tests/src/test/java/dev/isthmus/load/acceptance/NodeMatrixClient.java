package dev.isthmus.load.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of npm's official clients, in a process of its own that is told what to ask by lines of JSON;
 * see {@code src/test/node/matrix.js}.
 */
final class NodeMatrixClient implements MatrixClient {
  private static final int MOST_SECONDS = 60;

  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;

  /** What the client threw, in its own words. */
  private static final class Raised extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    Raised(String message, int status) {
      super(message);
      this.status = status;
    }
  }

  /**
   * @param client as {@code matrix.js} calls it
   */
  NodeMatrixClient(String client, String base, String key) throws IOException {
    ProcessBuilder node =
        new ProcessBuilder("node", "matrix.js", client)
            .directory(NodeFolder.path().toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    node.environment().putAll(Map.of("BASE_URL", base, "API_KEY", key));
    process = node.start();
    questions = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  @Override
  public Heard ask(String model, Wish wish) {
    JsonNode said = say(question(model, wish));
    Heard.Pieces pieces = new Heard.Pieces().text(said.path("text").asText());
    said.path("cities").forEach(city -> pieces.city(city.asText()));
    return pieces
        .end(Heard.End.valueOf(said.path("end").asText()))
        .usage(said.path("input").asLong(), said.path("output").asLong())
        .whole();
  }

  @Override
  public void hangUp(String model, Wish wish) {
    Map<String, Object> question = question(model, wish);
    question.put("hangUp", true);
    say(question);
  }

  @Override
  public int status(RuntimeException raised) {
    return raised instanceof Raised said ? said.status : -1;
  }

  private static Map<String, Object> question(String model, Wish wish) {
    Map<String, Object> question = new HashMap<>();
    question.put("model", model);
    question.put("text", wish.text());
    question.put("stream", wish.stream());
    question.put("few", FEW);
    if (wish.image()) {
      question.put("image", Wish.DOT);
    }
    if (wish.tool()) {
      question.put("tool", Map.of("name", Wish.TOOL, "parameters", Wish.ARGUMENTS));
    }
    if (wish.schema()) {
      question.put("schema", Wish.TOWN);
    }
    return question;
  }

  private JsonNode say(Map<String, Object> question) {
    try {
      questions.write(Wish.json(question));
      questions.newLine();
      questions.flush();
      String line = line();
      if (line == null) {
        throw new AssertionError("matrix.js ended (expected: a line for each question)");
      }
      JsonNode said = Wish.tree(line);
      if (said.has("raised")) {
        throw new Raised(said.path("raised").asText(), said.path("status").asInt());
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client that says nothing is ended, so that its line is the end of its output. */
  private @Nullable String line() throws IOException {
    CompletableFuture<?> late =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS));
    try {
      return answers.readLine();
    } finally {
      late.cancel(false);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
