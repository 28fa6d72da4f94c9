package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.dialect.AnswerError;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;

/** Reads an error object inside an answer whose head said that all was well. */
final class GeminiError {

  private GeminiError() {}

  /** The provider's message is left out: it may name projects and accounts. */
  static Failure read(JsonParser parser) throws IOException {
    String[] status = {""};
    int[] code = {0};
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(
          parser,
          name -> {
            switch (name) {
              case "status" -> status[0] = parser.getValueAsString("");
              case "code" -> code[0] = parser.getValueAsInt();
              default -> {}
            }
            parser.skipChildren();
          });
    }
    return failure(status[0], code[0]);
  }

  /** What an error of such a {@code status} means, or of such a {@code code} where that is new. */
  static Failure failure(String status, long code) {
    return AnswerError.of(status, Long.toString(code), false);
  }
}
