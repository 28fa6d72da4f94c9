package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as chunks: of each choice the role once, then deltas as they come. The signature
 * of its thoughts, finish reasons, usage and the end mark wait for the end, because only then is
 * nothing left to come.
 */
final class ChatTurnStreamWriter implements AnswerWriter {
  private final AnswerContext context;
  private final Map<Integer, ChatTurnStreamChoice> choices = new TreeMap<>();
  private ChatTurnStreamChoice current;
  private @Nullable Usage usage;
  private @Nullable ByteBuf out;

  ChatTurnStreamWriter(AnswerContext context) {
    this.context = context;
    this.current = new ChatTurnStreamChoice(0, context.toolCallIds());
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.Speaker speaker) {
      begin(speaker.choice());
    } else if (event instanceof TurnEvent.Metered metered) {
      usage = metered.usage();
    } else if (event instanceof TurnEvent.Stop stop) {
      current.stop(stop.reason());
    } else if (event instanceof TurnEvent.Logprobs logprobs) {
      chunk(json -> current.write(json, null, logprobs.tokens(), null));
    } else {
      say(event);
    }
  }

  @Override
  public void finish() throws IOException {
    for (ChatTurnStreamChoice choice : choices.values()) {
      Signature signature = choice.signature();
      if (signature != null) {
        Piece proof = json -> ChatTurnSignature.write(json, signature);
        chunk(json -> choice.write(json, proof, null, null));
      }
      chunk(json -> choice.write(json, null, null, choice.finishReason()));
    }
    if (context.includeUsage()) {
      event(this::usageChunk);
    }
    ByteBufUtil.writeAscii(out(), "data: [DONE]\n\n");
  }

  @Override
  public ByteBuf take() {
    ByteBuf taken = out;
    out = null;
    return taken == null ? Unpooled.EMPTY_BUFFER : taken;
  }

  private void say(TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.Reasoning reasoning) {
      current.think(reasoning);
    }
    if (current.hasDelta(event)) {
      delta(json -> current.delta(json, event));
    }
  }

  private void begin(int index) throws IOException {
    ChatTurnStreamChoice known = choices.get(index);
    if (known != null) {
      current = known;
      return;
    }
    current = new ChatTurnStreamChoice(index, context.toolCallIds());
    choices.put(index, current);
    delta(ChatTurnStreamChoice::role);
  }

  private void delta(Piece piece) throws IOException {
    chunk(json -> current.write(json, piece, null, null));
  }

  private void chunk(Piece choice) throws IOException {
    event(
        json -> {
          json.writeArrayFieldStart("choices");
          choice.write(json);
          json.writeEndArray();
          if (context.includeUsage()) {
            json.writeNullField("usage");
          }
        });
  }

  private void usageChunk(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("choices");
    json.writeEndArray();
    ChatTurnJson.usage(json, usage == null ? Usage.NONE : usage);
  }

  /** Writes one event, or nothing: a broken one never reaches the caller. */
  private void event(Piece members) throws IOException {
    ByteBuf to = out();
    int start = to.writerIndex();
    ByteBufUtil.writeAscii(to, "data: ");
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(to)) {
      json.writeStartObject();
      json.writeStringField("id", "chatcmpl-" + context.callId());
      json.writeStringField("object", "chat.completion.chunk");
      json.writeNumberField("created", context.createdEpochSeconds());
      json.writeStringField("model", context.modelName());
      members.write(json);
      json.writeEndObject();
      whole = true;
    } finally {
      if (!whole) {
        to.writerIndex(start);
      }
    }
    ByteBufUtil.writeAscii(to, "\n\n");
  }

  private ByteBuf out() {
    ByteBuf to = out;
    if (to == null) {
      to = context.allocator().buffer();
      out = to;
    }
    return to;
  }

  /** Writes some members of an object. */
  @FunctionalInterface
  interface Piece {
    void write(JsonGenerator json) throws IOException;
  }
}
