package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes single messages; one that says nothing is none. Content is a string wherever it can be, as
 * many servers know no other; where OpenAI's own models are meant, several texts stay several.
 * Thoughts are not sent back.
 */
final class ChatMessageWriter {
  /** Between texts that become one. */
  private static final String PARAGRAPH = "\n\n";

  /** Whose signatures travel in this dialect. */
  private static final String ISSUER = "google";

  private final JsonGenerator json;
  private final ChatModel model;
  private final ChatPartWriter parts;
  private final ChatCallIds ids;
  private boolean written;
  private boolean namesJson;

  ChatMessageWriter(JsonGenerator json, ChatModel model, ChatPartWriter parts, ChatCallIds ids) {
    this.ids = ids;
    this.json = json;
    this.model = model;
    this.parts = parts;
  }

  /** Whether any message was written. */
  boolean isWritten() {
    return written;
  }

  /** Whether any message names JSON. */
  boolean namesJson() {
    return namesJson;
  }

  void system(List<String> texts) throws IOException {
    if (!texts.isEmpty()) {
      open(model.instructor());
      content(texts.stream().map(Text::new).toList());
      json.writeEndObject();
    }
  }

  /** Texts and media, in order. */
  void user(List<TurnEvent> said) throws IOException {
    List<TurnEvent> content = said.stream().filter(ChatMessageWriter::isContent).toList();
    if (!content.isEmpty()) {
      open("user");
      content(content);
      json.writeEndObject();
    }
  }

  void assistant(List<TurnEvent> said) throws IOException {
    StringBuilder text = new StringBuilder();
    List<ToolCall> calls = new ArrayList<>();
    Signature signature = null;
    for (TurnEvent event : said) {
      if (event instanceof Text more) {
        text.append(more.text());
      } else if (event instanceof ToolCall call) {
        calls.add(call);
      } else if (event instanceof Reasoning reasoning) {
        signature = reasoning.signature() == null ? signature : reasoning.signature();
      } else if (event instanceof Media media) {
        parts.leaveOut(media);
      }
    }
    if (!text.isEmpty() || !calls.isEmpty()) {
      open("assistant");
      assistant(text.toString(), calls);
      sign(signature);
      json.writeEndObject();
    }
  }

  /** The text of a result; that it failed is left to the text, as this dialect has no mark. */
  void result(ToolResult result) throws IOException {
    String text = result.text();
    if (text.isEmpty() && result.failed()) {
      text = "The tool failed.";
    }
    open("tool");
    json.writeStringField("tool_call_id", ids.answered(result));
    text(text);
    json.writeEndObject();
  }

  private void assistant(String text, List<ToolCall> calls) throws IOException {
    if (text.isEmpty()) {
      json.writeNullField("content");
    } else {
      text(text);
    }
    if (calls.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("tool_calls");
    for (ToolCall call : calls) {
      json.writeStartObject();
      json.writeStringField("id", ids.called(call));
      json.writeStringField("type", "function");
      json.writeObjectFieldStart("function");
      json.writeStringField("name", call.name());
      json.writeStringField("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
      json.writeEndObject();
      sign(call.signature());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Only Google's models know signatures, and only their own; others refuse unknown members. */
  private void sign(@Nullable Signature signature) throws IOException {
    boolean understood =
        signature != null
            && signature.issuer().equals(ISSUER)
            && model.family() == ChatModel.Family.GEMINI;
    ChatTurnSignature.write(json, understood ? signature : null);
  }

  private void content(List<? extends TurnEvent> content) throws IOException {
    boolean texts = content.stream().allMatch(Text.class::isInstance);
    if (texts && (content.size() == 1 || !model.isOpenAi())) {
      text(
          content.stream()
              .map(event -> ((Text) event).text())
              .collect(Collectors.joining(PARAGRAPH)));
      return;
    }
    json.writeArrayFieldStart("content");
    for (TurnEvent event : content) {
      if (event instanceof Text text) {
        note(text.text());
      }
      parts.write(event);
    }
    json.writeEndArray();
  }

  private void text(String text) throws IOException {
    note(text);
    json.writeStringField("content", text);
  }

  private void note(String text) {
    namesJson =
        namesJson || text.contains("JSON") || text.contains("json") || text.contains("Json");
  }

  private void open(String role) throws IOException {
    written = true;
    json.writeStartObject();
    json.writeStringField("role", role);
  }

  private static boolean isContent(TurnEvent event) {
    return event instanceof Media || (event instanceof Text text && !text.text().isEmpty());
  }
}
