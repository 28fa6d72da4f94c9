package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message, held until it is whole. */
final class ChatTurnMessage {
  private final JsonParser parser;
  private final ChatTurnContent content;
  private final Losses losses;
  private final String param;
  private final List<ToolCall> calls = new ArrayList<>();
  private final Texts texts = new Texts();
  private @Nullable Signature signature;

  ChatTurnMessage(JsonParser parser, ByteBuf body, Losses losses, String param) {
    this.parser = parser;
    this.content = new ChatTurnContent(parser, body, losses);
    this.losses = losses;
    this.param = param;
  }

  void read() throws IOException {
    TurnValues.object(parser, param, this::readMember);
  }

  String role() {
    return texts.role;
  }

  /** The speaker's name, empty where there is none. */
  String name() {
    return texts.name;
  }

  /** The call that a tool's message answers, empty where there is none. */
  String toolCallId() {
    return texts.toolCallId;
  }

  /** Texts and media, in order. */
  List<TurnEvent> content() {
    return content.events();
  }

  List<ToolCall> calls() {
    return calls;
  }

  /**
   * What the assistant thought, with the signature of its text, or each block of it with its own.
   */
  List<Reasoning> reasoning() throws IOException {
    List<Reasoning> blocks = signature == null ? null : ChatTurnBlocks.read(signature);
    if (blocks != null) {
      return blocks;
    }
    return texts.reasoning.isEmpty() && signature == null
        ? List.of()
        : List.of(new Reasoning(texts.reasoning, signature));
  }

  private void readMember(String key) throws IOException {
    String path = param + "." + key;
    switch (key) {
      case "role" -> texts.role = TurnValues.text(parser, path);
      case "name" -> texts.name = TurnValues.text(parser, path);
      case "tool_call_id" -> texts.toolCallId = TurnValues.text(parser, path);
      case "reasoning_content" -> texts.reasoning = TurnValues.text(parser, path);
      case "content" -> readContent(path);
      case "tool_calls" ->
          TurnValues.array(
              parser, path, call -> calls.add(new ChatTurnToolCall(parser, call).read()));
      case "extra_content", "provider_specific_fields" ->
          signature = ChatTurnSignature.read(parser, signature);
      case "annotations" -> parser.skipChildren(); // SDKs send them back as they came
      case "function_call" -> throw Losses.unsupported(path);
      default -> {
        losses.drop("messages." + key);
        parser.skipChildren();
      }
    }
  }

  private void readContent(String path) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      content.events().add(new Text(parser.getText()));
    } else {
      TurnValues.array(parser, path, content::readPart);
    }
  }

  /** The message's plain members. */
  private static final class Texts {
    private String role = "";
    private String name = "";
    private String toolCallId = "";
    private String reasoning = "";
  }
}
