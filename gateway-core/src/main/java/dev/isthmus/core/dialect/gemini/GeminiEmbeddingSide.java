package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.EmbeddingRequest;
import dev.isthmus.core.dialect.turn.EmbeddingSide;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.Vectors;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Locale;

/**
 * Google's embeddings in both of their forms: {@code predict} takes many texts, {@code
 * embedContent} one. A text that is too long is an error in both, as it is at OpenAI, and is not
 * cut.
 */
public final class GeminiEmbeddingSide implements EmbeddingSide {
  private static final String PREDICT = "predict";
  private static final String EMBED_CONTENT = "embedContent";

  /** Whether {@code model} makes vectors; all such models say so in their names. */
  public static boolean isEmbedding(String model) {
    return model.toLowerCase(Locale.ROOT).contains("embedding");
  }

  /** The method that {@code model} is asked by. */
  public static String method(String model) {
    return model.startsWith("gemini-embedding-2") ? EMBED_CONTENT : PREDICT;
  }

  @Override
  public String name() {
    return "gemini";
  }

  @Override
  public void write(EmbeddingRequest request, Target target, JsonGenerator json, ByteBuf out)
      throws IOException {
    json.writeStartObject();
    if (method(target.model()).equals(EMBED_CONTENT)) {
      json.writeObjectFieldStart("content");
      json.writeArrayFieldStart("parts");
      writeText("text", request.text(), json, out);
      json.writeEndArray();
      json.writeEndObject();
      writeSettings("embedContentConfig", request, json);
    } else {
      json.writeArrayFieldStart("instances");
      for (ByteBuf text : request.texts()) {
        writeText("content", text, json, out);
      }
      json.writeEndArray();
      writeSettings("parameters", request, json);
    }
    json.writeEndObject();
  }

  private static void writeText(String name, ByteBuf text, JsonGenerator json, ByteBuf out)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName(name);
    TurnJson.written(json, out, text);
    json.writeEndObject();
  }

  private static void writeSettings(String name, EmbeddingRequest request, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeBooleanField("autoTruncate", false);
    if (request.dimensions() > 0) {
      json.writeNumberField("outputDimensionality", request.dimensions());
    }
    json.writeEndObject();
  }

  @Override
  public long read(byte[] answer, int length, Vectors to) throws IOException {
    try (JsonParser parser = TurnJson.parser(answer, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "no answer object");
      }
      Reading reading = new Reading(parser, answer, to);
      TurnJson.members(parser, reading::member);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
      return reading.tokens;
    }
  }

  /** One answer of either form under way. */
  private static final class Reading {
    private final JsonParser parser;
    private final byte[] answer;
    private final Vectors to;
    private long tokens = -1;

    Reading(JsonParser parser, byte[] answer, Vectors to) {
      this.parser = parser;
      this.answer = answer;
      this.to = to;
    }

    void member(String name) throws IOException {
      switch (name) {
        case "predictions" -> predictions();
        case "embedding", "embeddings" -> object(this::embedding);
        case "usageMetadata" -> object(this::usage);
        default -> parser.skipChildren();
      }
    }

    private void predictions() throws IOException {
      if (!parser.isExpectedStartArrayToken()) {
        throw new JsonParseException(parser, "no predictions");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        object(this::member);
      }
    }

    private void embedding(String name) throws IOException {
      switch (name) {
        case "values" -> to.read(parser, answer);
        case "statistics" -> object(this::usage);
        default -> parser.skipChildren();
      }
    }

    private void usage(String name) throws IOException {
      if (name.equals("token_count") || name.equals("promptTokenCount")) {
        tokens = Math.max(0, tokens) + Math.max(0, parser.getValueAsInt());
      }
      parser.skipChildren();
    }

    private void object(TurnJson.Value member) throws IOException {
      if (!parser.isExpectedStartObjectToken()) {
        throw new JsonParseException(parser, "no object");
      }
      TurnJson.members(parser, member);
    }
  }
}
