package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSink;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads {@code messages} and says each when it is whole, because its role may come last. */
final class ChatTurnMessages {
  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private final TurnSink sink;

  /** Names of the tools called so far, by the call's id: a result names the id alone. */
  private final Map<String, String> toolNames = new HashMap<>();

  ChatTurnMessages(JsonParser parser, ByteBuf body, Losses losses, TurnSink sink) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
    this.sink = sink;
  }

  void read() throws IOException {
    TurnValues.array(
        parser,
        "messages",
        param -> {
          ChatTurnMessage message = new ChatTurnMessage(parser, body, losses, param);
          message.read();
          say(message, param);
        });
  }

  private void say(ChatTurnMessage message, String param) throws IOException {
    switch (message.role()) {
      case "system", "developer" -> saySystem(message, param);
      case "user" -> say(message, Role.USER, param);
      case "assistant" -> say(message, Role.ASSISTANT, param);
      case "tool" -> sayResult(message, param);
      case "function" -> throw Losses.unsupported(param + ".role");
      default ->
          throw TurnRefusal.invalid(param + ".role", "system, developer, user, assistant or tool");
    }
  }

  private void saySystem(ChatTurnMessage message, String param) throws IOException {
    requireNoCalls(message, param);
    dropName(message);
    for (TurnEvent event : message.content()) {
      sink.on(new SystemText(text(event, param)));
    }
  }

  private void say(ChatTurnMessage message, Role role, String param) throws IOException {
    dropName(message);
    sink.on(new Speaker(role, 0));
    if (role == Role.ASSISTANT) {
      for (Reasoning reasoning : message.reasoning()) {
        sink.on(reasoning);
      }
    } else {
      requireNoCalls(message, param);
    }
    for (TurnEvent event : message.content()) {
      if (role == Role.ASSISTANT) {
        text(event, param);
      }
      sink.on(event);
    }
    for (ToolCall call : message.calls()) {
      if (call.id() != null) {
        toolNames.put(call.id(), call.name());
      }
      sink.on(call);
    }
  }

  private void sayResult(ChatTurnMessage message, String param) throws IOException {
    requireNoCalls(message, param);
    String id = message.toolCallId();
    String name = toolNames.getOrDefault(id, message.name());
    if (id.isEmpty() || name.isEmpty()) {
      throw TurnRefusal.invalid(param + ".tool_call_id", "the id of an earlier tool call");
    }
    for (TurnEvent event : message.content()) {
      text(event, param);
    }
    sink.on(new Speaker(Role.TOOL, 0));
    sink.on(new ToolResult(id, name, message.content(), false));
  }

  private void dropName(ChatTurnMessage message) throws TurnRefusal {
    if (!message.name().isEmpty()) {
      losses.drop("messages.name");
    }
  }

  private static void requireNoCalls(ChatTurnMessage message, String param) throws TurnRefusal {
    if (!message.calls().isEmpty()) {
      throw TurnRefusal.invalid(param + ".tool_calls", "an assistant message around it");
    }
  }

  private static String text(TurnEvent event, String param) throws TurnRefusal {
    if (event instanceof Text text) {
      return text.text();
    }
    throw TurnRefusal.invalid(param + ".content", "text alone in a message of this role");
  }
}
