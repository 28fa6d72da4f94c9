package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One item of the output, put together from its deltas. */
final class ResponsesOutputItem {
  private final Kind kind;
  private final int index;
  private final String id;
  private final @Nullable Call call;
  private final StringBuilder text = new StringBuilder();
  private final List<ScoredToken> tokens = new ArrayList<>();
  private @Nullable ResponsesSignature signature;
  private Status status = Status.IN_PROGRESS;

  /** What an item is. */
  enum Kind {
    MESSAGE("msg_"),
    REASONING("rs_"),
    CALL("fc_");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  /** How far an item or the whole answer has come. */
  enum Status {
    IN_PROGRESS("in_progress"),
    COMPLETED("completed"),
    INCOMPLETE("incomplete");

    private final String key;

    Status(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }
  }

  /** Which function is called, and under which id. */
  record Call(String id, String name) {}

  /**
   * @param index among the answer's items
   * @param call of items that are one
   */
  ResponsesOutputItem(Kind kind, int index, String callId, @Nullable Call call) {
    this.kind = kind;
    this.index = index;
    this.id = kind.prefix + callId + "_" + index;
    this.call = call;
  }

  Kind kind() {
    return kind;
  }

  int index() {
    return index;
  }

  String id() {
    return id;
  }

  /** The function's name, or null where the item is no call. */
  @Nullable String function() {
    return call == null ? null : call.name();
  }

  /** Its text, thoughts or arguments so far. */
  String text() {
    return text.toString();
  }

  /** Units: chars. */
  int length() {
    return text.length();
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  List<ScoredToken> tokens() {
    return tokens;
  }

  boolean isOpen() {
    return status == Status.IN_PROGRESS;
  }

  boolean isSigned() {
    return signature != null;
  }

  void append(String piece) {
    text.append(piece);
  }

  void score(List<ScoredToken> more) {
    tokens.addAll(more);
  }

  void sign(ResponsesSignature by) {
    signature = by;
  }

  void end(Status how) {
    status = how;
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    switch (kind) {
      case MESSAGE -> writeMessage(json);
      case REASONING -> writeReasoning(json);
      case CALL -> writeCall(json);
    }
    json.writeEndObject();
  }

  /** Writes what the item's text is a part of, with {@code said} of it. */
  void writePart(JsonGenerator json, String said, List<ScoredToken> scored) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", kind == Kind.MESSAGE ? "output_text" : "summary_text");
    json.writeStringField("text", said);
    if (kind == Kind.MESSAGE) {
      json.writeArrayFieldStart("annotations");
      json.writeEndArray();
      ResponsesJson.logprobs(json, scored);
    }
    json.writeEndObject();
  }

  private void writeMessage(JsonGenerator json) throws IOException {
    json.writeStringField("type", "message");
    json.writeStringField("status", status.key());
    json.writeStringField("role", "assistant");
    writeParts(json, "content");
  }

  private void writeReasoning(JsonGenerator json) throws IOException {
    json.writeStringField("type", "reasoning");
    writeParts(json, "summary");
    if (signature != null) {
      json.writeStringField("encrypted_content", signature.write());
    }
  }

  private void writeParts(JsonGenerator json, String field) throws IOException {
    json.writeArrayFieldStart(field);
    if (!isEmpty()) {
      writePart(json, text(), tokens);
    }
    json.writeEndArray();
  }

  private void writeCall(JsonGenerator json) throws IOException {
    json.writeStringField("type", "function_call");
    json.writeStringField("status", status.key());
    if (call != null) {
      json.writeStringField("call_id", call.id());
      json.writeStringField("name", call.name());
    }
    json.writeStringField("arguments", text());
  }
}
