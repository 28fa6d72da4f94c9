package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was said as contents that alternate between {@code user} and {@code model}:
 * neighbours of one role become one content, and a message without parts none.
 */
final class GeminiContents {
  private static final String USER = "user";
  private static final String MODEL = "model";

  private final JsonGenerator json;
  private final GeminiParts parts;

  /** Order in which the calls were made, by id; results are matched to calls by place alone. */
  private final Map<String, Integer> callOrder = new HashMap<>();

  private final List<ToolResult> results = new ArrayList<>();
  private int callCount;
  private String speaker = USER;
  private @Nullable String open;

  GeminiContents(JsonGenerator json, ByteBuf out, Losses losses, boolean wantsSignatures) {
    this.json = json;
    this.parts = new GeminiParts(json, out, losses, wantsSignatures);
  }

  void on(TurnEvent event) throws IOException {
    if (event instanceof ToolResult result) {
      results.add(result);
    } else if (event instanceof Speaker next) {
      if (next.role() != Role.TOOL) {
        writeResults();
      }
      speaker = next.role() == Role.ASSISTANT ? MODEL : USER;
      parts.beginMessage();
    } else if (event instanceof TurnEvent.Reasoning reasoning) {
      parts.keepSignature(reasoning);
    } else {
      writePart(event);
    }
  }

  /** Closes what is open; false where nothing was said. */
  boolean end() throws IOException {
    writeResults();
    if (open == null) {
      return false;
    }
    close();
    return true;
  }

  private void writePart(TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.Text text) {
      if (!text.text().isEmpty()) {
        open(speaker);
        parts.text(text.text());
      }
    } else if (event instanceof TurnEvent.Media media) {
      open(speaker);
      parts.media(media);
    } else if (event instanceof TurnEvent.ToolCall call) {
      open(speaker);
      if (call.id() != null) {
        callOrder.put(call.id(), callCount++);
      }
      parts.call(call);
    }
  }

  /** All results of one turn go into one content, in the order of their calls. */
  private void writeResults() throws IOException {
    if (results.isEmpty()) {
      return;
    }
    results.sort(Comparator.comparingInt(this::order));
    open(USER);
    for (ToolResult result : results) {
      parts.result(result);
    }
    results.clear();
  }

  private int order(ToolResult result) {
    return callOrder.getOrDefault(result.callId(), Integer.MAX_VALUE);
  }

  private void open(String role) throws IOException {
    if (role.equals(open)) {
      return;
    }
    if (open != null) {
      close();
    }
    json.writeStartObject();
    json.writeStringField("role", role);
    json.writeArrayFieldStart("parts");
    parts.beginContent();
    open = role;
  }

  private void close() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
  }
}
