package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.DocumentTranslator;
import dev.isthmus.core.dialect.turn.EmbeddingSide;
import dev.isthmus.core.dialect.turn.TurnJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes vectors as OpenAI does. Threads: one. */
final class EmbeddingDocument implements DocumentTranslator.Document {
  private static final int FIRST_DIMENSIONS = 1024;

  private final EmbeddingSide provider;
  private final AnswerContext context;
  private long tokens = -1;
  private int vectors;

  EmbeddingDocument(EmbeddingSide provider, AnswerContext context) {
    this.provider = provider;
    this.context = context;
  }

  @Override
  public void head(HeaderView headers) {
    tokens = provider.tokens(headers);
  }

  @Override
  public ByteBuf translate(byte[] answer, int length) throws IOException {
    ByteBuf out = context.allocator().buffer(length);
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(out)) {
      write(json, out, answer, length);
      whole = true;
      return out;
    } finally {
      if (!whole) {
        out.release();
      }
    }
  }

  @Override
  public @Nullable Usage usage() {
    return tokens < 0 ? null : Usage.reported(tokens, 0, 0, 0, 0);
  }

  private void write(JsonGenerator json, ByteBuf out, byte[] answer, int length)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("object", "list");
    json.writeArrayFieldStart("data");
    long counted =
        provider.read(
            answer,
            length,
            (from, start, end) -> {
              json.writeStartObject();
              json.writeStringField("object", "embedding");
              json.writeNumberField("index", vectors++);
              json.writeFieldName("embedding");
              if (context.asked().base64()) {
                json.writeString(packed(from, start, end));
              } else {
                copy(json, out, from, start, end);
              }
              json.writeEndObject();
            });
    if (vectors != context.asked().items()) {
      throw new JsonParseException(null, "as many vectors as texts were expected");
    }
    json.writeEndArray();
    json.writeStringField("model", context.modelName());
    tokens = Math.max(tokens, counted);
    if (tokens >= 0) {
      json.writeObjectFieldStart("usage");
      json.writeNumberField("prompt_tokens", tokens);
      json.writeNumberField("total_tokens", tokens);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** The numbers as they were written, without the white space between them. */
  private static void copy(JsonGenerator json, ByteBuf out, byte[] from, int start, int end)
      throws IOException {
    TurnJson.written(json, out, Unpooled.EMPTY_BUFFER);
    for (int i = start; i < end; i++) {
      if (from[i] > ' ') {
        out.writeByte(from[i]);
      }
    }
  }

  /** Floats of four bytes, the lowest first, as base64; each is read once from its decimal form. */
  private static String packed(byte[] from, int start, int end) throws IOException {
    byte[] array = Arrays.copyOfRange(from, start, end);
    ByteBuffer floats = room(FIRST_DIMENSIONS);
    try (JsonParser parser = TurnJson.parser(array, array.length)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (!floats.hasRemaining()) {
          floats = room(floats.capacity() / Float.BYTES * 2).put(floats.flip());
        }
        floats.putFloat(Float.parseFloat(parser.getText()));
      }
    }
    byte[] packed = new byte[floats.flip().remaining()];
    floats.get(packed);
    return Base64.getEncoder().encodeToString(packed);
  }

  private static ByteBuffer room(int dimensions) {
    return ByteBuffer.allocate(dimensions * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
