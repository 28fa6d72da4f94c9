package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.CountSide;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * OpenAI's {@code responses/input_tokens} towards providers: a chat's messages and tools, said as
 * the Responses API says them. What a chat's format asks for is not told.
 */
public final class ResponsesCountSide implements CountSide {
  private static final ProviderSide CHAT = new ChatSide(true);

  @Override
  public ProviderSide conversation() {
    return CHAT;
  }

  @Override
  public String number() {
    return "input_tokens";
  }

  @Override
  public void write(byte[] request, Target target, JsonGenerator json) throws IOException {
    json.writeStringField("model", target.model());
    Map<String, String> members = members(request);
    json.writeArrayFieldStart("input");
    for (String message : elements(members.getOrDefault("messages", "[]"))) {
      writeMessage(message, json);
    }
    json.writeEndArray();
    if (members.containsKey("tools")) {
      json.writeArrayFieldStart("tools");
      for (String tool : elements(members.getOrDefault("tools", "[]"))) {
        writeTool(tool, json);
      }
      json.writeEndArray();
    }
  }

  private static void writeTool(String tool, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "function");
    String function = members(bytes(tool)).getOrDefault("function", "{}");
    for (Map.Entry<String, String> member : members(bytes(function)).entrySet()) {
      raw(member.getKey(), member.getValue(), json);
    }
    json.writeEndObject();
  }

  private static void writeMessage(String message, JsonGenerator json) throws IOException {
    Map<String, String> members = members(bytes(message));
    String content = members.getOrDefault("content", "null");
    String role = members.getOrDefault("role", "\"user\"");
    if (members.containsKey("tool_call_id")) {
      json.writeStartObject();
      json.writeStringField("type", "function_call_output");
      raw("call_id", members.getOrDefault("tool_call_id", "\"\""), json);
      json.writeFieldName("output");
      writeContent(content, "input_", json);
      json.writeEndObject();
      return;
    }
    if (!content.equals("null")) {
      json.writeStartObject();
      raw("role", role, json);
      json.writeFieldName("content");
      writeContent(content, role.equals("\"assistant\"") ? "output_" : "input_", json);
      json.writeEndObject();
    }
    for (String call : elements(members.getOrDefault("tool_calls", "[]"))) {
      writeCall(members(bytes(call)), json);
    }
  }

  private static void writeCall(Map<String, String> call, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "function_call");
    raw("call_id", call.getOrDefault("id", "\"\""), json);
    Map<String, String> function = members(bytes(call.getOrDefault("function", "{}")));
    raw("name", function.getOrDefault("name", "\"\""), json);
    raw("arguments", function.getOrDefault("arguments", "\"\""), json);
    json.writeEndObject();
  }

  private static void writeContent(String content, String kind, JsonGenerator json)
      throws IOException {
    if (!content.startsWith("[")) {
      json.writeRawValue(content);
      return;
    }
    json.writeStartArray();
    for (String part : elements(content)) {
      writePart(members(bytes(part)), kind, json);
    }
    json.writeEndArray();
  }

  private static void writePart(Map<String, String> part, String kind, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    switch (part.getOrDefault("type", "")) {
      case "\"image_url\"" -> {
        Map<String, String> image = members(bytes(part.getOrDefault("image_url", "{}")));
        json.writeStringField("type", "input_image");
        raw("image_url", image.getOrDefault("url", "\"\""), json);
        raw("detail", image.getOrDefault("detail", "\"auto\""), json);
      }
      case "\"file\"" -> {
        json.writeStringField("type", "input_file");
        String file = part.getOrDefault("file", "{}");
        for (Map.Entry<String, String> member : members(bytes(file)).entrySet()) {
          raw(member.getKey(), member.getValue(), json);
        }
      }
      default -> {
        json.writeStringField("type", kind + "text");
        raw("text", part.getOrDefault("text", "\"\""), json);
      }
    }
    json.writeEndObject();
  }

  private static void raw(String name, String value, JsonGenerator json) throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(value);
  }

  /** The values of an object, as they were written, by their names. */
  private static Map<String, String> members(byte[] object) throws IOException {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser parser = TurnJson.parser(object, object.length)) {
      parser.nextToken();
      TurnJson.members(parser, name -> members.put(name, TurnJson.raw(parser, object)));
    }
    return members;
  }

  private static List<String> elements(String array) throws IOException {
    List<String> elements = new ArrayList<>();
    byte[] bytes = bytes(array);
    try (JsonParser parser = TurnJson.parser(bytes, bytes.length)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(TurnJson.raw(parser, bytes));
      }
    }
    return elements;
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
