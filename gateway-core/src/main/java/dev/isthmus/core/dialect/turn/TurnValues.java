package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads the values of a request with the types and ranges that its dialect documents. {@code param}
 * is the path that an error names.
 */
public final class TurnValues {

  private TurnValues() {}

  public static String text(JsonParser parser, String param) throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      throw TurnRefusal.invalid(param, "a string");
    }
    return parser.getText();
  }

  public static boolean flag(JsonParser parser, String param) throws IOException {
    if (!parser.currentToken().isBoolean()) {
      throw TurnRefusal.invalid(param, "true or false");
    }
    return parser.getBooleanValue();
  }

  public static double number(JsonParser parser, String param, double least, double most)
      throws IOException {
    if (parser.currentToken().isNumeric()) {
      double value = Double.parseDouble(parser.getText());
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw TurnRefusal.invalid(param, "a number from " + (int) least + " to " + (int) most);
  }

  public static long integer(JsonParser parser, String param, long least, long most)
      throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = parser.getLongValue();
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw TurnRefusal.invalid(param, "an integer from " + least + " to " + most);
  }

  /** Visits the members of an object; null values are passed over. */
  public static void object(JsonParser parser, String param, TurnJson.Value member)
      throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      throw TurnRefusal.invalid(param, "an object");
    }
    TurnJson.members(
        parser,
        name -> {
          if (!parser.hasToken(JsonToken.VALUE_NULL)) {
            member.read(name);
          }
        });
  }

  /** Visits the elements of an array; each is given its own path. */
  public static void array(JsonParser parser, String param, TurnJson.Value element)
      throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      throw TurnRefusal.invalid(param, "an array");
    }
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      element.read(param + "[" + i + "]");
    }
  }
}
