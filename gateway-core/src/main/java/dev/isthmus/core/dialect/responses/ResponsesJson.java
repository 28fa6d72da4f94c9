package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The pieces that the response object and its events write alike. */
final class ResponsesJson {

  private ResponsesJson() {}

  static void usage(JsonGenerator json, Usage usage) throws IOException {
    json.writeObjectFieldStart("usage");
    json.writeNumberField("input_tokens", usage.input());
    json.writeObjectFieldStart("input_tokens_details");
    json.writeNumberField("cached_tokens", usage.cachedInput());
    json.writeNumberField("cache_write_tokens", usage.cacheWrite());
    json.writeEndObject();
    json.writeNumberField("output_tokens", usage.output());
    json.writeObjectFieldStart("output_tokens_details");
    json.writeNumberField("reasoning_tokens", usage.reasoning());
    json.writeEndObject();
    json.writeNumberField("total_tokens", usage.total());
    json.writeEndObject();
  }

  static void logprobs(JsonGenerator json, List<ScoredToken> tokens) throws IOException {
    json.writeArrayFieldStart("logprobs");
    for (ScoredToken token : tokens) {
      json.writeStartObject();
      token(json, token);
      json.writeArrayFieldStart("top_logprobs");
      for (ScoredToken other : token.others()) {
        json.writeStartObject();
        token(json, other);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void token(JsonGenerator json, ScoredToken token) throws IOException {
    json.writeStringField("token", token.token());
    json.writeFieldName("logprob");
    TurnJson.number(json, token.logprob());
    json.writeArrayFieldStart("bytes");
    for (byte b : token.token().getBytes(StandardCharsets.UTF_8)) {
      json.writeNumber(Byte.toUnsignedInt(b));
    }
    json.writeEndArray();
  }
}
