package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnSettings.Generation;
import dev.isthmus.core.dialect.turn.TurnSettings.Sampling;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;
import dev.isthmus.core.dialect.turn.TurnSettings.Tooling;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes tools, toolConfig and generationConfig. */
final class GeminiSettingsWriter {
  private final JsonGenerator json;
  private final GeminiModel model;
  private final Losses losses;

  GeminiSettingsWriter(JsonGenerator json, GeminiModel model, Losses losses) {
    this.json = json;
    this.model = model;
    this.losses = losses;
  }

  void write(TurnSettings settings) throws IOException {
    if (!settings.tooling().tools().isEmpty()) {
      writeTools(settings.tooling());
      writeToolConfig(settings.tooling().choice());
    }
    if (!settings.generation().equals(Generation.DEFAULT)) {
      json.writeObjectFieldStart("generationConfig");
      writeGeneration(settings.generation());
      json.writeEndObject();
    }
  }

  private void writeTools(Tooling tooling) throws IOException {
    json.writeArrayFieldStart("tools");
    json.writeStartObject();
    json.writeArrayFieldStart("functionDeclarations");
    for (Tool tool : tooling.tools()) {
      writeTool(tool);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private void writeTool(Tool tool) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", tool.name());
    if (tool.description() != null) {
      json.writeStringField("description", tool.description());
    }
    writeSchema("parametersJsonSchema", tool.schema());
    json.writeEndObject();
  }

  /** Names may limit calls that are left to the model's choice only where these are validated. */
  private void writeToolConfig(Choice choice) throws IOException {
    String free = choice.names().isEmpty() ? "AUTO" : "VALIDATED";
    json.writeObjectFieldStart("toolConfig");
    json.writeObjectFieldStart("functionCallingConfig");
    json.writeStringField(
        "mode",
        switch (choice.mode()) {
          case AUTO -> free;
          case REQUIRED -> "ANY";
          case NONE -> "NONE";
        });
    writeTexts("allowedFunctionNames", choice.names());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeGeneration(Generation generation) throws IOException {
    writeInteger("maxOutputTokens", Feature.MAX_TOKENS, generation.maxTokens());
    writeSampling(generation.sampling());
    if (generation.choices() > 1) {
      json.writeNumberField("candidateCount", generation.choices());
    }
    writeTexts("stopSequences", generation.stop());
    Integer topLogprobs = generation.topLogprobs();
    if (topLogprobs != null) {
      json.writeBooleanField("responseLogprobs", true);
      if (topLogprobs > 0) {
        json.writeNumberField("logprobs", topLogprobs);
      }
    }
    writeFormat(generation.format());
    if (generation.thinking() != null) {
      writeThinking(generation.thinking());
    }
  }

  private void writeSampling(Sampling sampling) throws IOException {
    writeNumber("temperature", sampling.temperature());
    writeNumber("topP", sampling.topP());
    writeNumber("presencePenalty", sampling.presencePenalty());
    writeNumber("frequencyPenalty", sampling.frequencyPenalty());
    writeInteger("topK", Feature.TOP_K, sampling.topK());
    writeInteger("seed", Feature.SEED, sampling.seed());
  }

  private void writeFormat(Format format) throws IOException {
    if (format.json()) {
      json.writeStringField("responseMimeType", "application/json");
      writeSchema("responseJsonSchema", format.schema());
    }
  }

  private void writeThinking(Thinking thinking) throws IOException {
    json.writeObjectFieldStart("thinkingConfig");
    if (model.thinking() == GeminiModel.Thinking.LEVEL) {
      json.writeStringField("thinkingLevel", model.level(thinking.asEffort()));
    } else {
      json.writeNumberField("thinkingBudget", model.budget(thinking));
    }
    json.writeEndObject();
  }

  private void writeSchema(String field, @Nullable String schema) throws IOException {
    if (schema != null) {
      json.writeFieldName(field);
      json.writeRawValue(schema);
    }
  }

  private void writeTexts(String field, List<String> texts) throws IOException {
    if (texts.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private void writeNumber(String field, @Nullable Double value) throws IOException {
    if (value != null) {
      json.writeFieldName(field);
      TurnJson.number(json, value);
    }
  }

  private void writeInteger(String field, Feature feature, @Nullable Long value)
      throws IOException {
    if (value == null) {
      return;
    }
    String param = losses.name(feature);
    if (value != value.intValue()) {
      throw new TurnRefusal(
          Failure.ofClient(
              FailureKind.UNSUPPORTED, param + ": over 32 bits (expected: an int32)", param));
    }
    json.writeNumberField(field, value.intValue());
  }
}
