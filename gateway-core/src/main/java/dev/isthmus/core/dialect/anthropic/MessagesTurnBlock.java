package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSink;
import dev.isthmus.core.dialect.turn.TurnValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One block of content, held until it is whole, because its type may come last. */
final class MessagesTurnBlock {
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]+");

  private final MessagesTurnBody body;
  private final String param;
  private final Map<String, String> texts = new HashMap<>();
  private List<MessagesTurnBlock> content = List.of();
  private @Nullable String input;
  private boolean failed;
  private @Nullable MessagesTurnSource source;
  private @Nullable CacheMark cacheMark;

  private MessagesTurnBlock(MessagesTurnBody body, String param) {
    this.body = body;
    this.param = param;
  }

  /** Reads content: an array of blocks, or a string, which is short for one block of text. */
  static List<MessagesTurnBlock> all(MessagesTurnBody body, String param) throws IOException {
    List<MessagesTurnBlock> blocks = new ArrayList<>();
    JsonParser parser = body.parser();
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      if (!parser.getText().isEmpty()) {
        MessagesTurnBlock block = new MessagesTurnBlock(body, param);
        block.texts.put("type", "text");
        block.texts.put("text", parser.getText());
        blocks.add(block);
      }
      return blocks;
    }
    TurnValues.array(
        parser,
        param,
        path -> {
          body.countBlock(path);
          MessagesTurnBlock block = new MessagesTurnBlock(body, path);
          TurnValues.object(parser, path, block::readMember);
          block.text("type");
          blocks.add(block);
        });
    return blocks;
  }

  String param() {
    return param;
  }

  String type() {
    return optional("type");
  }

  /** A text, empty where it is missing. */
  String optional(String key) {
    return texts.getOrDefault(key, "");
  }

  /** A text that must be there. */
  String text(String key) throws TurnRefusal {
    String text = texts.get(key);
    if (text == null) {
      throw TurnRefusal.invalid(param + "." + key, "a string");
    }
    return text;
  }

  /** The id of a tool's use. */
  String id(String key) throws TurnRefusal {
    String id = text(key);
    if (!ID.matcher(id).matches()) {
      throw TurnRefusal.invalid(param + "." + key, "letters, digits, _ and -");
    }
    return id;
  }

  /** What a tool is to be called with, as the model wrote it. */
  String input() throws TurnRefusal {
    if (input == null) {
      throw TurnRefusal.invalid(param + ".input", "an object");
    }
    return TurnJson.compact(input);
  }

  boolean failed() {
    return failed;
  }

  /** What a tool answered. */
  List<TurnEvent> result() throws IOException {
    List<TurnEvent> said = new ArrayList<>();
    for (MessagesTurnBlock block : content) {
      block.require(
          "text, image, document or search_result", "text", "image", "document", "search_result");
      block.say(said::add);
    }
    return said;
  }

  /** Requires a type that is one of {@code types}; {@code expected} says them in words. */
  void require(String expected, String... types) throws TurnRefusal {
    if (!List.of(types).contains(type())) {
      throw TurnRefusal.invalid(param + ".type", expected);
    }
  }

  /** Says what users say: texts, images and documents. */
  void say(TurnSink sink) throws IOException {
    switch (type()) {
      case "text" -> sink.on(new Text(filled("text")));
      case "image" -> sink.on(source().image());
      case "document" -> source().sayDocument(optional("title"), optional("context"), sink);
      case "search_result" -> sayFound(sink);
      default -> throw new IllegalStateException("type: " + type() + " (expected: one to be said)");
    }
  }

  /** The mark after this block, or after the last one inside it. */
  @Nullable CacheMark cacheMark() {
    CacheMark mark = cacheMark;
    for (MessagesTurnBlock inner : content) {
      mark = mark == null ? inner.cacheMark() : mark;
    }
    return mark;
  }

  /** A text that must be there and say something. */
  String filled(String key) throws TurnRefusal {
    String text = text(key);
    if (text.isEmpty()) {
      throw TurnRefusal.invalid(param + "." + key, "text that is not empty");
    }
    return text;
  }

  private void sayFound(TurnSink sink) throws IOException {
    body.losses().reshape("messages.content.search_result", "becomes text of the message");
    sink.on(new Text(filled("title") + "\n" + filled("source") + "\n"));
    for (MessagesTurnBlock block : content) {
      block.require("text", "text");
      block.say(sink);
    }
  }

  private MessagesTurnSource source() throws TurnRefusal {
    if (source == null) {
      throw TurnRefusal.invalid(param + ".source", "an object");
    }
    return source;
  }

  private void readMember(String key) throws IOException {
    String path = param + "." + key;
    switch (key) {
      case "type" -> texts.put(key, known(body.text(path), path));
      case "text", "thinking", "signature", "data", "id", "name", "tool_use_id" ->
          texts.put(key, body.text(path));
      case "title", "context" -> texts.put(key, body.text(path));
      case "input" -> input = body.rawObject(path);
      case "content" -> content = all(body, path);
      case "is_error" -> failed = TurnValues.flag(body.parser(), path);
      case "source" -> readSource(path);
      case "cache_control" -> cacheMark = body.cacheMark(path);
      case "citations" -> readCitations();
      case "caller" -> body.parser().skipChildren(); // SDKs send it back as it came
      default -> body.drop("messages.content." + key);
    }
  }

  private void readSource(String path) throws IOException {
    if (body.parser().hasToken(JsonToken.VALUE_STRING)) {
      texts.put("source", body.parser().getText());
    } else {
      source = new MessagesTurnSource(body, path).read();
    }
  }

  /** Of a document: whether it may be cited; of a text: what it cites. */
  private void readCitations() throws IOException {
    String asked = body.raw();
    if (!asked.equals("[]") && !asked.equals("{}") && !asked.equals("{\"enabled\":false}")) {
      body.losses().drop("messages.content.citations");
    }
  }

  /** What Anthropic's own tools did can be told to nobody else. */
  private static String known(String type, String path) throws TurnRefusal {
    return switch (type) {
      case "text",
          "image",
          "document",
          "search_result",
          "tool_use",
          "tool_result",
          "thinking",
          "redacted_thinking" ->
          type;
      case "server_tool_use", "mcp_tool_use", "container_upload", "tool_reference", "compaction" ->
          throw Losses.unsupported(path);
      default -> {
        if (type.endsWith("_tool_result")) {
          throw Losses.unsupported(path);
        }
        throw TurnRefusal.invalid(
            path,
            "text, image, document, search_result, tool_use, tool_result, thinking"
                + " or redacted_thinking");
      }
    };
  }
}
