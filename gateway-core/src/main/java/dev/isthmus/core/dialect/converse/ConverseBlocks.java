package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.ToolArguments;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes single blocks: objects of one member that says what they are. */
final class ConverseBlocks {
  /** The only lifetime of a kept prefix that must be asked for. */
  private static final String LONG_LIFETIME = "1h";

  private static final Text FAILED = new Text("The tool failed.");

  private final JsonGenerator json;
  private final Losses losses;
  private final ConverseMedia media;
  private int unnamedCalls;

  /** Borrows {@code out}, which {@code json} writes to. */
  ConverseBlocks(JsonGenerator json, ByteBuf out, Losses losses) {
    this.json = json;
    this.losses = losses;
    this.media = new ConverseMedia(json, out, losses);
  }

  /** Whether the thought is one that may be shown to the model again. */
  static boolean isSigned(Reasoning reasoning) {
    Signature signature = reasoning.signature();
    return signature != null && ConverseIssuer.ANTHROPIC.issued(signature);
  }

  /** {@code event} is one of those that a message holds; thoughts are signed. */
  void write(TurnEvent event) throws IOException {
    json.writeStartObject();
    if (event instanceof Text text) {
      json.writeStringField("text", text.text());
    } else if (event instanceof Media part) {
      media.write(part);
    } else if (event instanceof ToolCall call) {
      call(call);
    } else if (event instanceof ToolResult result) {
      result(result);
    } else if (event instanceof Reasoning reasoning && reasoning.signature() != null) {
      reasoning(reasoning.text(), reasoning.signature());
    } else if (event instanceof CacheMark mark) {
      cachePoint(json, mark);
    }
    json.writeEndObject();
  }

  /** Writes the member of a block, or of a tool's place, that asks to keep what went before. */
  static void cachePoint(JsonGenerator json, CacheMark mark) throws IOException {
    json.writeObjectFieldStart("cachePoint");
    json.writeStringField("type", "default");
    if (LONG_LIFETIME.equals(mark.lifetime())) {
      json.writeStringField("ttl", LONG_LIFETIME);
    }
    json.writeEndObject();
  }

  private void call(ToolCall call) throws IOException {
    json.writeObjectFieldStart("toolUse");
    json.writeStringField("toolUseId", id(call.id()));
    json.writeStringField("name", call.name());
    json.writeFieldName("input");
    ToolArguments.write(json, call.arguments(), losses);
    json.writeEndObject();
  }

  private String id(@Nullable String id) {
    return id == null ? "unnamed_" + unnamedCalls++ : ConverseToolId.of(id);
  }

  private void result(ToolResult result) throws IOException {
    json.writeObjectFieldStart("toolResult");
    json.writeStringField("toolUseId", ConverseToolId.of(result.callId()));
    json.writeArrayFieldStart("content");
    boolean said = false;
    for (TurnEvent part : result.content()) {
      if (!(part instanceof Text text && text.text().isBlank())) {
        write(part);
        said = true;
      }
    }
    if (!said && result.failed()) {
      write(FAILED); // a failure without content is refused
    }
    json.writeEndArray();
    if (result.failed()) {
      json.writeStringField("status", "error");
    }
    json.writeEndObject();
  }

  private void reasoning(String text, Signature signature) throws IOException {
    json.writeObjectFieldStart("reasoningContent");
    if (ConverseIssuer.ANTHROPIC.isRedacted(signature)) {
      json.writeStringField("redactedContent", signature.value());
    } else {
      json.writeObjectFieldStart("reasoningText");
      json.writeStringField("text", text);
      json.writeStringField("signature", signature.value());
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
