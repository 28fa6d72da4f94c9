package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;

/**
 * How a provider is asked how many tokens a conversation has: with most of what it would be asked
 * to go on with the conversation. Threads: any; stateless.
 */
public interface CountSide {

  /** Who writes that conversation. */
  ProviderSide conversation();

  /**
   * Writes the request's document.
   *
   * @param request the whole request that would go on with the conversation
   */
  void write(byte[] request, Target target, JsonGenerator json) throws IOException;

  /** The member of a whole answer that holds the number. */
  String number();

  /** Writes those of a document's members that are {@code kept}, as they were written. */
  static void copy(byte[] document, Set<String> kept, JsonGenerator json) throws IOException {
    try (JsonParser parser = TurnJson.parser(document, document.length)) {
      parser.nextToken();
      TurnJson.members(
          parser,
          name -> {
            if (kept.contains(name)) {
              json.writeFieldName(name);
              json.writeRawValue(TurnJson.raw(parser, document));
            } else {
              parser.skipChildren();
            }
          });
    }
  }

  /**
   * Reads a whole answer.
   *
   * @param answer valid up to {@code length}
   */
  default long read(byte[] answer, int length) throws IOException {
    long[] tokens = {-1};
    try (JsonParser parser = TurnJson.parser(answer, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "no answer object");
      }
      TurnJson.members(
          parser,
          name -> {
            if (name.equals(number()) && parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
              tokens[0] = parser.getLongValue();
            }
            parser.skipChildren();
          });
      if (parser.nextToken() != null || tokens[0] < 0) {
        throw new JsonParseException(parser, "no number of tokens");
      }
    }
    return tokens[0];
  }
}
