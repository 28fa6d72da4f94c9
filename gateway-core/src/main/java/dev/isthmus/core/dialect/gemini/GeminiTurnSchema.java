package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a schema in Google's language and says it in JSON Schema. Values are carried as they were
 * written, so that no number changes; the order of properties, which has no word there, is not.
 *
 * <p>Source: Google's {@code Schema}, after OpenAPI 3.0; JSON Schema 2020-12.
 */
final class GeminiTurnSchema {
  private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
  private static final String TYPES = "STRING, NUMBER, INTEGER, BOOLEAN, ARRAY, OBJECT or NULL";
  private static final String DEFINITIONS = "$defs";
  private static final String NULL_TYPE = "\"null\"";

  private final JsonParser parser;
  private final ByteBuf body;

  GeminiTurnSchema(JsonParser parser, ByteBuf body) {
    this.parser = parser;
    this.body = body;
  }

  /** The schema that the parser stands on, as JSON Schema. */
  String read(String param) throws IOException {
    Members members = new Members();
    TurnValues.object(
        parser, param, key -> readMember(members, GeminiTurnKey.camel(key), param + "." + key));
    return members.build();
  }

  private void readMember(Members members, String key, String path) throws IOException {
    switch (key) {
      case "type" -> readType(members, path);
      case "nullable" -> members.nullable = TurnValues.flag(parser, path);
      case "enum" -> readEnum(members, path);
      case "anyOf" -> TurnValues.array(parser, path, each -> members.anyOf.add(read(each)));
      case "items" -> members.put(key, read(path));
      case "properties" -> members.put(key, readSchemas(path));
      case "defs", DEFINITIONS -> members.put(DEFINITIONS, readSchemas(path));
      case "ref", "$ref" -> members.put("$ref", reference(path));
      case "additionalProperties" ->
          members.put(key, parser.isExpectedStartObjectToken() ? read(path) : raw());
      case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties" ->
          members.put(key, whole(path));
      case "example" -> members.put("examples", "[" + raw() + "]");
      case "propertyOrdering" -> parser.skipChildren();
      default -> members.put(key, raw());
    }
  }

  private void readType(Members members, String path) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      keepType(members, path);
    } else {
      TurnValues.array(parser, path, each -> keepType(members, each));
    }
  }

  private void keepType(Members members, String path) throws IOException {
    String type = TurnValues.text(parser, path).toLowerCase(Locale.ROOT);
    switch (type) {
      case "string", "number", "integer", "boolean", "array", "object", "null" ->
          members.types.add(quoted(type));
      case "type_unspecified" -> {}
      default -> throw TurnRefusal.invalid(path, TYPES);
    }
  }

  private void readEnum(Members members, String path) throws IOException {
    TurnValues.array(parser, path, each -> members.values.add(raw()));
  }

  private String readSchemas(String path) throws IOException {
    Members schemas = new Members();
    TurnValues.object(parser, path, name -> schemas.put(name, read(path + "." + name)));
    return schemas.build();
  }

  private String reference(String path) throws IOException {
    return quoted(TurnValues.text(parser, path).replace("#/defs/", "#/" + DEFINITIONS + "/"));
  }

  /** Google writes 64 bits as text. */
  private String whole(String path) throws IOException {
    String text = parser.getText();
    if (!WHOLE.matcher(text).matches()) {
      throw TurnRefusal.invalid(path, "a whole number");
    }
    return text;
  }

  private String raw() throws IOException {
    return TurnJson.compact(TurnJson.raw(parser, body));
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** What one schema is made of; each value is JSON. */
  private static final class Members {
    private final Map<String, String> others = new LinkedHashMap<>();
    private final List<String> types = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private final List<String> anyOf = new ArrayList<>();
    private boolean nullable;

    void put(String key, String json) {
      others.put(key, json);
    }

    /** A value that may be null is one type more, and one more of the values allowed. */
    String build() {
      List<String> members = new ArrayList<>();
      if (nullable) {
        add(types, NULL_TYPE);
        add(values, "null");
        add(anyOf, "{\"type\":" + NULL_TYPE + "}");
      }
      if (!types.isEmpty()) {
        members.add("\"type\":" + (types.size() == 1 ? types.get(0) : array(types)));
      }
      others.forEach((key, json) -> members.add(quoted(key) + ":" + json));
      if (!values.isEmpty()) {
        members.add("\"enum\":" + array(values));
      }
      if (!anyOf.isEmpty()) {
        members.add("\"anyOf\":" + array(anyOf));
      }
      return "{" + String.join(",", members) + "}";
    }

    private static void add(List<String> to, String json) {
      if (!to.isEmpty() && !to.contains(json)) {
        to.add(json);
      }
    }

    private static String array(List<String> elements) {
      return "[" + String.join(",", elements) + "]";
    }
  }
}
