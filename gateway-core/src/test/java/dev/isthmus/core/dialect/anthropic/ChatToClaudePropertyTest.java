package dev.isthmus.core.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.Translated;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties over seeded random requests; a failure's message holds its seed. */
final class ChatToClaudePropertyTest {
  private static final int RUNS = 2_000;
  private static final String[] MODELS = {
    "claude-opus-4-1", "claude-sonnet-4-5", "claude-sonnet-4-6", "claude-sonnet-5"
  };
  private static final String[] EFFORTS = {"none", "low", "medium", "max"};
  private static final String[] TEXTS = {
    "",
    " \n",
    "a",
    "né 🙂",
    "\"quoted\" \\ \n\t\u0001",
    "{\"a\":1}",
    "line\u2028end",
    "x".repeat(9_000)
  };

  @Test
  void whatClaudeAsksOfARequestHolds() {
    for (long seed = 0; seed < RUNS; seed++) {
      Generator generator = new Generator(seed);
      String body = generator.request();
      String message = "seed " + seed + ": " + body;
      JsonNode tree = ClaudeTranslation.lenient(body, generator.model()).tree();
      checkMessages(message, tree.path("messages"), generator);
      checkThinking(message, tree);
    }
  }

  /**
   * Roles alternate, results come first, and answer all calls of the message before and no other.
   */
  private static void checkMessages(String message, JsonNode messages, Generator generator) {
    List<String> waiting = List.of();
    StringBuilder said = new StringBuilder();
    String previous = "assistant";
    for (JsonNode each : messages) {
      String role = each.path("role").asText();
      assertNotEquals(previous, role, message);
      previous = role;
      List<String> called = new ArrayList<>();
      List<String> answered = new ArrayList<>();
      boolean others = false;
      assertFalse(each.path("content").isEmpty(), message);
      for (JsonNode block : each.path("content")) {
        String type = block.path("type").asText();
        assertTrue(!type.equals("tool_result") || !others, message);
        others |= !type.equals("tool_result");
        switch (type) {
          case "text" -> said.append(block.path("text").asText());
          case "tool_use" -> {
            assertTrue(block.path("input").isObject(), message);
            called.add(block.path("id").asText());
          }
          default -> answered.add(block.path("tool_use_id").asText());
        }
      }
      assertEquals(
          waiting.stream().sorted().toList(), answered.stream().sorted().toList(), message);
      called.forEach(id -> assertTrue(id.matches("[a-zA-Z0-9_-]+"), message));
      waiting = called;
    }
    assertEquals(generator.said.toString(), said.toString(), message);
  }

  private static void checkThinking(String message, JsonNode tree) {
    long most = tree.path("max_tokens").asLong();
    String type = tree.at("/thinking/type").asText();
    assertTrue(most > 0, message);
    if (type.equals("enabled")) {
      long budget = tree.at("/thinking/budget_tokens").asLong();
      assertTrue(budget >= 1024 && budget < most, message);
    }
    if (type.equals("enabled") || type.equals("adaptive")) {
      assertTrue(tree.path("temperature").isMissingNode(), message);
      assertTrue(tree.path("tool_choice").isMissingNode(), message);
    }
  }

  @Test
  void brokenBodiesAreRefusedAndNothingLeaks() {
    for (long seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new Generator(seed).request().getBytes(StandardCharsets.UTF_8);
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length);
      Translated translated =
          ClaudeTranslation.request(
                  Unpooled.copiedBuffer(bytes, 0, length),
                  ClaudeSide.Form.VERTEX,
                  new Target("claude-opus-4-1", LossPolicy.LENIENT, true))
              .translated();
      if (translated instanceof Translated.Refused refused) {
        assertEquals(400, refused.failure().kind().httpStatus(), "seed " + seed);
        assertNotEquals(FailureKind.INTERNAL, refused.failure().kind(), "seed " + seed);
      }
    }
  }

  /** Makes requests that OpenAI would take, their members in any order. */
  private static final class Generator {
    private final Random random;
    private final String model;
    private final StringBuilder said = new StringBuilder();
    private int ids;

    Generator(long seed) {
      this.random = new Random(seed);
      this.model = MODELS[random.nextInt(MODELS.length)];
    }

    String model() {
      return model;
    }

    String request() {
      ArrayNode messages = ClaudeTranslation.JSON.createArrayNode();
      messages.add(message("user", "begin"));
      said.append("begin");
      for (int i = random.nextInt(8); i > 0; i--) {
        addTurn(messages);
      }
      ObjectNode request = ClaudeTranslation.JSON.createObjectNode();
      boolean first = random.nextBoolean();
      if (first) {
        request.set("messages", messages);
      }
      addSettings(request);
      if (!first) {
        request.set("messages", messages);
      }
      return random.nextBoolean() ? request.toString() : request.toPrettyString();
    }

    private void addSettings(ObjectNode request) {
      request.put("model", "m").put("temperature", random.nextInt(2) / 2.0);
      if (random.nextBoolean()) {
        request.put("reasoning_effort", EFFORTS[random.nextInt(EFFORTS.length)]);
      }
      if (random.nextBoolean()) {
        request.put("max_tokens", 1 << random.nextInt(16)).putNull("stop");
      }
      if (random.nextInt(3) == 0) {
        ObjectNode tool = request.putArray("tools").addObject().put("type", "function");
        tool.putObject("function").put("name", "f1");
        request.put("tool_choice", random.nextBoolean() ? "required" : "auto");
      }
      if (random.nextInt(3) == 0) {
        ObjectNode format = request.putObject("response_format").put("type", "json_schema");
        format.putObject("json_schema").put("name", "n").putObject("schema").put("type", "object");
      }
    }

    private void addTurn(ArrayNode messages) {
      switch (random.nextInt(4)) {
        case 0 -> messages.add(message("system", text()));
        case 1 -> messages.add(spoken("user"));
        case 2 -> messages.add(spoken("assistant"));
        default -> addCalls(messages);
      }
    }

    private ObjectNode spoken(String role) {
      String text = text();
      said.append(text.isBlank() ? "" : text);
      return message(role, text);
    }

    private ObjectNode message(String role, String text) {
      ObjectNode message = ClaudeTranslation.JSON.createObjectNode();
      boolean parts = random.nextBoolean() && !text.isEmpty();
      if (random.nextBoolean()) {
        message.put("role", role);
      }
      if (parts) {
        message.putArray("content").addObject().put("text", text).put("type", "text");
      } else {
        message.put("content", text);
      }
      return message.put("role", role);
    }

    private void addCalls(ArrayNode messages) {
      ObjectNode message = spoken("assistant");
      ArrayNode calls = message.putArray("tool_calls");
      List<ObjectNode> results = new ArrayList<>();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        String id = (random.nextBoolean() ? "call_" : "call:é.") + ids++;
        ObjectNode call = calls.addObject().put("id", id).put("type", "function");
        call.putObject("function").put("name", "f" + ids).put("arguments", text());
        ObjectNode result = message("tool", text()).put("tool_call_id", id);
        results.add(random.nextInt(results.size() + 1), result);
      }
      messages.add(message);
      results.forEach(messages::add);
    }

    private String text() {
      return TEXTS[random.nextInt(TEXTS.length)];
    }
  }
}
