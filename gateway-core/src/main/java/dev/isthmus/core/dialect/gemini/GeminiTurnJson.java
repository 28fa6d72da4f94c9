package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pieces that plain answers and the records of streams write alike. */
final class GeminiTurnJson {

  private GeminiTurnJson() {}

  /** Writes a candidate; {@code finishReason} is null where it goes on. */
  static void candidate(
      JsonGenerator json,
      int index,
      List<GeminiTurnAnswerPart> parts,
      List<ScoredToken> tokens,
      @Nullable String finishReason)
      throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("content");
    if (!parts.isEmpty()) {
      json.writeArrayFieldStart("parts");
      for (GeminiTurnAnswerPart part : parts) {
        part.write(json);
      }
      json.writeEndArray();
    }
    json.writeStringField("role", "model");
    json.writeEndObject();
    if (finishReason != null) {
      json.writeStringField("finishReason", finishReason);
    }
    json.writeNumberField("index", index);
    logprobs(json, tokens);
    json.writeEndObject();
  }

  /** Writes what stands beside the candidates. */
  static void rest(JsonGenerator json, AnswerContext context, @Nullable Usage usage)
      throws IOException {
    if (usage != null) {
      usage(json, usage);
    }
    json.writeStringField("modelVersion", context.modelName());
    json.writeStringField(
        "createTime", Instant.ofEpochSecond(context.createdEpochSeconds()).toString());
    json.writeStringField("responseId", context.callId());
  }

  /** Google counts thoughts beside the candidates and not among them. */
  private static void usage(JsonGenerator json, Usage usage) throws IOException {
    json.writeObjectFieldStart("usageMetadata");
    json.writeNumberField("promptTokenCount", usage.input());
    json.writeNumberField("candidatesTokenCount", Math.max(0, usage.output() - usage.reasoning()));
    json.writeNumberField("totalTokenCount", usage.total());
    if (usage.cachedInput() > 0) {
      json.writeNumberField("cachedContentTokenCount", usage.cachedInput());
    }
    if (usage.reasoning() > 0) {
      json.writeNumberField("thoughtsTokenCount", usage.reasoning());
    }
    json.writeEndObject();
  }

  private static void logprobs(JsonGenerator json, List<ScoredToken> tokens) throws IOException {
    if (tokens.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("logprobsResult");
    json.writeArrayFieldStart("topCandidates");
    for (ScoredToken token : tokens) {
      json.writeStartObject();
      tokens(json, "candidates", token.others());
      json.writeEndObject();
    }
    json.writeEndArray();
    tokens(json, "chosenCandidates", tokens);
    json.writeEndObject();
  }

  private static void tokens(JsonGenerator json, String field, List<ScoredToken> tokens)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (ScoredToken token : tokens) {
      json.writeStartObject();
      json.writeStringField("token", token.token());
      json.writeFieldName("logProbability");
      TurnJson.number(json, token.logprob());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
