package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.isthmus.core.dialect.turn.TurnBounds;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a schema in Google's language and says it in JSON Schema. Values are carried as they were
 * written, so that no number changes; the order of properties, which has no word there, is not.
 *
 * <p>Shape: all is written into one text, whatever its depth, of at most {@value
 * TurnBounds#MAX_SCHEMA_CHARS} characters. Source: Google's {@code Schema}, after OpenAPI 3.0; JSON
 * Schema 2020-12.
 */
final class GeminiTurnSchema {
  private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
  private static final String TYPES = "STRING, NUMBER, INTEGER, BOOLEAN, ARRAY, OBJECT or NULL";
  private static final String DEFINITIONS = "$defs";
  private static final String REFERENCE = "$ref";
  private static final String NULL_TYPE = "\"null\"";
  private static final String NULL_SCHEMA = "{\"type\":" + NULL_TYPE + "}";

  private final JsonParser parser;
  private final ByteBuf body;
  private final StringBuilder out = new StringBuilder();

  GeminiTurnSchema(JsonParser parser, ByteBuf body) {
    this.parser = parser;
    this.body = body;
  }

  /** The schema that the parser stands on, as JSON Schema. */
  String read() throws IOException {
    new Schema().read();
    return out.toString();
  }

  /** Reads a value that a schema or a map of them may hold. */
  @FunctionalInterface
  private interface Member {
    void read(String key) throws IOException;
  }

  private void readObject(Member member) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      throw invalid("an object");
    }
    TurnJson.members(
        parser,
        key -> {
          if (!parser.hasToken(JsonToken.VALUE_NULL)) {
            member.read(key);
          }
        });
  }

  private void readArray(Member element) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      throw invalid("an array");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.read("");
    }
  }

  private void append(String json) throws TurnRefusal {
    if (json.length() > TurnBounds.MAX_SCHEMA_CHARS - out.length()) {
      throw invalid("a schema of no more than " + TurnBounds.MAX_SCHEMA_CHARS + " characters");
    }
    out.append(json);
  }

  private String text() throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      throw invalid("a string");
    }
    return parser.getText();
  }

  private boolean flag() throws IOException {
    if (!parser.currentToken().isBoolean()) {
      throw invalid("true or false");
    }
    return parser.getBooleanValue();
  }

  /** Google writes 64 bits as text. */
  private String whole() throws IOException {
    String text = parser.getText();
    if (!WHOLE.matcher(text).matches()) {
      throw invalid("a whole number");
    }
    return text;
  }

  private String raw() throws IOException {
    return TurnJson.compact(TurnJson.raw(parser, body));
  }

  private TurnRefusal invalid(String expected) {
    return TurnRefusal.invalid(TurnJson.path(parser), expected);
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** One schema, or one map of them. */
  private final class Schema {
    private final List<String> types = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private boolean nullable;
    private boolean nullAmongAny;

    /** Where the members begin. */
    private int start;

    /** Where the alternatives end, or 0 without any. */
    private int anyEnd;

    void read() throws IOException {
      begin();
      readObject(
          name -> {
            String key = word(GeminiTurnKey.camel(name));
            once(key);
            readMember(key);
          });
      end();
    }

    private void readSchemas() throws IOException {
      begin();
      readObject(
          name -> {
            once(name);
            name(name);
            new Schema().read();
          });
      append("}");
    }

    private void once(String key) throws TurnRefusal {
      if (!seen.add(key)) {
        throw invalid("one value and not two");
      }
    }

    /** The member that means in JSON Schema what {@code key} does at Google. */
    private static String word(String key) {
      return switch (key) {
        case "defs" -> DEFINITIONS;
        case "ref" -> REFERENCE;
        default -> key;
      };
    }

    private void readMember(String key) throws IOException {
      switch (key) {
        case "type" -> readTypes();
        case "nullable" -> nullable = flag();
        case "enum" -> readArray(each -> values.add(raw()));
        case "anyOf" -> readAny();
        case "items" -> {
          name(key);
          new Schema().read();
        }
        case "properties", DEFINITIONS -> {
          name(key);
          new Schema().readSchemas();
        }
        case "propertyOrdering" -> parser.skipChildren();
        case "additionalProperties" -> readAdditional(key);
        default -> readPlain(key);
      }
    }

    private void readPlain(String key) throws IOException {
      switch (key) {
        case REFERENCE -> put(key, quoted(text().replace("#/defs/", "#/" + DEFINITIONS + "/")));
        case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties" ->
            put(key, whole());
        case "example" -> put("examples", "[" + raw() + "]");
        default -> put(key, raw());
      }
    }

    private void readTypes() throws IOException {
      if (parser.hasToken(JsonToken.VALUE_STRING)) {
        keepType();
      } else {
        readArray(each -> keepType());
      }
    }

    private void keepType() throws IOException {
      String type = text().toLowerCase(Locale.ROOT);
      switch (type) {
        case "string", "number", "integer", "boolean", "array", "object", "null" ->
            add(types, quoted(type));
        case "type_unspecified" -> {}
        default -> throw invalid(TYPES);
      }
    }

    private void readAdditional(String key) throws IOException {
      if (parser.isExpectedStartObjectToken()) {
        name(key);
        new Schema().read();
      } else {
        put(key, raw());
      }
    }

    private void readAny() throws IOException {
      readArray(
          each -> {
            if (anyEnd == 0) {
              name("anyOf");
            }
            append(anyEnd == 0 ? "[" : ",");
            int from = out.length();
            new Schema().read();
            anyEnd = out.length();
            nullAmongAny |=
                anyEnd - from == NULL_SCHEMA.length() && out.indexOf(NULL_SCHEMA, from) == from;
          });
      if (anyEnd > 0) {
        append("]");
      }
    }

    private void begin() throws TurnRefusal {
      append("{");
      start = out.length();
    }

    /** A value that may be null is one type more, and one more of the values allowed. */
    private void end() throws IOException {
      if (nullable && anyEnd > 0 && !nullAmongAny) {
        out.insert(anyEnd, "," + NULL_SCHEMA);
      }
      if (nullable && !types.isEmpty()) {
        add(types, NULL_TYPE);
      }
      if (nullable && !values.isEmpty()) {
        add(values, "null");
      }
      if (!values.isEmpty()) {
        put("enum", array(values));
      }
      if (!types.isEmpty()) {
        String json = types.size() == 1 ? types.get(0) : array(types);
        out.insert(start, "\"type\":" + json + (out.length() > start ? "," : ""));
      }
      append("}");
    }

    private void put(String key, String json) throws TurnRefusal {
      name(key);
      append(json);
    }

    private void name(String key) throws TurnRefusal {
      append((out.length() > start ? "," : "") + quoted(key) + ":");
    }

    private static void add(List<String> to, String json) {
      if (!to.contains(json)) {
        to.add(json);
      }
    }

    private static String array(List<String> elements) {
      return "[" + String.join(",", elements) + "]";
    }
  }
}
