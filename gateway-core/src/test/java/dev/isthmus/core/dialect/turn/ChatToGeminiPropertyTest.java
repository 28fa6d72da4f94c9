package dev.isthmus.core.dialect.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.call.FailureKind;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties over seeded random requests; a failure's message holds its seed. */
final class ChatToGeminiPropertyTest {
  private static final int RUNS = 2_000;
  private static final String[] TEXTS = {
    "", "a", "né 🙂", "\"quoted\" \\ \n\t\u0001", "{\"a\":1}", "line\u2028end", "x".repeat(9_000)
  };

  @Test
  void rolesAlternateAndEveryCallIsAnsweredInItsPlace() {
    for (long seed = 0; seed < RUNS; seed++) {
      Generator generator = new Generator(seed);
      String body = generator.request();
      GeminiTranslation.Result result =
          GeminiTranslation.request(body, generator.model(), LossPolicy.LENIENT);
      check("seed " + seed + ": " + body, result.tree(), generator);
    }
  }

  private static void check(String message, JsonNode tree, Generator generator) {
    String previous = "";
    List<String> called = new ArrayList<>();
    List<String> answered = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    assertFalse(tree.path("contents").isEmpty(), message);
    for (JsonNode content : tree.path("contents")) {
      String role = content.path("role").asText();
      assertNotEquals(previous, role, message);
      assertTrue(role.equals("user") || role.equals("model"), message);
      assertFalse(content.path("parts").isEmpty(), message);
      for (JsonNode part : content.path("parts")) {
        called.addAll(textOf(part.at("/functionCall/name")));
        answered.addAll(textOf(part.at("/functionResponse/name")));
        said.append(part.path("text").asText());
        assertTrue(
            part.at("/functionCall/args").isMissingNode()
                || part.at("/functionCall/args").isObject(),
            message);
      }
      previous = role;
    }
    assertEquals(called, answered, message);
    assertEquals(generator.said.toString(), said.toString(), message);
  }

  private static List<String> textOf(JsonNode name) {
    return name.isMissingNode() ? List.of() : List.of(name.asText());
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
          GeminiTranslation.request(
                  Unpooled.copiedBuffer(bytes, 0, length), "m", LossPolicy.LENIENT)
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
    private final StringBuilder said = new StringBuilder();
    private int ids;

    Generator(long seed) {
      this.random = new Random(seed);
    }

    String model() {
      return random.nextBoolean() ? "gemini-3-pro" : "gemini-2.5-flash";
    }

    String request() {
      ArrayNode messages = GeminiTranslation.JSON.createArrayNode();
      messages.add(message("user", "begin"));
      said.append("begin");
      for (int i = random.nextInt(8); i > 0; i--) {
        addTurn(messages);
      }
      ObjectNode request = GeminiTranslation.JSON.createObjectNode();
      boolean first = random.nextBoolean();
      if (first) {
        request.set("messages", messages);
      }
      request
          .put("model", "m")
          .put("temperature", random.nextInt(3))
          .put("n", 1 + random.nextInt(3));
      if (random.nextBoolean()) {
        request.put("seed", random.nextInt()).putNull("stop").put("max_tokens", 5);
      }
      if (!first) {
        request.set("messages", messages);
      }
      return random.nextBoolean() ? request.toString() : request.toPrettyString();
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
      said.append(text);
      return message(role, text);
    }

    private ObjectNode message(String role, String text) {
      ObjectNode message = GeminiTranslation.JSON.createObjectNode();
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
        String id = "call_" + ids++;
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
