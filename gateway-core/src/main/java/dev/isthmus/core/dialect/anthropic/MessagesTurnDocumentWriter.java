package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.DocumentWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Stop;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import java.io.IOException;

/** Writes an answer as one message, when all of it is known. */
final class MessagesTurnDocumentWriter extends DocumentWriter {
  private final MessagesTurnPieces pieces = new MessagesTurnPieces();
  private Usage usage = Usage.NONE;
  private Stop stop = new Stop(StopReason.END);

  MessagesTurnDocumentWriter(AnswerContext context) {
    super(context);
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
  protected void write(JsonGenerator json) throws IOException {
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
