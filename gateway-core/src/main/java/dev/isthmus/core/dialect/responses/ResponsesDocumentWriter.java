package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;

/** Writes an answer as one response object, when all of it is known. */
final class ResponsesDocumentWriter implements AnswerWriter {
  private static final ResponsesOutput.Watcher NOBODY = new Nobody();

  private final AnswerContext context;
  private final ResponsesAnswer answer;
  private ByteBuf out = Unpooled.EMPTY_BUFFER;

  ResponsesDocumentWriter(AnswerContext context) {
    this.context = context;
    this.answer = new ResponsesAnswer(context, NOBODY);
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    answer.on(event);
  }

  @Override
  public void finish() throws IOException {
    answer.finish();
    ByteBuf to = context.allocator().buffer();
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(to)) {
      answer.write(json);
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
