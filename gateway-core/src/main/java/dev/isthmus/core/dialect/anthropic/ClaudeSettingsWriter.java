package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.ClaudeModel;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnSettings.Generation;
import dev.isthmus.core.dialect.turn.TurnSettings.Sampling;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes everything of a request that is neither a message nor an instruction. */
final class ClaudeSettingsWriter {
  /** Thinking asks for what is usual of temperature, and for a top_p of at least this. */
  private static final double LEAST_TOP_P_OF_THOUGHT = 0.95;

  /** Allowed for the answer where nobody bounds it, beside what is allowed for thoughts. */
  private static final long USUAL_ANSWER_TOKENS = 8192;

  private final JsonGenerator json;
  private final ClaudeModel model;
  private final Losses losses;

  ClaudeSettingsWriter(JsonGenerator json, ClaudeModel model, Losses losses) {
    this.json = json;
    this.model = model;
    this.losses = losses;
  }

  /**
   * @param thinkable whether what was said so far allows to think within a budget
   */
  void write(TurnSettings settings, boolean thinkable) throws IOException {
    Generation generation = settings.generation();
    ClaudeTools tools = ClaudeTools.of(settings, model, losses);
    long maxTokens = maxTokens(generation);
    ClaudeThinking thinking =
        new ClaudeThinking.Plan(model, maxTokens, losses)
            .fitted(generation.thinking(), tools.forced(), thinkable);
    json.writeNumberField("max_tokens", maxTokens);
    if (thinking.thinks()) {
      writeSamplingOfThought(generation.sampling());
    } else {
      writeSampling(generation.sampling());
    }
    writeStop(generation.stop());
    thinking.write(json);
    writeOutputConfig(thinking.effort(), generation.format());
    if (settings.endUser() != null) {
      json.writeObjectFieldStart("metadata");
      json.writeStringField("user_id", settings.endUser());
      json.writeEndObject();
    }
    tools.write(json);
  }

  /** A bound must be given; providers set aside as much of a quota as it says. */
  private long maxTokens(Generation asked) {
    if (asked.maxTokens() != null) {
      return asked.maxTokens();
    }
    long thoughts = ClaudeThinking.budget(asked.thinking());
    return Math.min(USUAL_ANSWER_TOKENS + thoughts, model.mostTokens());
  }

  private void writeSampling(Sampling sampling) throws IOException {
    Double temperature = sampling.temperature();
    Double topP = sampling.topP();
    if (temperature != null && temperature > 1) {
      String param = losses.name(Feature.TEMPERATURE);
      throw new TurnRefusal(
          Failure.ofClient(
              FailureKind.UNSUPPORTED,
              param + ": over the most that this deployment takes (expected: 0 to 1)",
              param));
    }
    writeNumber("temperature", temperature);
    if (temperature == null || model.takesBothSamplings()) {
      writeNumber("top_p", topP);
    } else if (topP != null && topP < 1) { // 1 asks for nothing
      losses.drop(Feature.TOP_P);
    }
    if (sampling.topK() != null) {
      json.writeNumberField("top_k", sampling.topK());
    }
  }

  /** A model that thinks draws its tokens as it is used to. */
  private void writeSamplingOfThought(Sampling sampling) throws IOException {
    Double temperature = sampling.temperature();
    Double topP = sampling.topP();
    if (temperature != null && temperature != 1) {
      losses.drop(Feature.TEMPERATURE);
    }
    if (sampling.topK() != null) {
      losses.drop(Feature.TOP_K);
    }
    if (topP != null && topP < LEAST_TOP_P_OF_THOUGHT) {
      losses.drop(Feature.TOP_P);
    } else {
      writeNumber("top_p", topP);
    }
  }

  private void writeStop(List<String> stop) throws IOException {
    if (stop.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("stop_sequences");
    for (String text : stop) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private void writeOutputConfig(@Nullable String effort, Format format) throws IOException {
    String schema = model.followsSchemas() ? format.schema() : null;
    if (effort == null && schema == null) {
      return;
    }
    json.writeObjectFieldStart("output_config");
    if (effort != null) {
      json.writeStringField("effort", effort);
    }
    if (schema != null) {
      json.writeObjectFieldStart("format");
      json.writeStringField("type", "json_schema");
      json.writeFieldName("schema");
      json.writeRawValue(schema);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void writeNumber(String field, @Nullable Double value) throws IOException {
    if (value != null) {
      json.writeFieldName(field);
      TurnJson.number(json, value);
    }
  }
}
