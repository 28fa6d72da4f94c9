package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.TurnJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Frames the events of one stream, and counts them. Threads: one. */
final class ResponsesEvents {
  private final ByteBufAllocator allocator;
  private @Nullable ByteBuf out;
  private int sequence;

  ResponsesEvents(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Writes some members of an object. */
  @FunctionalInterface
  interface Piece {
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes one event, or nothing: a broken one never reaches the caller. */
  void event(String type, Piece members) throws IOException {
    ByteBuf to = out();
    int start = to.writerIndex();
    ByteBufUtil.writeAscii(to, "event: " + type + "\ndata: ");
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(to)) {
      json.writeStartObject();
      json.writeStringField("type", type);
      json.writeNumberField("sequence_number", sequence);
      members.write(json);
      json.writeEndObject();
      whole = true;
    } finally {
      if (!whole) {
        to.writerIndex(start);
      }
    }
    ByteBufUtil.writeAscii(to, "\n\n");
    sequence++;
  }

  /** What was written since the last time, maybe empty; the caller owns the result. */
  ByteBuf take() {
    ByteBuf taken = out;
    out = null;
    return taken == null ? Unpooled.EMPTY_BUFFER : taken;
  }

  private ByteBuf out() {
    ByteBuf to = out;
    if (to == null) {
      to = allocator.buffer();
      out = to;
    }
    return to;
  }
}
