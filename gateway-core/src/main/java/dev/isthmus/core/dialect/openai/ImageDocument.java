package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.DocumentTranslator;
import dev.isthmus.core.dialect.turn.ImageSide;
import dev.isthmus.core.dialect.turn.TurnJson;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes pictures as OpenAI does. Threads: one. */
final class ImageDocument implements DocumentTranslator.Document {
  private final ImageSide provider;
  private final AnswerContext context;
  private int pictures;
  private boolean answered;

  ImageDocument(ImageSide provider, AnswerContext context) {
    this.provider = provider;
    this.context = context;
  }

  @Override
  public ByteBuf translate(byte[] answer, int length) throws IOException {
    answered = true;
    ByteBuf out = context.allocator().buffer(length);
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("created", context.createdEpochSeconds());
      json.writeArrayFieldStart("data");
      provider.read(
          answer,
          length,
          base64 -> {
            pictures++;
            json.writeStartObject();
            json.writeFieldName("b64_json");
            TurnJson.quoted(json, out, base64);
            json.writeEndObject();
          });
      if (pictures != context.asked().items()) {
        throw new JsonParseException(null, "as many pictures as were asked for were expected");
      }
      json.writeEndArray();
      json.writeEndObject();
      whole = true;
      return out;
    } finally {
      if (!whole) {
        out.release();
      }
    }
  }

  /** Pictures are paid for by the piece: an answer costs its fee and no tokens. */
  @Override
  public @Nullable Usage usage() {
    return answered ? Usage.reported(0, 0, 0, 0, 0) : null;
  }
}
