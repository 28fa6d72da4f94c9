package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The schema of a tool's parameters where a dialect wants it to say that it is an object's. */
public final class ToolSchema {
  private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

  private ToolSchema() {}

  /** {@code schema}, raw JSON, which says so in the end; what it says else stays as it is. */
  public static String ofObject(@Nullable String schema) throws IOException {
    if (schema == null) {
      return NO_PARAMETERS;
    }
    byte[] bytes = schema.getBytes(StandardCharsets.UTF_8);
    boolean[] typed = {false};
    boolean[] empty = {true};
    try (JsonParser parser = TurnJson.parser(bytes, bytes.length)) {
      parser.nextToken();
      TurnJson.members(
          parser,
          name -> {
            empty[0] = false;
            typed[0] |= name.equals("type");
            parser.skipChildren();
          });
    }
    if (typed[0]) {
      return schema;
    }
    return empty[0]
        ? NO_PARAMETERS
        : "{\"type\":\"object\"," + schema.substring(schema.indexOf('{') + 1);
  }
}
