package dev.isthmus.core.dialect.responses;

import dev.isthmus.core.dialect.responses.ResponsesOutputItem.Status;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Writes an answer as named events: the response twice at its beginning, the items as they come,
 * and at the end the response again, whole. The last event waits for usage; no end mark follows it.
 */
final class ResponsesStreamWriter implements AnswerWriter {
  private final ResponsesEvents events;
  private final ResponsesAnswer answer;
  private boolean begun;

  ResponsesStreamWriter(AnswerContext context) {
    this.events = new ResponsesEvents(context.allocator());
    this.answer = new ResponsesAnswer(context, new ResponsesItemEvents(events));
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    begin();
    answer.on(event);
  }

  @Override
  public void finish() throws IOException {
    begin();
    answer.finish();
    response(answer.status() == Status.INCOMPLETE ? "response.incomplete" : "response.completed");
  }

  @Override
  public ByteBuf take() {
    return events.take();
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      response("response.created");
      response("response.in_progress");
    }
  }

  private void response(String type) throws IOException {
    events.event(
        type,
        json -> {
          json.writeFieldName("response");
          answer.write(json);
        });
  }
}
