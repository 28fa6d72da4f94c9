package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.model.Answer;
import dev.isthmus.load.cloud.model.Finish;
import dev.isthmus.load.cloud.model.Pieces;
import dev.isthmus.load.cloud.model.ToolCall;

/** Writes answers of the Responses API: named events with sequence numbers, no end mark. */
final class ResponsesScript implements Script {

  private final boolean stream;
  private final ObjectNode head;
  private final Answer answer;
  private final TokenCount tokens;
  private final String itemId;

  private int sequence;
  private int item;
  private int at = -1;
  private int written;

  /** {@code head} has id, time, model and what the answer repeats of the request. */
  ResponsesScript(boolean stream, ObjectNode head, Answer answer, TokenCount tokens) {
    this.stream = stream;
    this.head = head;
    this.answer = answer;
    this.tokens = tokens;
    this.itemId = head.path("id").asText().replaceFirst("^resp_", "");
  }

  static ObjectNode head(String id, String model, JsonNode request) {
    ObjectNode head = Json.object().put("id", "resp_" + id).put("object", "response");
    head.put("created_at", System.currentTimeMillis() / 1000).put("model", model);
    head.putNull("error").putNull("incomplete_details").putNull("instructions");
    head.put("parallel_tool_calls", request.path("parallel_tool_calls").asBoolean(true));
    head.set(
        "tool_choice",
        request.has("tool_choice") ? request.get("tool_choice") : Json.object().textNode("auto"));
    head.set("tools", request.has("tools") ? request.get("tools") : Json.array());
    head.put("previous_response_id", request.path("previous_response_id").asText(null));
    head.put("store", request.path("store").asBoolean(true)).set("metadata", Json.object());
    return head;
  }

  @Override
  public Framing framing() {
    return stream ? Framing.SSE : Framing.WHOLE;
  }

  @Override
  public JsonNode whole() {
    return response(status(), true);
  }

  private String status() {
    return answer.finish() == Finish.STOP || answer.finish() == Finish.TOOL_CALLS
        ? "completed"
        : "incomplete";
  }

  private ObjectNode response(String status, boolean over) {
    ObjectNode response = head.deepCopy().put("status", status);
    ArrayNode output = response.putArray("output");
    if (!over) {
      return response.putNull("usage");
    }
    for (int i = 0; i < items(); i++) {
      output.add(wholeItem(i, status));
    }
    if (status.equals("incomplete")) {
      String reason = answer.finish() == Finish.LENGTH ? "max_output_tokens" : "content_filter";
      response.set("incomplete_details", Json.object().put("reason", reason));
    }
    return response.set("usage", usage());
  }

  private ObjectNode usage() {
    ObjectNode usage = Json.object().put("input_tokens", tokens.input());
    ObjectNode input = Json.object().put("cached_tokens", tokens.cached());
    usage.set("input_tokens_details", input.put("cache_write_tokens", tokens.cacheWrite()));
    usage.put("output_tokens", tokens.output());
    usage.set("output_tokens_details", Json.object().put("reasoning_tokens", tokens.reasoning()));
    return usage.put("total_tokens", tokens.total());
  }

  private int items() {
    return answer.calls().isEmpty() ? 1 : answer.calls().size();
  }

  private boolean speaks() {
    return answer.calls().isEmpty();
  }

  private Pieces pieces(int index) {
    return speaks() ? answer.text() : answer.calls().get(index).arguments();
  }

  private ObjectNode wholeItem(int index, String status) {
    return speaks()
        ? message(status, Json.array(part(answer.text().join())))
        : call(index, status, answer.calls().get(index).arguments().join());
  }

  private ObjectNode message(String status, ArrayNode content) {
    ObjectNode message = Json.object().put("id", "msg_" + itemId).put("type", "message");
    return message.put("status", status).put("role", "assistant").set("content", content);
  }

  private static ObjectNode part(String text) {
    ObjectNode part = Json.object().put("type", "output_text").put("text", text);
    part.set("annotations", Json.array());
    return part.set("logprobs", Json.array());
  }

  private ObjectNode call(int index, String status, String arguments) {
    ToolCall call = answer.calls().get(index);
    ObjectNode item = Json.object().put("id", id(index)).put("type", "function_call");
    item.put("status", status).put("call_id", call.id()).put("name", call.name());
    return item.put("arguments", arguments);
  }

  private String id(int index) {
    return speaks() ? "msg_" + itemId : "fc_" + itemId + "_" + index;
  }

  @Override
  public void open(EventOut out) {
    send(out, "response.created", Json.object().set("response", response("in_progress", false)));
    send(
        out, "response.in_progress", Json.object().set("response", response("in_progress", false)));
  }

  @Override
  public boolean step(EventOut out, int most) {
    if (item >= items()) {
      return false;
    }
    if (at < 0) {
      begin(out);
      at = 0;
      written += speaks() ? 0 : 1;
    }
    Pieces pieces = pieces(item);
    int to = Math.min(pieces.count(), at + most);
    String kind =
        speaks() ? "response.output_text.delta" : "response.function_call_arguments.delta";
    if (to > at) {
      send(out, kind, place().put("delta", pieces.join(at, to)));
    }
    written += to - at;
    at = to;
    if (at >= pieces.count()) {
      finishItem(out);
      item++;
      at = -1;
    }
    return true;
  }

  private void begin(EventOut out) {
    ObjectNode opened =
        speaks() ? message("in_progress", Json.array()) : call(item, "in_progress", "");
    ObjectNode event = Json.object().put("output_index", item).set("item", opened);
    send(out, "response.output_item.added", event);
    if (speaks()) {
      send(out, "response.content_part.added", place().set("part", part("")));
    }
  }

  private void finishItem(EventOut out) {
    if (speaks()) {
      String text = answer.text().join();
      send(out, "response.output_text.done", place().put("text", text));
      send(out, "response.content_part.done", place().set("part", part(text)));
    } else {
      String arguments = pieces(item).join();
      send(out, "response.function_call_arguments.done", place().put("arguments", arguments));
    }
    ObjectNode event =
        Json.object().put("output_index", item).set("item", wholeItem(item, "completed"));
    send(out, "response.output_item.done", event);
  }

  private ObjectNode place() {
    ObjectNode place = Json.object().put("item_id", id(item)).put("output_index", item);
    return speaks() ? place.put("content_index", 0) : place;
  }

  @Override
  public void close(EventOut out) {
    send(out, "response." + status(), Json.object().set("response", response(status(), true)));
  }

  private void send(EventOut out, String type, ObjectNode fields) {
    ObjectNode event = Json.object().put("type", type).put("sequence_number", sequence++);
    out.named(type, event.setAll(fields));
  }

  @Override
  public int written() {
    return written;
  }

  @Override
  public boolean saysUsage() {
    return true;
  }
}
