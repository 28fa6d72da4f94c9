package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One item of the input, held until it is whole, because its type may come last. */
final class ResponsesInputItem {
  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private final String param;

  /** Its plain members. */
  private final Map<String, String> texts = new HashMap<>();

  private final List<TurnEvent> content = new ArrayList<>();
  private final List<String> summary = new ArrayList<>();
  private boolean answered;

  ResponsesInputItem(JsonParser parser, ByteBuf body, Losses losses, String param) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
    this.param = param;
  }

  void read() throws IOException {
    TurnValues.object(parser, param, this::readMember);
  }

  /** What kind of item it is; a message need not say. */
  String type() {
    return texts.getOrDefault("type", "message");
  }

  boolean has(String key) {
    return texts.containsKey(key);
  }

  /** The plain member {@code key}, empty where there is none. */
  String text(String key) {
    return texts.getOrDefault(key, "");
  }

  String required(String key, String expected) throws TurnRefusal {
    String text = text(key);
    if (text.isEmpty()) {
      throw TurnRefusal.invalid(param + "." + key, expected);
    }
    return text;
  }

  /** Texts and media of a message, or of what a function gave back. */
  List<TurnEvent> content() {
    return content;
  }

  /** Whether it says what a function gave back. */
  boolean isAnswered() {
    return answered;
  }

  /** What was thought: in full where that was shown, and otherwise in its summary. */
  String thoughts() {
    StringBuilder full = new StringBuilder();
    for (TurnEvent event : content) {
      full.append(event instanceof Text text ? text.text() : "");
    }
    return full.isEmpty() ? String.join("\n\n", summary) : full.toString();
  }

  private void readMember(String key) throws IOException {
    String path = param + "." + key;
    switch (key) {
      case "type" -> {
        String type = TurnValues.text(parser, path);
        requireKnown(type, path);
        texts.put(key, type);
      }
      case "role", "call_id", "name", "arguments", "encrypted_content" ->
          texts.put(key, TurnValues.text(parser, path));
      case "content" -> readContent(path);
      case "output" -> {
        answered = true;
        readContent(path);
      }
      case "summary" -> TurnValues.array(parser, path, this::readSummary);
      case "id", "status", "phase" -> parser.skipChildren(); // come back as they were given
      default -> {
        losses.drop("input." + key);
        parser.skipChildren();
      }
    }
  }

  private void readContent(String path) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      content.add(new Text(parser.getText()));
      return;
    }
    TurnValues.array(
        parser,
        path,
        part -> {
          TurnEvent event = new ResponsesInputPart(parser, body, losses, part).read();
          if (event != null) {
            content.add(event);
          }
        });
  }

  private void readSummary(String path) throws IOException {
    TurnValues.object(
        parser,
        path,
        key -> {
          if (key.equals("text")) {
            summary.add(TurnValues.text(parser, path + ".text"));
          } else {
            parser.skipChildren();
          }
        });
  }

  private static void requireKnown(String type, String path) throws TurnRefusal {
    switch (type) {
      case "message", "function_call", "function_call_output", "reasoning" -> {}
      case "item_reference",
          "file_search_call",
          "web_search_call",
          "image_generation_call",
          "code_interpreter_call",
          "computer_call",
          "computer_call_output",
          "local_shell_call",
          "local_shell_call_output",
          "shell_call",
          "shell_call_output",
          "apply_patch_call",
          "apply_patch_call_output",
          "mcp_list_tools",
          "mcp_approval_request",
          "mcp_approval_response",
          "mcp_call",
          "custom_tool_call",
          "custom_tool_call_output",
          "tool_search_call",
          "tool_search_output",
          "additional_tools",
          "compaction",
          "compaction_trigger" ->
          throw Losses.unsupported(path);
      default ->
          throw TurnRefusal.invalid(
              path, "message, function_call, function_call_output or reasoning");
    }
  }
}
