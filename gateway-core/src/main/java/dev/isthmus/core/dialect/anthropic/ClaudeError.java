package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.dialect.AnswerError;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an error object inside an answer whose head said that all was well: Anthropic's own, or one
 * of the cloud's in front of it, which says a status in Google's words.
 */
final class ClaudeError {

  private ClaudeError() {}

  /**
   * Reads the error that the parser stands on, null where it is none. The provider's message is
   * left out: it may name accounts, or hold the prompt.
   */
  static @Nullable Failure read(JsonParser parser) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return null;
    }
    String[] word = {""};
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(
          parser,
          name -> {
            if (name.equals("type") || name.equals("status")) {
              word[0] = parser.getValueAsString("");
            }
            parser.skipChildren();
          });
    } else {
      parser.skipChildren();
    }
    return AnswerError.of(word[0], null, false);
  }
}
