package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One part of a content: one kind of data, and what is said about it. */
final class GeminiTurnPart {
  private static final String KINDS = "one of text, inlineData, fileData, functionCall, ";
  private static final String ONE_KIND = KINDS + "functionResponse";

  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private final String param;
  private final Data data = new Data();
  private boolean thought;
  private @Nullable Signature signature;

  GeminiTurnPart(JsonParser parser, ByteBuf body, Losses losses, String param) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
    this.param = param;
  }

  void read() throws IOException {
    TurnValues.object(
        parser, param, name -> readMember(GeminiTurnKey.camel(name), param + "." + name));
    if (data.kinds > 1 || (data.kinds == 0 && signature == null)) {
      throw TurnRefusal.invalid(param, ONE_KIND);
    }
  }

  private void readMember(String key, String path) throws IOException {
    switch (key) {
      case "text" -> data.text = known(TurnValues.text(parser, path));
      case "inlineData" -> data.media = known(media(path).readInline());
      case "fileData" -> data.media = known(media(path).readFile());
      case "functionCall" -> data.call = known(readCall(path));
      case "functionResponse" -> {
        GeminiTurnResult result = new GeminiTurnResult(parser, body, losses, path);
        result.read();
        data.result = known(result);
      }
      case "executableCode", "codeExecutionResult" -> throw Losses.unsupported(path);
      case "thought" -> thought = TurnValues.flag(parser, path);
      case "thoughtSignature" ->
          signature = GeminiTurnSignature.read(TurnValues.text(parser, path));
      default -> {
        losses.drop("contents.parts." + key);
        parser.skipChildren();
      }
    }
  }

  boolean isResult() {
    return data.result != null;
  }

  /** What a tool answered; {@code calls} knows which call it answers. */
  ToolResult result(GeminiTurnCalls calls) throws IOException {
    if (data.result == null) {
      throw TurnRefusal.invalid(param, "a functionResponse");
    }
    return data.result.event(calls);
  }

  /** Null where it is an empty text. */
  @Nullable TurnEvent saidByUser() throws IOException {
    if (data.media != null) {
      return data.media;
    }
    String text = textAlone();
    return text.isEmpty() ? null : new Text(text);
  }

  List<TurnEvent> saidByModel(GeminiTurnCalls calls) throws IOException {
    if (data.result != null) {
      throw TurnRefusal.invalid(param + ".functionResponse", "none in a content of the model");
    }
    if (data.media != null) {
      throw Losses.unsupported(param); // no other dialect takes a model's own pictures back
    }
    if (data.call != null) {
      return List.of(calls.made(data.call, signature));
    }
    String text = data.text == null ? "" : data.text;
    if (thought) {
      return List.of(new Reasoning(text, signature));
    }
    if (signature == null) {
      return text.isEmpty() ? List.of() : List.of(new Text(text));
    }
    Reasoning signed = new Reasoning("", signature);
    return text.isEmpty() ? List.of(signed) : List.of(signed, new Text(text));
  }

  /** The part's text, where nothing else may stand. */
  String textAlone() throws TurnRefusal {
    if (data.text == null || thought) {
      throw TurnRefusal.invalid(param, "text, or in a content of the user media");
    }
    return data.text;
  }

  private ToolCall readCall(String path) throws IOException {
    String[] names = {"", ""};
    String[] arguments = {"{}"};
    TurnValues.object(
        parser,
        path,
        key -> {
          switch (key) {
            case "name" -> names[0] = TurnValues.text(parser, path + ".name");
            case "id" -> names[1] = TurnValues.text(parser, path + ".id");
            case "args" -> arguments[0] = readObject(path + ".args");
            default -> {
              losses.drop("contents.parts.functionCall." + key);
              parser.skipChildren();
            }
          }
        });
    if (names[0].isEmpty()) {
      throw TurnRefusal.invalid(path + ".name", "a name");
    }
    return new ToolCall(names[1].isEmpty() ? null : names[1], names[0], arguments[0], null);
  }

  private String readObject(String path) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      throw TurnRefusal.invalid(path, "an object");
    }
    return TurnJson.compact(TurnJson.raw(parser, body));
  }

  private GeminiTurnMedia media(String path) {
    return new GeminiTurnMedia(parser, body, path);
  }

  private <T> T known(T value) {
    data.kinds++;
    return value;
  }

  /** The part's data: of all members one alone is set. */
  private static final class Data {
    private int kinds;
    private @Nullable String text;
    private @Nullable Media media;
    private @Nullable ToolCall call;
    private @Nullable GeminiTurnResult result;
  }
}
