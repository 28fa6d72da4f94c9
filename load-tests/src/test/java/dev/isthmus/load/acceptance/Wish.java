package dev.isthmus.load.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** What a client is to ask a model, whatever words it has for that. */
record Wish(String text, boolean stream, Extra extra) {
  /** A picture of one dot, in base64. */
  static final String DOT =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  static final String DOT_URL = "data:image/png;base64," + DOT;
  static final String TOOL = "get_weather";

  /** The properties and the schema of the tool's arguments. */
  static final Map<String, Object> CITY = Map.of("city", Map.of("type", "string"));

  static final Map<String, Object> ARGUMENTS =
      Map.of(
          "type",
          "object",
          "properties",
          CITY,
          "required",
          List.of("city"),
          "additionalProperties",
          false);

  /** The shape of a structured answer. */
  static final Map<String, Object> TOWN =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("name", Map.of("type", "string"), "people", Map.of("type", "integer")),
          "required",
          List.of("name", "people"),
          "additionalProperties",
          false);

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What is asked for besides text. */
  enum Extra {
    NOTHING,
    TOOL,
    IMAGE,
    SCHEMA
  }

  boolean tool() {
    return extra == Extra.TOOL;
  }

  boolean image() {
    return extra == Extra.IMAGE;
  }

  boolean schema() {
    return extra == Extra.SCHEMA;
  }

  /** {@code value} as JSON. */
  static String json(Object value) {
    return MAPPER.valueToTree(value).toString();
  }

  static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The city in the arguments of a call of the tool. */
  static String city(String arguments) {
    return tree(arguments).path("city").asText();
  }
}
