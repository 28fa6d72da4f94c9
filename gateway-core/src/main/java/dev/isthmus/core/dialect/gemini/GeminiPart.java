package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One part of an answer. What Gemini was not asked for (media, code it ran) is passed over. */
final class GeminiPart {
  private final byte[] record;
  private String text = "";
  private boolean thought;
  private @Nullable Signature signature;
  private @Nullable String callName;
  private @Nullable String callId;
  private String arguments = "{}";

  GeminiPart(byte[] record) {
    this.record = record;
  }

  void read(JsonParser parser) throws IOException {
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "text" -> text = textOf(parser);
            case "thought" -> thought = parser.getValueAsBoolean();
            case "thoughtSignature" -> signature = signatureOf(parser);
            case "functionCall" -> readCall(parser);
            default -> parser.skipChildren();
          }
        });
  }

  boolean isCall() {
    return callName != null;
  }

  void say(TurnSink sink) throws IOException {
    if (callName != null) {
      sink.on(new ToolCall(callId, callName, arguments, signature));
    } else if (thought) {
      sink.on(new Reasoning(text, signature));
    } else {
      if (signature != null) {
        sink.on(new Reasoning("", signature));
      }
      if (!text.isEmpty()) {
        sink.on(new Text(text));
      }
    }
  }

  private void readCall(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      throw new JsonParseException(parser, "no function call");
    }
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "name" -> callName = textOf(parser);
            case "id" -> callId = textOf(parser).isEmpty() ? null : parser.getText();
            case "args" -> arguments = argumentsOf(parser);
            default -> parser.skipChildren();
          }
        });
    if (callName == null) {
      throw new JsonParseException(parser, "a function call without a name");
    }
  }

  private String argumentsOf(JsonParser parser) throws IOException {
    return parser.hasToken(JsonToken.VALUE_NULL)
        ? "{}"
        : TurnJson.compact(TurnJson.raw(parser, record));
  }

  private static @Nullable Signature signatureOf(JsonParser parser) throws IOException {
    String value = textOf(parser);
    return value.isEmpty() ? null : new Signature(GeminiParts.ISSUER, value);
  }

  private static String textOf(JsonParser parser) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      return parser.getText();
    }
    parser.skipChildren();
    return "";
  }
}
