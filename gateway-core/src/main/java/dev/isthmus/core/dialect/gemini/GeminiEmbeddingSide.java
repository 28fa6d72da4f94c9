package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.EmbeddingRequest;
import dev.isthmus.core.dialect.turn.EmbeddingSide;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.Vectors;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Locale;

/**
 * Google's embeddings in both of their forms: {@code predict} takes many texts, {@code
 * embedContent} one. For callers of OpenAI's dialect a text that is too long is an error in both,
 * as it is there, and is not cut.
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
  public void write(
      EmbeddingRequest request, Target target, Losses losses, JsonGenerator json, ByteBuf out)
      throws IOException {
    json.writeStartObject();
    if (method(target.model()).equals(EMBED_CONTENT)) {
      json.writeObjectFieldStart("content");
      json.writeArrayFieldStart("parts");
      EmbeddingRequest.Item item = request.one();
      json.writeStartObject();
      writeText("text", item.text(), json, out);
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeObjectFieldStart("embedContentConfig");
      writeTask("taskType", item, json, out);
      writeSettings(request, json);
    } else {
      json.writeArrayFieldStart("instances");
      for (EmbeddingRequest.Item item : request.items()) {
        json.writeStartObject();
        writeText("content", item.text(), json, out);
        writeTask("task_type", item, json, out);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("parameters");
      writeSettings(request, json);
    }
    json.writeEndObject();
  }

  private static void writeText(String name, ByteBuf text, JsonGenerator json, ByteBuf out)
      throws IOException {
    json.writeFieldName(name);
    TurnJson.written(json, out, text);
  }

  private static void writeTask(
      String name, EmbeddingRequest.Item item, JsonGenerator json, ByteBuf out) throws IOException {
    if (item.task() != null) {
      json.writeStringField(name, item.task());
    }
    if (item.title() != null) {
      writeText("title", item.title(), json, out);
    }
  }

  /** Ends the object that it writes to. */
  private static void writeSettings(EmbeddingRequest request, JsonGenerator json)
      throws IOException {
    if (request.overlong() != EmbeddingRequest.Overlong.UNSAID) {
      boolean cut = request.overlong() == EmbeddingRequest.Overlong.CUT;
      json.writeBooleanField("autoTruncate", cut);
    }
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
    private long itsTokens;
    private boolean itsCut;

    Reading(JsonParser parser, byte[] answer, Vectors to) {
      this.parser = parser;
      this.answer = answer;
      this.to = to;
    }

    void member(String name) throws IOException {
      switch (name) {
        case "predictions" -> predictions();
        case "embedding", "embeddings" -> embedding();
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

    private void embedding() throws IOException {
      itsTokens = -1;
      itsCut = false;
      object(this::embedding);
      if (itsTokens >= 0) {
        to.counted(itsTokens, itsCut);
      }
    }

    private void embedding(String name) throws IOException {
      switch (name) {
        case "values" -> to.read(parser, answer);
        case "statistics" -> object(this::statistic);
        default -> parser.skipChildren();
      }
    }

    private void statistic(String name) throws IOException {
      switch (name) {
        case "token_count" -> itsTokens = Math.max(0, parser.getValueAsInt());
        case "truncated" -> itsCut = parser.getValueAsBoolean();
        default -> {}
      }
      usage(name);
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
