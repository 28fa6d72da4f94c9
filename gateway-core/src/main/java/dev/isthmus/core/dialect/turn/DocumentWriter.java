package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;

/** Writes an answer as one JSON document, when all of it is known. Threads: one. */
public abstract class DocumentWriter implements AnswerWriter {
  protected final AnswerContext context;
  private ByteBuf out = Unpooled.EMPTY_BUFFER;

  protected DocumentWriter(AnswerContext context) {
    this.context = context;
  }

  /** Writes the document; nothing more comes. */
  protected abstract void write(JsonGenerator json) throws IOException;

  @Override
  public final void finish() throws IOException {
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
  public final ByteBuf take() {
    ByteBuf taken = out;
    out = Unpooled.EMPTY_BUFFER;
    return taken;
  }
}
