package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The responses that a cloud keeps, by id: the oldest of them go when there are too many. Threads:
 * the cloud's event loop.
 */
final class ResponseShelf {
  private static final int MOST = 10_000;
  private static final int NOT_FOUND = 404;

  /**
   * One response.
   *
   * @param history all that was said up to its end
   */
  record Kept(JsonNode document, JsonNode input, String history) {}

  private final Map<String, Kept> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > MOST;
        }
      };

  void put(Kept response) {
    kept.put(response.document().path("id").asText(), response);
  }

  /** The response of that id, or null. */
  @Nullable Kept find(String id) {
    return kept.get(id);
  }

  /**
   * Answers what is asked about one response.
   *
   * @param rest of the path: the id, and maybe what is wanted of it
   */
  Reply reply(String method, String rest) {
    int slash = rest.indexOf('/');
    String id = slash < 0 ? rest : rest.substring(0, slash);
    Kept response = kept.get(id);
    if (response == null) {
      String message = "Response with id '" + id + "' not found.";
      return new Problem(NOT_FOUND, "", message, "invalid_request_error", null);
    }
    String wanted = method + (slash < 0 ? "" : rest.substring(slash));
    return switch (wanted) {
      case "GET" -> atOnce(response.document());
      case "DELETE" -> delete(id);
      case "GET/input_items" -> atOnce(items(id, response.input()));
      case "POST/cancel" ->
          Problem.request("", "Cannot cancel a synchronous response.", "response_id");
      default -> Problem.door(405, "405", "Method Not Allowed");
    };
  }

  private Reply delete(String id) {
    kept.remove(id);
    return atOnce(Json.object().put("id", id).put("object", "response").put("deleted", true));
  }

  private static Reply atOnce(JsonNode body) {
    return new Reply.AtOnce("stored", 200, body);
  }

  private static ObjectNode items(String id, JsonNode input) {
    ArrayNode data = Json.array();
    if (input.isTextual()) {
      ObjectNode message = Json.object().put("id", "msg_of_" + id).put("type", "message");
      message.put("role", "user").put("status", "completed");
      ObjectNode text = Json.object().put("type", "input_text").put("text", input.asText());
      data.add(message.set("content", Json.array().add(text)));
    } else {
      input.forEach(data::add);
    }
    ObjectNode list = Json.object().put("object", "list");
    list.set("data", data);
    list.put("first_id", data.path(0).path("id").asText());
    list.put("last_id", data.path(data.size() - 1).path("id").asText());
    return list.put("has_more", false);
  }
}
