package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.DocumentTranslator;
import dev.isthmus.core.dialect.turn.EmbeddingSide;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.Vectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes vectors as Google does. Numbers stay as their provider wrote them. Threads: one.
 *
 * <p>Shape: {@code predict} tells the tokens of each text, the other forms those of all; where only
 * a sum is known, texts of a {@code predict} have no figures of their own.
 */
final class GeminiEmbeddingDocument implements DocumentTranslator.Document, Vectors {
  private final GeminiEmbeddingForm form;
  private final EmbeddingSide provider;
  private final AnswerContext context;
  private final List<Vector> vectors = new ArrayList<>();
  private long tokens = -1;

  /** Where one stands, and what was counted of its own; −1 where that is not known. */
  private record Vector(int from, int to, long tokens, boolean cut) {}

  GeminiEmbeddingDocument(GeminiEmbeddingForm form, EmbeddingSide provider, AnswerContext context) {
    this.form = form;
    this.provider = provider;
    this.context = context;
  }

  @Override
  public void head(HeaderView headers) {
    tokens = provider.tokens(headers);
  }

  @Override
  public void on(byte[] answer, int from, int to) {
    vectors.add(new Vector(from, to, -1, false));
  }

  @Override
  public void counted(long counted, boolean cut) {
    int last = vectors.size() - 1;
    if (last >= 0) {
      vectors.set(last, new Vector(vectors.get(last).from, vectors.get(last).to, counted, cut));
    }
  }

  @Override
  public @Nullable Usage usage() {
    return tokens < 0 ? null : Usage.reported(tokens, 0, 0, 0, 0);
  }

  @Override
  public ByteBuf translate(byte[] answer, int length) throws IOException {
    tokens = Math.max(tokens, provider.read(answer, length, this));
    if (vectors.size() != context.asked().items()) {
      throw new JsonParseException(null, "as many vectors as texts were expected");
    }
    ByteBuf out = context.allocator().buffer(length);
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(out)) {
      json.writeStartObject();
      switch (form) {
        case EMBED -> {
          json.writeFieldName("embedding");
          write(json, out, answer, vectors.get(0));
        }
        case BATCH -> {
          json.writeArrayFieldStart("embeddings");
          for (Vector vector : vectors) {
            write(json, out, answer, vector);
          }
          json.writeEndArray();
        }
        case PREDICT -> predictions(json, out, answer);
      }
      usage(json);
      json.writeEndObject();
      json.flush();
      whole = true;
      return out;
    } finally {
      if (!whole) {
        out.release();
      }
    }
  }

  private void predictions(JsonGenerator json, ByteBuf out, byte[] answer) throws IOException {
    json.writeArrayFieldStart("predictions");
    for (Vector vector : vectors) {
      json.writeStartObject();
      json.writeFieldName("embeddings");
      write(json, out, answer, vector);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void write(JsonGenerator json, ByteBuf out, byte[] answer, Vector vector)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName("values");
    ByteBuf values = Unpooled.wrappedBuffer(answer, vector.from, vector.to - vector.from);
    TurnJson.written(json, out, values);
    long its = vector.tokens < 0 && vectors.size() == 1 ? tokens : vector.tokens;
    if (form == GeminiEmbeddingForm.PREDICT && its >= 0) {
      json.writeObjectFieldStart("statistics");
      json.writeNumberField("token_count", its);
      json.writeBooleanField("truncated", vector.cut);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void usage(JsonGenerator json) throws IOException {
    if (form != GeminiEmbeddingForm.PREDICT && tokens >= 0) {
      json.writeObjectFieldStart("usageMetadata");
      json.writeNumberField("promptTokenCount", tokens);
      json.writeNumberField("totalTokenCount", tokens);
      json.writeEndObject();
    }
  }
}
