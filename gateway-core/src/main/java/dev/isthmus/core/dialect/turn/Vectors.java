package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Takes vectors as their provider wrote them, so that no number is rounded on its way. */
@FunctionalInterface
public interface Vectors {

  /** Lends the bytes of one vector, a JSON array of numbers, brackets included. */
  void on(byte[] answer, int from, int to) throws IOException;

  /**
   * The provider counted the vector just handed on by itself.
   *
   * @param cut whether its text was too long and was cut
   */
  default void counted(long tokens, boolean cut) {}

  /**
   * Hands on the vector that the parser stands at, and leaves it at its end.
   *
   * @throws JsonParseException where that is no array of numbers
   */
  default void read(JsonParser parser, byte[] answer) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      throw new JsonParseException(parser, "no vector");
    }
    int from = TurnJson.offset(parser);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == null || !parser.currentToken().isNumeric()) {
        throw new JsonParseException(parser, "a vector holds more than numbers");
      }
    }
    on(answer, from, (int) parser.currentLocation().getByteOffset());
  }
}
