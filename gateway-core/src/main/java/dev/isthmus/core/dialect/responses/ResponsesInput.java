package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSink;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads {@code input}. What the assistant said stands in items of several kinds; those that follow
 * each other are one turn, said when somebody else speaks.
 */
final class ResponsesInput {
  private final ByteBuf input;
  private final Losses losses;
  private final TurnSink sink;
  private final ResponsesAssistantTurn turn = new ResponsesAssistantTurn();

  /** Names of the functions called so far, by the call's id: an output names the id alone. */
  private final Map<String, String> functions = new HashMap<>();

  /** Borrows {@code input}, which is the value itself. */
  ResponsesInput(ByteBuf input, Losses losses, TurnSink sink) {
    this.input = input;
    this.losses = losses;
    this.sink = sink;
  }

  void read() throws IOException {
    try (JsonParser parser = TurnJson.parser(input)) {
      JsonToken first = parser.nextToken();
      boolean said =
          first == JsonToken.VALUE_STRING
              ? readText(parser.getText())
              : first == JsonToken.START_ARRAY && readItems(parser);
      if (!said) {
        throw TurnRefusal.invalid("input", "a text, or an array of at least one item");
      }
    }
  }

  /** Whether there was any. */
  private boolean readText(String text) throws IOException {
    sink.on(new Speaker(Role.USER, 0));
    sink.on(new Text(text));
    return !text.isEmpty();
  }

  /** Whether there was any. */
  private boolean readItems(JsonParser parser) throws IOException {
    boolean[] any = {false};
    TurnValues.array(
        parser,
        "input",
        param -> {
          any[0] = true;
          ResponsesInputItem item = new ResponsesInputItem(parser, input, losses, param);
          item.read();
          say(item, param);
        });
    turn.say(sink);
    return any[0];
  }

  private void say(ResponsesInputItem item, String param) throws IOException {
    switch (item.type()) {
      case "function_call" -> sayCall(item, param);
      case "function_call_output" -> sayResult(item, param);
      case "reasoning" -> sayReasoning(item);
      default -> sayMessage(item, param);
    }
  }

  private void sayMessage(ResponsesInputItem item, String param) throws IOException {
    switch (item.text("role")) {
      case "user" -> {
        turn.say(sink);
        sink.on(new Speaker(Role.USER, 0));
        for (TurnEvent event : item.content()) {
          sink.on(event);
        }
      }
      case "assistant" -> {
        requireText(item, param);
        turn.message(item.content());
      }
      case "system", "developer" -> {
        turn.say(sink);
        for (TurnEvent event : requireText(item, param)) {
          sink.on(new SystemText(((Text) event).text()));
        }
      }
      default -> throw TurnRefusal.invalid(param + ".role", "system, developer, user or assistant");
    }
  }

  private void sayCall(ResponsesInputItem item, String param) throws IOException {
    String id = item.required("call_id", "an id");
    String name = item.required("name", "a name");
    if (!item.has("arguments")) {
      throw TurnRefusal.invalid(param + ".arguments", "a string");
    }
    functions.put(id, name);
    turn.call(new ToolCall(id, name, item.text("arguments"), null));
  }

  private void sayResult(ResponsesInputItem item, String param) throws IOException {
    String id = item.required("call_id", "an id");
    String name = functions.get(id);
    if (name == null) {
      throw TurnRefusal.invalid(param + ".call_id", "the id of an earlier function_call");
    }
    if (!item.isAnswered()) {
      throw TurnRefusal.invalid(param + ".output", "a string or an array of parts");
    }
    turn.say(sink);
    sink.on(new Speaker(Role.TOOL, 0));
    sink.on(new ToolResult(id, name, item.content(), false));
  }

  /** What another provider encrypted is of use to nobody here. */
  private void sayReasoning(ResponsesInputItem item) throws IOException {
    String encrypted = item.text("encrypted_content");
    ResponsesSignature signature = ResponsesSignature.read(encrypted);
    if (signature == null && !encrypted.isEmpty()) {
      losses.drop("input.encrypted_content");
    }
    turn.reasoning(item.thoughts(), signature);
  }

  private static Iterable<TurnEvent> requireText(ResponsesInputItem item, String param)
      throws TurnRefusal {
    for (TurnEvent event : item.content()) {
      if (!(event instanceof Text)) {
        throw TurnRefusal.invalid(param + ".content", "text alone in a message of this role");
      }
    }
    return item.content();
  }
}
