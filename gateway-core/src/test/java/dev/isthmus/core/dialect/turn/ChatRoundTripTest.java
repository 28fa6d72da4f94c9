package dev.isthmus.core.dialect.turn;

import static dev.isthmus.core.dialect.turn.GeminiTranslation.JSON;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A law: a chat request that is read, written for a provider and read again means the same. A
 * failure's message holds its seed.
 */
final class ChatRoundTripTest {
  private static final int RUNS = 2_000;
  private static final String[] TEXTS = {
    "a", "né 🙂", "\"quoted\" \\ \n\t\u0001", "{\"a\":1}", "line\u2028end", "x".repeat(9_000)
  };

  /** What a request means; images are told by their text, and what nobody sees is left out. */
  private record Meaning(List<String> said, TurnSettings settings) {}

  @ParameterizedTest
  @ValueSource(strings = {"chat", "tool", "tool-followup"})
  void theSamplesMeanTheSame(String name) throws IOException {
    check(name, sample("openai/" + name + ".request.json"));
  }

  @Test
  void everyFeatureMeansTheSame() throws IOException {
    String body =
        sample("openai/everything.request.json")
            .replace("gs://b/c.webp", "https://example.com/c.webp")
            .replace("\"reasoning_effort\": \"low\",", ""); // gpt-4o cannot be told to think
    check("everything", body);
  }

  @Test
  void randomRequestsMeanTheSame() throws IOException {
    for (long seed = 0; seed < RUNS; seed++) {
      String body = new Generator(seed).request();
      check("seed " + seed + ": " + body, body);
    }
  }

  private static void check(String message, String body) throws IOException {
    String written = ChatTranslation.requestText(body, "gpt-4o");
    assertEquals(meaning(body), meaning(written), message);
  }

  private static Meaning meaning(String body) throws IOException {
    List<String> said = new ArrayList<>();
    ByteBuf bytes = GeminiTranslation.bytes(body);
    Losses losses = new Losses(LossPolicy.LENIENT, ChatTranslation.CALLER);
    TurnSettings settings =
        ChatTranslation.CALLER.readRequest(bytes, losses, event -> said.addAll(words(event)));
    bytes.release();
    return new Meaning(said, settings);
  }

  private static List<String> words(TurnEvent event) {
    if (event instanceof Reasoning || (event instanceof Text text && text.text().isEmpty())) {
      return List.of();
    }
    if (event instanceof Media media) {
      ByteBuf base64 = media.base64();
      String data = base64 == null ? "" : base64.toString(StandardCharsets.US_ASCII);
      return List.of(media.kind() + " " + media.mimeType() + " " + data + " " + media.uri());
    }
    return List.of(event.toString());
  }

  /** Makes requests that OpenAI would take. */
  private static final class Generator {
    private final Random random;
    private int ids;

    Generator(long seed) {
      this.random = new Random(seed);
    }

    String request() {
      ObjectNode request = JSON.createObjectNode();
      ArrayNode messages = request.putArray("messages");
      user(messages.addObject());
      for (int i = random.nextInt(8); i > 0; i--) {
        addTurn(messages);
      }
      addSettings(request);
      addTools(request);
      return request.put("model", "m").toString();
    }

    private void addTurn(ArrayNode messages) {
      switch (random.nextInt(4)) {
        case 0 -> messages.addObject().put("role", "system").put("content", text());
        case 1 -> user(messages.addObject());
        case 2 -> messages.addObject().put("role", "assistant").put("content", text());
        default -> addCalls(messages);
      }
    }

    private void user(ObjectNode message) {
      message.put("role", "user");
      if (random.nextBoolean()) {
        message.put("content", text());
        return;
      }
      ArrayNode content = message.putArray("content");
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        addPart(content.addObject());
      }
    }

    private void addPart(ObjectNode part) {
      switch (random.nextInt(5)) {
        case 0 ->
            part.put("type", "image_url")
                .putObject("image_url")
                .put("url", "data:image/png;base64,iVBORw0KGgo=");
        case 1 ->
            part.put("type", "image_url").putObject("image_url").put("url", "https://a.example/b");
        case 2 ->
            part.put("type", "file")
                .putObject("file")
                .put("file_data", "data:application/pdf;base64,JVBERi0=");
        case 3 ->
            part.put("type", "input_audio")
                .putObject("input_audio")
                .put("data", "UklGRg==")
                .put("format", random.nextBoolean() ? "wav" : "mp3");
        default -> part.put("type", "text").put("text", text());
      }
    }

    private void addCalls(ArrayNode messages) {
      ObjectNode message = messages.addObject().put("role", "assistant");
      message.put("content", random.nextBoolean() ? text() : null);
      ArrayNode calls = message.putArray("tool_calls");
      int first = ids;
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        ObjectNode call = calls.addObject().put("id", "call_" + ids).put("type", "function");
        call.putObject("function").put("name", "f" + ids++).put("arguments", text());
      }
      for (int id = first; id < ids; id++) {
        messages
            .addObject()
            .put("role", "tool")
            .put("tool_call_id", "call_" + id)
            .put("content", text());
      }
    }

    private void addSettings(ObjectNode request) {
      if (random.nextBoolean()) {
        request.put("temperature", random.nextInt(20) / 10.0).put("top_p", 0.5);
        request.put("seed", random.nextLong()).put("max_tokens", 1 + random.nextInt(9_000));
      }
      if (random.nextBoolean()) {
        request.put("presence_penalty", -1.5).put("frequency_penalty", 2).put("n", 3);
        request.put("logprobs", true).put("top_logprobs", random.nextInt(5)).put("user", text());
        request.putArray("stop").add(text()).add("END");
      }
      if (random.nextBoolean()) {
        JsonNode schema = JSON.createObjectNode().put("const", random.nextInt());
        request
            .putObject("response_format")
            .put("type", "json_schema")
            .putObject("json_schema")
            .put("name", "n")
            .put("strict", random.nextBoolean())
            .set("schema", schema);
      }
    }

    private void addTools(ObjectNode request) {
      if (random.nextBoolean()) {
        return;
      }
      ArrayNode tools = request.putArray("tools");
      for (String name : List.of("a", "b")) {
        ObjectNode function = tools.addObject().put("type", "function").putObject("function");
        function.put("name", name).put("strict", random.nextBoolean());
        function.putObject("parameters").put("type", "object");
      }
      request.put("parallel_tool_calls", random.nextBoolean());
      switch (random.nextInt(5)) {
        case 0 -> request.put("tool_choice", "none");
        case 1 -> request.put("tool_choice", "required");
        case 2 ->
            request
                .putObject("tool_choice")
                .put("type", "function")
                .putObject("function")
                .put("name", "b");
        case 3 -> addAllowed(request.putObject("tool_choice"));
        default -> request.put("tool_choice", "auto");
      }
    }

    private void addAllowed(ObjectNode choice) {
      ObjectNode allowed = choice.put("type", "allowed_tools").putObject("allowed_tools");
      allowed.put("mode", random.nextBoolean() ? "auto" : "required");
      ArrayNode names = allowed.putArray("tools");
      for (String name : random.nextBoolean() ? List.of("a") : List.of("a", "b")) {
        names.addObject().put("type", "function").putObject("function").put("name", name);
      }
    }

    private String text() {
      return TEXTS[random.nextInt(TEXTS.length)];
    }
  }
}
