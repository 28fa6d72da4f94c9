package dev.isthmus.load.archive;

import dev.isthmus.load.stand.GatewayProcess;
import dev.isthmus.load.stand.HttpPort;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Calls in each protocol to each kind of provider, plain and streamed, so that every pair is
 * translated or passed through; refusals; and what watches a gateway. Threads: one.
 */
final class Protocols {
  private static final int CALLERS = 4;
  private static final int OK = 200;
  private static final List<String> MODELS =
      List.of("on-azure", "on-anthropic", "on-gemini", "on-bedrock");

  private static final String TOOL =
      "\"description\":\"Adds.\",\"%s\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}";

  private final List<Question> questions = new ArrayList<>();

  /** What is asked, and the status that must come back. */
  private record Question(HttpPort port, String method, String path, String body, int status) {
    void ask() throws IOException, InterruptedException {
      HttpPort.Answer answer = port.ask(method, path, body);
      if (answer.status() != status) {
        throw new IOException(
            "training failed: %s was answered with %d %s (expected: %d)"
                .formatted(path, answer.status(), answer.body(), status));
      }
    }
  }

  Protocols(GatewayProcess gateway) {
    HttpPort anyone =
        new HttpPort(gateway.base())
            .header("content-type", "application/json")
            .header("anthropic-version", "2023-06-01");
    HttpPort caller = anyone.token(TrainingGround.KEY);
    MODELS.forEach(model -> conversations(caller, model));
    post(caller, "/v1/embeddings", "{\"model\":\"vectors\",\"input\":[\"one\",\"two\"]}", OK);
    post(anyone.token("sk-wrong"), "/v1/chat/completions", chat("on-azure", false), 401);
    post(anyone, "/v1/messages", messages("on-anthropic", false), 401);
    post(caller, "/v1/chat/completions", "{\"model\":\"on-azure\",\"messages\":[", 400);
    post(caller, "/v1/chat/completions", chat("unheard-of", false), 404);
    post(caller, "/v1/unheard-of", "{}", 404);
    get(caller, "/v1/models");
    for (String path : List.of("/healthz", "/readyz", "/metrics", "/admin/state")) {
      get(gateway.admin(), path);
    }
  }

  private void conversations(HttpPort caller, String model) {
    for (boolean stream : new boolean[] {false, true}) {
      post(caller, "/v1/chat/completions", chat(model, stream), OK);
      post(caller, "/v1/messages", messages(model, stream), OK);
      post(caller, "/v1/responses", responses(model, stream), OK);
      String verb = stream ? ":streamGenerateContent?alt=sse" : ":generateContent";
      post(caller, "/v1beta/models/" + model + verb, gemini(), OK);
    }
  }

  private static String chat(String model, boolean stream) {
    return """
        {"model":"%s","stream":%s,"max_tokens":200,"messages":[{"role":"system","content":"Be brief."},
        {"role":"user","content":"How are you?"}],"tools":[{"type":"function","function":{"name":"add",%s}}]}"""
        .formatted(model, stream, TOOL.formatted("parameters"));
  }

  private static String messages(String model, boolean stream) {
    return """
        {"model":"%s","stream":%s,"max_tokens":200,"system":"Be brief.",
        "messages":[{"role":"user","content":"How are you?"}],"tools":[{"name":"add",%s}]}"""
        .formatted(model, stream, TOOL.formatted("input_schema"));
  }

  private static String responses(String model, boolean stream) {
    return """
        {"model":"%s","stream":%s,"store":false,"max_output_tokens":200,"instructions":"Be brief.",
        "input":"How are you?","tools":[{"type":"function","name":"add",%s}]}"""
        .formatted(model, stream, TOOL.formatted("parameters"));
  }

  private static String gemini() {
    return """
        {"systemInstruction":{"parts":[{"text":"Be brief."}]},"generationConfig":{"maxOutputTokens":200},
        "contents":[{"role":"user","parts":[{"text":"How are you?"}]}],
        "tools":[{"functionDeclarations":[{"name":"add",%s}]}]}"""
        .formatted(TOOL.formatted("parameters"));
  }

  private void post(HttpPort port, String path, String body, int status) {
    questions.add(new Question(port, "POST", path, body, status));
  }

  private void get(HttpPort port, String path) {
    questions.add(new Question(port, "GET", path, "", OK));
  }

  /** Asks everything once, and then again and again for {@code time}. */
  void speak(Duration time) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (Question question : questions) {
      question.ask();
    }
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int first = i * questions.size() / CALLERS;
        all.add(callers.submit(() -> keepAsking(first, end)));
      }
      for (Future<Void> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("training failed: " + e.getMessage(), e);
    } finally {
      callers.shutdownNow();
    }
  }

  private Void keepAsking(int first, long end) throws IOException, InterruptedException {
    for (int i = first; System.nanoTime() - end < 0; i++) {
      questions.get(i % questions.size()).ask();
    }
    return null;
  }
}
