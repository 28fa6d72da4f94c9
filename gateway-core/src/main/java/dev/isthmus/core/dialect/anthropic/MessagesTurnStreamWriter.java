package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Stop;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import dev.isthmus.core.dialect.turn.TurnJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as named events. One block is open at a time, and its deltas leave as they come;
 * what belongs to later blocks waits for its turn. The stop reason and the usage wait for the end,
 * because only then is nothing left to come.
 */
final class MessagesTurnStreamWriter implements AnswerWriter {
  private final AnswerContext context;
  private final MessagesTurnPieces pieces = new MessagesTurnPieces();
  private final Open open = new Open();
  private Usage usage = Usage.NONE;
  private @Nullable Stop stop;
  private boolean begun;
  private @Nullable ByteBuf out;

  MessagesTurnStreamWriter(AnswerContext context) {
    this.context = context;
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.Metered metered) {
      usage = metered.usage();
      return;
    }
    begin();
    if (event instanceof Stop why) {
      stop = why;
    } else {
      pieces.on(event);
    }
    writePieces(stop != null);
  }

  @Override
  public void finish() throws IOException {
    begin();
    writePieces(true);
    Stop why = stop == null ? new Stop(StopReason.END) : stop;
    event(
        "message_delta",
        json -> {
          json.writeObjectFieldStart("delta");
          MessagesTurnJson.stop(json, why, pieces.called());
          json.writeEndObject();
          MessagesTurnJson.usage(json, usage);
        });
    event("message_stop", json -> {});
  }

  @Override
  public ByteBuf take() {
    ByteBuf taken = out;
    out = null;
    return taken == null ? Unpooled.EMPTY_BUFFER : taken;
  }

  /** What the prompt cost is mostly not known yet: the last usage says it. */
  private void begin() throws IOException {
    if (begun) {
      return;
    }
    begun = true;
    event(
        "message_start",
        json -> {
          json.writeObjectFieldStart("message");
          MessagesTurnJson.head(json, context);
          json.writeArrayFieldStart("content");
          json.writeEndArray();
          MessagesTurnJson.stop(json, null, false);
          MessagesTurnJson.usage(json, usage);
          json.writeEndObject();
        });
  }

  /** Writes what can be, from the front; a block is closed once nothing can be added to it. */
  private void writePieces(boolean ended) throws IOException {
    for (MessagesTurnPiece piece = pieces.first(); piece != null; piece = pieces.first()) {
      open.write(piece);
      boolean over = ended || piece.isWhole() || (pieces.hasSecond() && piece.isComplete());
      if (!over) {
        return;
      }
      open.close(piece);
      pieces.remove();
    }
  }

  /** Writes one event, or nothing: a broken one never reaches the caller. */
  private void event(String type, Members members) throws IOException {
    ByteBuf to = out();
    int start = to.writerIndex();
    ByteBufUtil.writeAscii(to, "event: " + type + "\ndata: ");
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(to)) {
      json.writeStartObject();
      json.writeStringField("type", type);
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
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  /** The block that is open, or the next one to be. */
  private final class Open {
    private int index;
    private boolean started;

    /** Characters of the block's text that left. */
    private int sent;

    void write(MessagesTurnPiece piece) throws IOException {
      if (!started) {
        started = true;
        blockEvent(
            "content_block_start",
            json -> MessagesTurnJson.begun(json, piece, context.toolCallIds()));
        sent = piece.kind() == MessagesTurnPiece.Kind.REDACTED_THINKING ? piece.text().length() : 0;
      }
      if (piece.text().length() > sent) {
        delta(piece);
        sent = piece.text().length();
        if (piece.kind() != MessagesTurnPiece.Kind.TOOL_USE) {
          pieces.forgetText();
          sent = 0;
        }
      }
    }

    void close(MessagesTurnPiece piece) throws IOException {
      if (!piece.signature().isEmpty()) {
        delta("signature_delta", "signature", piece.signature());
      }
      blockEvent("content_block_stop", json -> {});
      index++;
      started = false;
    }

    private void delta(MessagesTurnPiece piece) throws IOException {
      String more = piece.text().substring(sent);
      switch (piece.kind()) {
        case TEXT -> delta("text_delta", "text", more);
        case THINKING -> delta("thinking_delta", "thinking", more);
        default -> delta("input_json_delta", "partial_json", more);
      }
    }

    private void delta(String type, String member, String value) throws IOException {
      blockEvent(
          "content_block_delta",
          json -> {
            json.writeObjectFieldStart("delta");
            json.writeStringField("type", type);
            json.writeStringField(member, value);
            json.writeEndObject();
          });
    }

    private void blockEvent(String type, Members members) throws IOException {
      event(
          type,
          json -> {
            json.writeNumberField("index", index);
            members.write(json);
          });
    }
  }
}
