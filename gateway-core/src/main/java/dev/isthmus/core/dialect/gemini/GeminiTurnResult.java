package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@code functionResponse}. Its object stands for a text where it holds nothing but one under
 * {@code output}, {@code result} or {@code error}; any other object is the text itself, as JSON.
 */
final class GeminiTurnResult {
  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private final String param;
  private final List<TurnEvent> media = new ArrayList<>();
  private String name = "";
  private String id = "";
  private Response response = new Response("", false);

  GeminiTurnResult(JsonParser parser, ByteBuf body, Losses losses, String param) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
    this.param = param;
  }

  void read() throws IOException {
    TurnValues.object(
        parser,
        param,
        key -> {
          String path = param + "." + key;
          switch (key) {
            case "name" -> name = TurnValues.text(parser, path);
            case "id" -> id = TurnValues.text(parser, path);
            case "response" -> response = readResponse(path);
            case "parts" -> TurnValues.array(parser, path, this::readPart);
            default -> {
              losses.drop("contents.parts.functionResponse." + key);
              parser.skipChildren();
            }
          }
        });
    if (name.isEmpty() && id.isEmpty()) {
      throw TurnRefusal.invalid(param + ".name", "a name");
    }
  }

  ToolResult event(GeminiTurnCalls calls) throws TurnRefusal {
    ToolCall call = calls.answered(id, name);
    String callId = call == null ? null : call.id();
    if (call == null || callId == null) {
      throw TurnRefusal.invalid(param + ".name", "the name of a function call not yet answered");
    }
    List<TurnEvent> content = new ArrayList<>();
    if (!response.text.isEmpty() || media.isEmpty()) {
      content.add(new Text(response.text));
    }
    content.addAll(media);
    return new ToolResult(callId, call.name(), content, response.failed);
  }

  private Response readResponse(String path) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      throw TurnRefusal.invalid(path, "an object");
    }
    String json = TurnJson.compact(TurnJson.raw(parser, body));
    return Response.of(json);
  }

  private void readPart(String path) throws IOException {
    TurnValues.object(
        parser,
        path,
        key -> {
          String inner = path + "." + key;
          GeminiTurnMedia reader = new GeminiTurnMedia(parser, body, inner);
          switch (GeminiTurnKey.camel(key)) {
            case "inlineData" -> media.add(reader.readInline());
            case "fileData" -> media.add(reader.readFile());
            default -> throw TurnRefusal.invalid(inner, "inlineData or fileData");
          }
        });
  }

  /** What the tool said, and whether it said that it failed. */
  private record Response(String text, boolean failed) {

    static Response of(String json) throws IOException {
      int[] members = {0};
      boolean[] failed = {false};
      String[] plain = {json};
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      try (JsonParser parser = TurnJson.parser(bytes, bytes.length)) {
        parser.nextToken();
        TurnJson.members(
            parser,
            key -> {
              boolean text = parser.hasToken(JsonToken.VALUE_STRING);
              boolean error = key.equals("error");
              boolean empty = error && text && parser.getTextLength() == 0;
              if (empty || parser.hasToken(JsonToken.VALUE_NULL)) {
                return;
              }
              members[0]++;
              failed[0] |= error;
              if (text && (error || key.equals("output") || key.equals("result"))) {
                plain[0] = parser.getText();
              }
              parser.skipChildren();
            });
      }
      return new Response(members[0] == 1 ? plain[0] : json, failed[0]);
    }
  }
}
