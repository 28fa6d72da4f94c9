package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.DocumentWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import java.io.IOException;
import java.util.List;

/** Writes an answer as one response object, when all of it is known. */
final class ResponsesDocumentWriter extends DocumentWriter {
  private static final ResponsesOutput.Watcher NOBODY = new Nobody();

  private final ResponsesAnswer answer;

  ResponsesDocumentWriter(AnswerContext context) {
    super(context);
    this.answer = new ResponsesAnswer(context, NOBODY);
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    answer.on(event);
  }

  @Override
  protected void write(JsonGenerator json) throws IOException {
    answer.finish();
    answer.write(json);
  }

  /** What happens on the way to a plain answer is told to nobody. */
  private static final class Nobody implements ResponsesOutput.Watcher {
    @Override
    public void begun(ResponsesOutputItem item) {}

    @Override
    public void grown(ResponsesOutputItem item, String piece) {}

    @Override
    public void scored(ResponsesOutputItem item, List<ScoredToken> tokens) {}

    @Override
    public void ended(ResponsesOutputItem item) {}
  }
}
