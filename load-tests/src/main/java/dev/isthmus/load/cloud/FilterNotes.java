package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What Azure's content filter writes into answers. */
final class FilterNotes {

  private static final List<String> CATEGORIES = List.of("hate", "self_harm", "sexual", "violence");

  /** Shared by all answers: to be read and never changed. */
  static final ObjectNode SAFE = categories();

  /** Of a chunk without text; to be read and never changed. */
  static final ObjectNode EMPTY = Json.object();

  private FilterNotes() {}

  private static ObjectNode categories() {
    ObjectNode notes = Json.object();
    CATEGORIES.forEach(
        name -> notes.set(name, Json.object().put("filtered", false).put("severity", "safe")));
    return notes;
  }

  static ArrayNode prompt() {
    ObjectNode notes = categories();
    notes.set("jailbreak", Json.object().put("detected", false).put("filtered", false));
    return Json.array(Json.object().put("prompt_index", 0).set("content_filter_results", notes));
  }

  /** The first chunk of a stream: no id, no model, no choices. */
  static ObjectNode openingChunk() {
    ObjectNode chunk = Json.object().set("choices", Json.array());
    chunk.put("created", 0).put("id", "").put("model", "").put("object", "");
    return chunk.set("prompt_filter_results", prompt());
  }

  /** An annotation that comes after the text, without a delta. */
  static ObjectNode lateChunk(int offset) {
    ObjectNode offsets = Json.object().put("check_offset", offset);
    offsets.put("start_offset", 0).put("end_offset", offset);
    ObjectNode choice = Json.object().set("content_filter_offsets", offsets);
    choice.set("content_filter_results", SAFE);
    choice.putNull("finish_reason").put("index", 0);
    ObjectNode chunk = Json.object().set("choices", Json.array(choice));
    return chunk.put("created", 0).put("id", "").put("model", "").put("object", "");
  }

  /** Why a prompt was refused. */
  static ObjectNode blocked() {
    ObjectNode notes = categories();
    notes.set("violence", Json.object().put("filtered", true).put("severity", "medium"));
    ObjectNode inner = Json.object().put("code", "ResponsibleAIPolicyViolation");
    inner.set("content_filter_result", notes);
    ObjectNode error =
        Json.object().put("message", "The prompt was filtered by the content policy.");
    error.putNull("type").put("param", "prompt").put("code", "content_filter").put("status", 400);
    return Json.object().set("error", error.set("innererror", inner));
  }
}
