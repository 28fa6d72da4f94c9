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
import io.netty.buffer.Unpooled;
import java.io.IOException;

/** Writes an answer as one message, when all of it is known. */
final class MessagesTurnDocumentWriter implements AnswerWriter {
  private final AnswerContext context;
  private final MessagesTurnPieces pieces = new MessagesTurnPieces();
  private Usage usage = Usage.NONE;
  private Stop stop = new Stop(StopReason.END);
  private ByteBuf out = Unpooled.EMPTY_BUFFER;

  MessagesTurnDocumentWriter(AnswerContext context) {
    this.context = context;
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.Metered metered) {
      usage = metered.usage();
    } else if (event instanceof Stop why) {
      stop = why;
    } else {
      pieces.on(event);
    }
  }

  @Override
  public void finish() throws IOException {
    ByteBuf to = context.allocator().buffer();
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(to)) {
      write(json);
      whole = true;
    } finally {
      if (!whole) {
        to.release();
      }
    }
    out = to;
  }

  @Override
  public ByteBuf take() {
    ByteBuf taken = out;
    out = Unpooled.EMPTY_BUFFER;
    return taken;
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    MessagesTurnJson.head(json, context);
    json.writeArrayFieldStart("content");
    for (MessagesTurnPiece piece = pieces.first(); piece != null; piece = pieces.first()) {
      MessagesTurnJson.block(json, piece, context.toolCallIds());
      pieces.remove();
    }
    json.writeEndArray();
    MessagesTurnJson.stop(json, stop, pieces.called());
    MessagesTurnJson.usage(json, usage);
    json.writeEndObject();
  }
}
