package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.ToolArguments;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes single blocks of content. */
final class ClaudeBlockWriter {
  private final JsonGenerator json;
  private final Losses losses;
  private final ClaudeMedia media;
  private final ClaudeCallIds ids = new ClaudeCallIds();

  /** Borrows {@code out}, which {@code json} writes to. */
  ClaudeBlockWriter(JsonGenerator json, ByteBuf out, Losses losses) {
    this.json = json;
    this.losses = losses;
    this.media = new ClaudeMedia(json, out, losses);
  }

  void write(TurnEvent block, @Nullable CacheMark mark) throws IOException {
    json.writeStartObject();
    if (block instanceof Text text) {
      writeText(text.text());
    } else if (block instanceof SystemText text) {
      writeText(text.text());
    } else if (block instanceof Media shown) {
      media.write(shown);
    } else if (block instanceof ToolCall call) {
      writeCall(call);
    } else if (block instanceof ToolResult result) {
      writeResult(result);
    } else if (block instanceof Reasoning reasoning) {
      writeThought(reasoning);
    }
    writeMark(json, mark);
    json.writeEndObject();
  }

  /** Writes the member that asks for what was said so far to be kept. */
  static void writeMark(JsonGenerator json, @Nullable CacheMark mark) throws IOException {
    if (mark == null) {
      return;
    }
    json.writeObjectFieldStart("cache_control");
    json.writeStringField("type", "ephemeral");
    if (mark.lifetime() != null) {
      json.writeStringField("ttl", mark.lifetime());
    }
    json.writeEndObject();
  }

  private void writeText(String text) throws IOException {
    json.writeStringField("type", "text");
    json.writeStringField("text", text);
  }

  private void writeThought(Reasoning reasoning) throws IOException {
    Signature signature = reasoning.signature();
    if (signature == null) {
      throw new IllegalArgumentException("reasoning: no signature (expected: one of Claude's)");
    }
    if (ClaudeSignature.isRedacted(signature)) {
      json.writeStringField("type", "redacted_thinking");
      json.writeStringField("data", signature.value());
    } else {
      json.writeStringField("type", "thinking");
      json.writeStringField("thinking", reasoning.text());
      json.writeStringField("signature", signature.value());
    }
  }

  private void writeCall(ToolCall call) throws IOException {
    json.writeStringField("type", "tool_use");
    json.writeStringField("id", ids.of(call));
    json.writeStringField("name", call.name());
    json.writeFieldName("input");
    ToolArguments.write(json, call.arguments(), losses);
  }

  private void writeResult(ToolResult result) throws IOException {
    json.writeStringField("type", "tool_result");
    json.writeStringField("tool_use_id", ids.of(result));
    writeResultContent(result.content());
    if (result.failed()) {
      json.writeBooleanField("is_error", true);
    }
  }

  /** One text stands alone; a tool that said nothing has no content. */
  private void writeResultContent(List<TurnEvent> content) throws IOException {
    List<TurnEvent> said = content.stream().filter(ClaudeBlockWriter::saysSomething).toList();
    if (said.isEmpty()) {
      return;
    }
    if (said.size() == 1 && said.get(0) instanceof Text text) {
      json.writeStringField("content", text.text());
      return;
    }
    json.writeArrayFieldStart("content");
    for (TurnEvent part : said) {
      write(part, null);
    }
    json.writeEndArray();
  }

  private static boolean saysSomething(TurnEvent part) {
    return !(part instanceof Text text) || !text.text().isBlank();
  }
}
