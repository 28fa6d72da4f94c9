package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.dialect.AnswerError;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the error in a completion object that is none: {@code error} as an object, as text with
 * TGI's {@code error_type} beside it, or spread over the object itself, as vLLM once wrote it. The
 * provider's own words are left out.
 */
final class ChatErrorReader {
  private final JsonParser parser;
  private boolean error;
  private @Nullable String code;
  private @Nullable String type;

  ChatErrorReader(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads a member of the object that is neither choices nor usage. */
  void readMember(String name) throws IOException {
    switch (name) {
      case "error" -> readError();
      case "object" -> error |= "error".equals(parser.getValueAsString());
      default -> readWord(name);
    }
    parser.skipChildren();
  }

  boolean isError() {
    return error;
  }

  Failure failure() {
    return AnswerError.of(code, type, false);
  }

  private void readError() throws IOException {
    if (parser.isExpectedStartObjectToken()) {
      error = true;
      TurnJson.members(
          parser,
          name -> {
            readWord(name);
            parser.skipChildren();
          });
    } else {
      error |= !parser.hasToken(JsonToken.VALUE_NULL);
    }
  }

  private void readWord(String name) throws IOException {
    boolean said = parser.hasToken(JsonToken.VALUE_STRING) || parser.currentToken().isNumeric();
    if (!said) {
      return;
    }
    switch (name) {
      case "code", "http_status_code" -> code = parser.getText();
      case "type" -> type = parser.getText();
      case "error_type" -> type = word(parser.getText());
      default -> {}
    }
  }

  /** TGI's word in OpenAI's. */
  private static String word(String errorType) {
    return switch (errorType) {
      case "overloaded" -> "overloaded_error";
      case "validation", "template_error", "tool_error" -> "invalid_request_error";
      default -> errorType;
    };
  }
}
