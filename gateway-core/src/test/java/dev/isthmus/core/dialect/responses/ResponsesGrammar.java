package dev.isthmus.core.dialect.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Holds a stream of events to the grammar that official clients rely on. */
final class ResponsesGrammar {
  private final Map<Integer, Item> open = new TreeMap<>();
  private final List<JsonNode> done = new ArrayList<>();
  private int begun;

  private ResponsesGrammar() {}

  /** Checks a whole stream and returns the response in its last event. */
  static JsonNode check(String stream) {
    List<JsonNode> events = events(stream);
    ResponsesGrammar grammar = new ResponsesGrammar();
    for (int i = 0; i < events.size(); i++) {
      assertEquals(i, events.get(i).path("sequence_number").asInt(-1), stream);
    }
    int last = events.size() - 1;
    beginning(events.get(0), "response.created");
    beginning(events.get(1), "response.in_progress");
    events.subList(2, last).forEach(grammar::item);
    return grammar.end(events.get(last));
  }

  /** The data of each event; names and types agree. */
  static List<JsonNode> events(String stream) {
    List<JsonNode> events = new ArrayList<>();
    assertTrue(stream.endsWith("\n\n"), stream);
    for (String event : stream.split("\n\n", -1)) {
      if (event.isEmpty()) {
        continue;
      }
      String[] lines = event.split("\n", -1);
      assertEquals(2, lines.length, event);
      assertTrue(lines[1].startsWith("data: "), event);
      JsonNode data = ResponsesTranslation.tree(lines[1].substring(6));
      assertEquals(lines[0], "event: " + data.path("type").asText());
      events.add(data);
    }
    return events;
  }

  private static void beginning(JsonNode event, String type) {
    assertEquals(type, event.path("type").asText());
    JsonNode response = event.path("response");
    assertEquals("in_progress", response.path("status").asText());
    assertTrue(response.path("output").isEmpty());
    assertTrue(response.path("usage").isNull());
  }

  private JsonNode end(JsonNode event) {
    assertTrue(open.isEmpty(), "items without an end: " + open.keySet());
    JsonNode response = event.path("response");
    String status = response.path("status").asText();
    assertEquals("response." + status, event.path("type").asText());
    assertTrue(status.equals("completed") || status.equals("incomplete"), status);
    assertEquals(status.equals("completed"), response.path("incomplete_details").isNull());
    assertEquals(begun, done.size());
    for (JsonNode item : response.path("output")) {
      assertTrue(done.contains(item), () -> item + " was never done");
    }
    assertEquals(done.size(), response.path("output").size());
    return response;
  }

  private void item(JsonNode event) {
    String type = event.path("type").asText();
    int index = event.path("output_index").asInt(-1);
    if (type.equals("response.output_item.added")) {
      assertEquals(begun++, index);
      open.put(index, new Item(event.path("item")));
      return;
    }
    Item item = open.get(index);
    assertNotNull(item, () -> "no such item is open: " + event);
    if (type.equals("response.output_item.done")) {
      item.end(event.path("item"));
      done.add(event.path("item"));
      open.remove(index);
    } else {
      assertEquals(item.id, event.path("item_id").asText());
      item.on(type, event);
    }
  }

  /** One item between its beginning and its end. */
  private static final class Item {
    private final String id;
    private final String type;
    private final StringBuilder deltas = new StringBuilder();
    private final List<JsonNode> logprobs = new ArrayList<>();
    private boolean partOpen;
    private @Nullable String text;
    private @Nullable JsonNode part;

    Item(JsonNode added) {
      id = added.path("id").asText();
      type = added.path("type").asText();
      switch (type) {
        case "message" -> assertTrue(added.path("content").isEmpty());
        case "reasoning" -> assertTrue(added.path("summary").isEmpty());
        case "function_call" -> assertEquals("", added.path("arguments").asText("-"));
        default -> throw new AssertionError(type);
      }
    }

    void on(String name, JsonNode event) {
      switch (type) {
        case "message" -> {
          assertEquals(0, event.path("content_index").asInt(-1));
          onText(name, event, "response.content_part", "response.output_text");
        }
        case "reasoning" -> {
          assertEquals(0, event.path("summary_index").asInt(-1));
          onText(name, event, "response.reasoning_summary_part", "response.reasoning_summary_text");
        }
        default -> onCall(name, event);
      }
    }

    private void onText(String name, JsonNode event, String partEvent, String textEvent) {
      if (name.equals(partEvent + ".added")) {
        assertTrue(!partOpen && text == null);
        assertEquals("", event.path("part").path("text").asText("-"));
        partOpen = true;
      } else if (name.equals(textEvent + ".delta")) {
        assertTrue(partOpen && text == null);
        deltas.append(event.path("delta").asText());
        event.path("logprobs").forEach(logprobs::add);
      } else if (name.equals(textEvent + ".done")) {
        assertTrue(partOpen);
        assertNull(text);
        text = event.path("text").asText();
        assertEquals(deltas.toString(), text);
      } else {
        assertEquals(partEvent + ".done", name);
        assertTrue(partOpen);
        partOpen = false;
        part = event.path("part");
        assertEquals(text, part.path("text").asText());
        List<JsonNode> known = new ArrayList<>();
        part.path("logprobs").forEach(known::add);
        assertEquals(logprobs, known);
      }
    }

    private void onCall(String name, JsonNode event) {
      assertNull(text);
      if (name.equals("response.function_call_arguments.delta")) {
        deltas.append(event.path("delta").asText());
      } else {
        assertEquals("response.function_call_arguments.done", name);
        text = event.path("arguments").asText();
        assertEquals(deltas.toString(), text);
      }
    }

    void end(JsonNode item) {
      assertEquals(id, item.path("id").asText());
      assertEquals(type, item.path("type").asText());
      assertTrue(!partOpen, "a part without an end");
      if (type.equals("function_call")) {
        assertEquals(text, item.path("arguments").asText());
        return;
      }
      JsonNode parts = item.path(type.equals("message") ? "content" : "summary");
      assertEquals(part == null ? 0 : 1, parts.size());
      assertEquals(part, parts.get(0));
    }
  }
}
