package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Digits;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.dialect.turn.EmbeddingRequest;
import dev.isthmus.core.dialect.turn.EmbeddingSide;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.Vectors;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Embeddings on Bedrock, for which Converse has no words: {@code invoke} takes each model's own.
 * Titan takes one text, Cohere's models take many and say in a header what they counted.
 */
public final class InvokeEmbeddingSide implements EmbeddingSide {
  private static final String TITAN = "titan-embed-text";
  private static final String COHERE = "cohere.embed";
  private static final String INPUT_TOKENS = "x-amzn-bedrock-input-token-count";
  private static final int MAX_COHERE_TEXTS = 96;
  private static final int MAX_DIGITS = 12;

  /** Whether {@code model} is one of those whose words are known. */
  public static boolean isEmbedding(String model) {
    return model.contains(TITAN) || model.contains(COHERE);
  }

  @Override
  public String name() {
    return "converse";
  }

  @Override
  public void write(
      EmbeddingRequest request, Target target, Losses losses, JsonGenerator json, ByteBuf out)
      throws IOException {
    request.dropCut(losses);
    json.writeStartObject();
    if (target.model().contains(COHERE)) {
      request.dropTitles(losses);
      writeCohere(request, json, out);
    } else {
      request.dropTasks(losses);
      writeTitan(request, json, out);
    }
    json.writeEndObject();
  }

  private static void writeTitan(EmbeddingRequest request, JsonGenerator json, ByteBuf out)
      throws IOException {
    json.writeFieldName("inputText");
    TurnJson.written(json, out, request.one().text());
    if (request.dimensions() > 0) {
      json.writeNumberField("dimensions", request.dimensions());
    }
  }

  private static void writeCohere(EmbeddingRequest request, JsonGenerator json, ByteBuf out)
      throws IOException {
    if (request.dimensions() > 0) {
      throw TurnRefusal.unsupported(
          "dimensions", "none; this deployment's vectors have one length");
    }
    if (request.texts().size() > MAX_COHERE_TEXTS) {
      throw TurnRefusal.unsupported(request.subject(), "at most " + MAX_COHERE_TEXTS + " texts");
    }
    json.writeArrayFieldStart("texts");
    for (ByteBuf text : request.texts()) {
      TurnJson.written(json, out, text);
    }
    json.writeEndArray();
    json.writeStringField("input_type", inputType(request));
  }

  /** Cohere's word for what Google calls a task; of those without one, most are questions. */
  private static String inputType(EmbeddingRequest request) throws TurnRefusal {
    String type = null;
    for (EmbeddingRequest.Item item : request.items()) {
      String task = item.task() == null ? "" : item.task();
      String next =
          switch (task) {
            case "RETRIEVAL_QUERY",
                "QUESTION_ANSWERING",
                "FACT_VERIFICATION",
                "CODE_RETRIEVAL_QUERY" ->
                "search_query";
            case "CLASSIFICATION" -> "classification";
            case "CLUSTERING", "SEMANTIC_SIMILARITY" -> "clustering";
            default -> "search_document";
          };
      if (type != null && !type.equals(next)) {
        throw TurnRefusal.unsupported("taskType", "one for all texts of a call");
      }
      type = next;
    }
    return type == null ? "search_document" : type;
  }

  @Override
  public long read(byte[] answer, int length, Vectors to) throws IOException {
    long[] tokens = {-1};
    try (JsonParser parser = TurnJson.parser(answer, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "no answer object");
      }
      TurnJson.members(
          parser,
          name -> {
            switch (name) {
              case "embedding" -> to.read(parser, answer);
              case "embeddings" -> readAll(parser, answer, to);
              case "inputTextTokenCount" -> tokens[0] = Math.max(0, parser.getValueAsInt());
              default -> parser.skipChildren();
            }
          });
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
    }
    return tokens[0];
  }

  /** An array of vectors, or one under the name of their type. */
  private static void readAll(JsonParser parser, byte[] answer, Vectors to) throws IOException {
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(
          parser,
          name -> {
            if (name.equals("float")) {
              readAll(parser, answer, to);
            } else {
              parser.skipChildren();
            }
          });
      return;
    }
    if (!parser.isExpectedStartArrayToken()) {
      throw new JsonParseException(parser, "no vectors");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      to.read(parser, answer);
    }
  }

  @Override
  public long tokens(HeaderView headers) {
    return Digits.number(headers.get(INPUT_TOKENS), MAX_DIGITS);
  }
}
