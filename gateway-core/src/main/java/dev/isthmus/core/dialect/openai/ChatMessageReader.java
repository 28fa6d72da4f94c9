package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message, or the next delta of one. */
final class ChatMessageReader {
  private final JsonParser parser;
  private final byte[] document;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final Thoughts thoughts = new Thoughts();
  private final List<ChatCallPiece> calls = new ArrayList<>();
  private boolean present;

  ChatMessageReader(JsonParser parser, byte[] document) {
    this.parser = parser;
    this.document = document;
  }

  /** Reads the object that the parser stands on, or passes over what is none. */
  void read() throws IOException {
    if (parser.isExpectedStartObjectToken()) {
      present = true;
      TurnJson.members(parser, this::readMember);
    } else {
      parser.skipChildren();
    }
  }

  /** Whether there was one; Azure's annotations come without. */
  boolean isPresent() {
    return present;
  }

  String text() {
    return text.toString();
  }

  String refusal() {
    return refusal.toString();
  }

  /** Some servers say the same thoughts under both names. */
  String reasoning() {
    return thoughts.content.isEmpty() ? thoughts.plain.toString() : thoughts.content.toString();
  }

  /** The signature of the message's text, or null. */
  @Nullable Signature signature() {
    return thoughts.signature;
  }

  List<ChatCallPiece> calls() {
    return calls;
  }

  private void readMember(String name) throws IOException {
    switch (name) {
      case "content" -> readText(text);
      case "refusal" -> readText(refusal);
      case "reasoning_content" -> readText(thoughts.content);
      case "reasoning" -> readText(thoughts.plain);
      case "tool_calls" -> readCalls();
      case "function_call" -> {
        if (parser.isExpectedStartObjectToken()) {
          calls.add(ChatCallPiece.readLegacy(parser, document));
        } else {
          parser.skipChildren();
        }
      }
      case "extra_content", "provider_specific_fields" ->
          thoughts.signature = ChatTurnSignature.read(parser, thoughts.signature);
      default -> parser.skipChildren();
    }
  }

  /** A string, or parts of which some are text. */
  private void readText(StringBuilder to) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      to.append(parser.getText());
    } else if (parser.isExpectedStartArrayToken()) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        readPart(to);
      }
    } else {
      parser.skipChildren();
    }
  }

  private void readPart(StringBuilder to) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      parser.skipChildren();
      return;
    }
    TurnJson.members(
        parser,
        name -> {
          if (name.equals("text") && parser.hasToken(JsonToken.VALUE_STRING)) {
            to.append(parser.getText());
          } else {
            parser.skipChildren();
          }
        });
  }

  /** An array; TGI's older streams have one call alone. */
  private void readCalls() throws IOException {
    if (parser.isExpectedStartObjectToken()) {
      calls.add(ChatCallPiece.read(parser, document));
    } else if (parser.isExpectedStartArrayToken()) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        calls.add(ChatCallPiece.read(parser, document));
      }
    }
  }

  private static final class Thoughts {
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder plain = new StringBuilder();
    private @Nullable Signature signature;
  }
}
