package dev.isthmus.load.cloud.model;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One JSON document that fits a schema: the plainest one.
 *
 * <p>Shape: understands type, properties, items, enum, const, anyOf, oneOf, allOf, local $ref,
 * length, size and number bounds, and the usual formats; types in JSON Schema's and in Google's
 * spelling. {@code pattern} is not understood. Every declared property is given. Deeper than
 * {@value #DEPTH} levels everything is null.
 */
public final class SchemaSample {

  private static final int DEPTH = 16;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonNode root;
  private final List<String> hints;
  private int hint;

  /** Strings are taken from {@code hints} in turn, as long as there are any. */
  public SchemaSample(JsonNode root, List<String> hints) {
    this.root = root;
    this.hints = List.copyOf(hints);
  }

  /** The document as compact JSON. */
  public String document() {
    return node().toString();
  }

  JsonNode node() {
    return root.isObject() && !root.isEmpty() ? sample(root, DEPTH) : NODES.objectNode();
  }

  private JsonNode sample(JsonNode schema, int depth) {
    if (depth == 0) {
      return NODES.nullNode();
    }
    if (schema.has("$ref")) {
      return sample(resolve(schema.path("$ref").asText()), depth - 1);
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.path("enum").size() > 0) {
      return schema.path("enum").get(0);
    }
    for (String choice : List.of("anyOf", "oneOf", "allOf")) {
      if (schema.path(choice).size() > 0) {
        return sample(schema.path(choice).get(0), depth - 1);
      }
    }
    return ofType(schema, depth);
  }

  private JsonNode ofType(JsonNode schema, int depth) {
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "integer" -> NODES.numberNode((long) Math.ceil(number(schema, 7)));
      case "number" -> NODES.numberNode(number(schema, 7.5));
      case "boolean" -> NODES.booleanNode(true);
      case "null" -> NODES.nullNode();
      default -> NODES.textNode(string(schema));
    };
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray() && !type.isEmpty()) {
      type = type.get(0);
    }
    if (type.isTextual()) {
      return type.asText().toLowerCase(Locale.ROOT);
    }
    return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      object.set(property.getKey(), sample(property.getValue(), depth - 1));
    }
    return object;
  }

  private ArrayNode array(JsonNode schema, int depth) {
    ArrayNode array = NODES.arrayNode();
    int count =
        Math.min(Math.max(1, schema.path("minItems").asInt(2)), schema.path("maxItems").asInt(64));
    for (int i = 0; i < count; i++) {
      array.add(sample(schema.path("items"), depth - 1));
    }
    return array;
  }

  private static double number(JsonNode schema, double fallback) {
    double low =
        schema.path("minimum").asDouble(schema.path("exclusiveMinimum").asDouble(-1e15) + 1);
    double high =
        schema.path("maximum").asDouble(schema.path("exclusiveMaximum").asDouble(1e15) - 1);
    return Math.max(low, Math.min(high, fallback));
  }

  private String string(JsonNode schema) {
    String text =
        switch (schema.path("format").asText("")) {
          case "date-time" -> "2026-01-01T00:00:00Z";
          case "date" -> "2026-01-01";
          case "time" -> "00:00:00Z";
          case "uuid" -> "00000000-0000-4000-8000-000000000000";
          case "email" -> "someone@example.com";
          case "uri" -> "https://example.com/";
          default -> hints.isEmpty() ? "sample" : hints.get(hint++ % hints.size());
        };
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    int least = schema.path("minLength").asInt(0);
    text = text.length() > most ? text.substring(0, most) : text;
    return text.length() < least ? text + "x".repeat(least - text.length()) : text;
  }

  private JsonNode resolve(String ref) {
    return ref.equals("#")
        ? root
        : ref.startsWith("#/")
            ? root.at(JsonPointer.compile(ref.substring(1)))
            : NODES.objectNode();
  }
}
