package dev.isthmus.core.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a stream obeys Anthropic's grammar, and puts the message together that it tells, as a
 * client does.
 */
final class MessageGrammar {
  private final StringBuilder input = new StringBuilder();
  private @Nullable ObjectNode message;
  private @Nullable ObjectNode block;
  private boolean signed;
  private int deltas;
  private boolean stopped;

  private MessageGrammar() {}

  /** The message of a whole stream. */
  static JsonNode message(String stream) {
    MessageGrammar grammar = new MessageGrammar();
    grammar.readAll(stream);
    assertTrue(grammar.stopped, "no message_stop in " + stream);
    return grammar.message();
  }

  /** The message so far, of a stream that was cut between two events. */
  static JsonNode begunMessage(String stream) {
    MessageGrammar grammar = new MessageGrammar();
    grammar.readAll(stream);
    assertFalse(grammar.stopped, stream);
    return grammar.message();
  }

  private ObjectNode message() {
    ObjectNode told = message;
    assertNotNull(told, "no message_start");
    return told;
  }

  private void readAll(String stream) {
    assertTrue(stream.endsWith("\n\n"), stream);
    for (String event : stream.substring(0, stream.length() - 2).split("\n\n", -1)) {
      String[] lines = event.split("\n", -1);
      assertEquals(2, lines.length, event);
      JsonNode data = MessagesTranslation.tree(lines[1].substring("data: ".length()));
      assertEquals("event: " + data.path("type").asText(), lines[0]);
      assertFalse(stopped, "after message_stop: " + event);
      read(data.path("type").asText(), data);
    }
  }

  private void read(String type, JsonNode data) {
    switch (type) {
      case "message_start" -> start(data);
      case "content_block_start" -> startBlock(data);
      case "content_block_delta" -> delta(data);
      case "content_block_stop" -> stopBlock(data);
      case "message_delta" -> end(data);
      case "message_stop" -> {
        assertEquals(1, deltas);
        stopped = true;
      }
      case "ping" -> {}
      default -> throw new AssertionError("event of type " + type);
    }
  }

  private void start(JsonNode data) {
    assertEquals(null, message);
    ObjectNode begun = (ObjectNode) data.get("message");
    assertEquals("message", begun.path("type").asText());
    assertEquals("assistant", begun.path("role").asText());
    assertTrue(begun.path("id").asText().startsWith("msg_"));
    assertTrue(begun.path("content").isArray() && begun.path("content").isEmpty());
    assertTrue(begun.path("stop_reason").isNull());
    assertTrue(begun.path("usage").path("input_tokens").isIntegralNumber());
    assertTrue(begun.path("usage").path("output_tokens").isIntegralNumber());
    message = begun;
  }

  private void startBlock(JsonNode data) {
    assertEquals(null, block, "the block before is still open");
    assertEquals(0, deltas);
    assertEquals(message().path("content").size(), data.path("index").asInt(-1));
    ObjectNode begun = (ObjectNode) data.get("content_block");
    switch (begun.path("type").asText()) {
      case "text" -> assertEquals("", begun.path("text").asText("?"));
      case "thinking" -> {
        assertEquals("", begun.path("thinking").asText("?"));
        assertEquals("", begun.path("signature").asText("?"));
      }
      case "redacted_thinking" -> assertFalse(begun.path("data").asText().isEmpty());
      case "tool_use" -> {
        assertTrue(begun.path("id").asText().matches("[a-zA-Z0-9_-]+"));
        assertFalse(begun.path("name").asText().isEmpty());
        assertTrue(begun.path("input").isObject() && begun.path("input").isEmpty());
      }
      default -> throw new AssertionError(begun.toString());
    }
    block = begun;
    signed = false;
    input.setLength(0);
  }

  private void delta(JsonNode data) {
    ObjectNode open = open(data);
    JsonNode delta = data.get("delta");
    assertFalse(signed, "a delta after the signature");
    String kind = open.path("type").asText();
    switch (delta.path("type").asText()) {
      case "text_delta" -> append(open, kind, "text", delta);
      case "thinking_delta" -> append(open, kind, "thinking", delta);
      case "signature_delta" -> {
        assertEquals("thinking", kind);
        open.put("signature", delta.get("signature").textValue());
        signed = true;
      }
      case "input_json_delta" -> {
        assertEquals("tool_use", kind);
        input.append(delta.get("partial_json").textValue());
      }
      default -> throw new AssertionError(delta.toString());
    }
  }

  private static void append(ObjectNode open, String kind, String member, JsonNode delta) {
    assertEquals(member, kind);
    assertFalse(delta.get(member).textValue().isEmpty());
    open.put(member, open.get(member).textValue() + delta.get(member).textValue());
  }

  private void stopBlock(JsonNode data) {
    ObjectNode open = open(data);
    if (!input.isEmpty()) {
      open.set("input", MessagesTranslation.tree(input.toString()));
    }
    ((ArrayNode) message().get("content")).add(open);
    block = null;
  }

  private ObjectNode open(JsonNode data) {
    ObjectNode open = block;
    assertNotNull(open, "no block is open");
    assertEquals(message().path("content").size(), data.path("index").asInt(-1));
    return open;
  }

  private void end(JsonNode data) {
    assertEquals(null, block, "a block is still open");
    deltas++;
    JsonNode delta = data.get("delta");
    assertTrue(delta.path("stop_reason").isTextual());
    assertTrue(delta.has("stop_sequence"));
    message().setAll((ObjectNode) delta);
    ((ObjectNode) message().get("usage")).setAll((ObjectNode) data.get("usage"));
  }
}
