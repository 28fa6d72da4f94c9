package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads a stream of the Messages API by its grammar and puts the message together again. */
final class ClaudeEvents {

  private final List<String> names = new ArrayList<>();
  private final StringBuilder arguments = new StringBuilder();
  private ObjectNode message = Json.object();
  private ArrayNode content = Json.array();
  private ObjectNode open = Json.object();
  private boolean inBlock;

  private ClaudeEvents() {}

  /**
   * What a stream came to.
   *
   * @param names of its events, in order
   */
  record Whole(ObjectNode message, List<String> names) {
    JsonNode usage() {
      return message.path("usage");
    }
  }

  /** Reads {@code body}, which ends properly. */
  static Whole read(String body) {
    ClaudeEvents events = new ClaudeEvents();
    assertTrue(body.endsWith("\n\n"), body);
    for (String record : body.substring(0, body.length() - 2).split("\n\n", -1)) {
      events.record(record);
    }
    List<String> names = events.names;
    assertEquals("message_start", names.get(0));
    assertEquals("message_stop", names.get(names.size() - 1));
    assertEquals("message_delta", names.get(names.size() - 2));
    assertFalse(body.contains("[DONE]"));
    events.message.set("content", events.content);
    return new Whole(events.message, names);
  }

  private void record(String record) {
    String[] lines = record.split("\n", -1);
    assertEquals(2, lines.length, record);
    assertTrue(lines[0].startsWith("event: ") && lines[1].startsWith("data: "), record);
    String name = lines[0].substring("event: ".length());
    byte[] data = lines[1].substring("data: ".length()).getBytes(StandardCharsets.UTF_8);
    JsonNode event = Objects.requireNonNull(Json.parse(data), record);
    assertEquals(name, event.path("type").asText());
    names.add(name);
    switch (name) {
      case "message_start" -> start((ObjectNode) event.path("message"));
      case "content_block_start" -> begin(event);
      case "content_block_delta" -> delta(event);
      case "content_block_stop" -> stop(event);
      case "message_delta" -> end(event);
      case "ping", "message_stop" -> assertEquals(1, event.size());
      default -> throw new AssertionError(record);
    }
  }

  private void start(ObjectNode begun) {
    assertEquals(1, names.size());
    assertTrue(begun.path("content").isArray() && begun.path("content").isEmpty());
    assertTrue(begun.path("stop_reason").isNull());
    assertTrue(begun.path("usage").path("output_tokens").asInt() <= 1);
    message = begun;
  }

  private void begin(JsonNode event) {
    assertFalse(inBlock);
    assertEquals(content.size(), event.path("index").asInt(-1));
    inBlock = true;
    open = (ObjectNode) event.path("content_block");
    arguments.setLength(0);
  }

  private void delta(JsonNode event) {
    assertTrue(inBlock);
    assertEquals(content.size(), event.path("index").asInt(-1));
    JsonNode delta = event.path("delta");
    switch (delta.path("type").asText()) {
      case "text_delta" -> append("text", "text", delta);
      case "thinking_delta" -> append("thinking", "thinking", delta);
      case "signature_delta" -> append("thinking", "signature", delta);
      case "input_json_delta" -> {
        assertEquals("tool_use", open.path("type").asText());
        arguments.append(delta.path("partial_json").asText());
      }
      default -> throw new AssertionError(event.toString());
    }
  }

  private void append(String type, String field, JsonNode delta) {
    assertEquals(type, open.path("type").asText());
    open.put(field, open.path(field).asText() + delta.path(field).asText());
  }

  private void stop(JsonNode event) {
    assertTrue(inBlock);
    assertEquals(content.size(), event.path("index").asInt(-1));
    if (open.path("type").asText().equals("tool_use")) {
      assertTrue(open.path("input").isEmpty());
      byte[] json = arguments.toString().getBytes(StandardCharsets.UTF_8);
      open.set("input", json.length == 0 ? Json.object() : Json.parse(json));
    }
    content.add(open);
    inBlock = false;
  }

  private void end(JsonNode event) {
    assertFalse(inBlock);
    message.setAll((ObjectNode) event.path("delta"));
    ((ObjectNode) message.path("usage")).setAll((ObjectNode) event.path("usage"));
  }
}
