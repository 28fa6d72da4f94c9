package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.AnswerTool;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One block of a plain answer. What Converse was not asked for is passed over. */
final class ConverseBlock {
  private final byte[] document;
  private final ConverseIssuer issuer;

  ConverseBlock(byte[] document, ConverseIssuer issuer) {
    this.document = document;
    this.issuer = issuer;
  }

  /** Reads the block that the parser stands at the start of. */
  void read(JsonParser parser, TurnSink sink) throws IOException {
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "text" -> {
              String text = text(parser);
              if (text != null) {
                sink.on(new Text(text));
              }
            }
            case "toolUse" -> readCall(parser, sink);
            case "reasoningContent" -> readReasoning(parser, sink);
            default -> {}
          }
          parser.skipChildren();
        });
  }

  private void readCall(JsonParser parser, TurnSink sink) throws IOException {
    String[] idAndName = {null, null};
    String[] input = {"{}"};
    expectObject(parser);
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "toolUseId" -> idAndName[0] = text(parser);
            case "name" -> idAndName[1] = text(parser);
            case "input" -> input[0] = input(parser);
            default -> {}
          }
          parser.skipChildren();
        });
    if (idAndName[1] == null) {
      throw new JsonParseException(parser, "a call without a name");
    }
    if (idAndName[1].equals(AnswerTool.NAME)) {
      sink.on(new Text(input[0]));
      return;
    }
    sink.on(new ToolCall(idAndName[0], idAndName[1], input[0], null));
  }

  private String input(JsonParser parser) throws IOException {
    return parser.hasToken(JsonToken.VALUE_NULL)
        ? "{}"
        : TurnJson.compact(TurnJson.raw(parser, document));
  }

  private void readReasoning(JsonParser parser, TurnSink sink) throws IOException {
    expectObject(parser);
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "reasoningText" -> readThought(parser, sink);
            case "redactedContent" -> {
              String data = text(parser);
              if (data != null) {
                sink.on(new Reasoning("", issuer.redacted(data)));
              }
            }
            default -> {}
          }
          parser.skipChildren();
        });
  }

  private void readThought(JsonParser parser, TurnSink sink) throws IOException {
    String[] textAndSignature = {null, null};
    expectObject(parser);
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "text" -> textAndSignature[0] = text(parser);
            case "signature" -> textAndSignature[1] = text(parser);
            default -> {}
          }
          parser.skipChildren();
        });
    String proof = textAndSignature[1];
    Signature signature = proof == null ? null : issuer.signature(proof);
    String text = textAndSignature[0] == null ? "" : textAndSignature[0];
    if (!text.isEmpty() || signature != null) {
      sink.on(new Reasoning(text, signature));
    }
  }

  private static void expectObject(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      throw new JsonParseException(parser, "no object where one must stand");
    }
  }

  /** The string that the parser stands on; null where it is none, or an empty one. */
  private static @Nullable String text(JsonParser parser) throws IOException {
    return parser.hasToken(JsonToken.VALUE_STRING) && !parser.getText().isEmpty()
        ? parser.getText()
        : null;
  }
}
