package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnSettings.Generation;
import dev.isthmus.core.dialect.turn.TurnSettings.Sampling;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes everything of a request that is neither a message nor about its stream. */
final class ChatSettingsWriter {
  private static final int MAX_STOPS = 4;

  /** A schema must have a name here. */
  private static final String DEFAULT_SCHEMA_NAME = "answer";

  private final JsonGenerator json;
  private final ChatModel model;
  private final Losses losses;

  ChatSettingsWriter(JsonGenerator json, ChatModel model, Losses losses) {
    this.json = json;
    this.model = model;
    this.losses = losses;
  }

  void write(TurnSettings settings) throws IOException {
    writeGeneration(settings.generation());
    new ChatToolsWriter(json, model, losses).write(settings.tooling());
    if (settings.endUser() != null) {
      json.writeStringField("user", settings.endUser());
    }
  }

  private void writeGeneration(Generation generation) throws IOException {
    writeInteger(model.maxTokensKey(), generation.maxTokens());
    writeSampling(generation.sampling());
    writeStop(generation.stop());
    if (generation.choices() > 1) {
      json.writeNumberField("n", generation.choices());
    }
    Integer topLogprobs = generation.topLogprobs();
    if (topLogprobs != null) {
      json.writeBooleanField("logprobs", true);
      if (topLogprobs > 0) {
        json.writeNumberField("top_logprobs", topLogprobs);
      }
    }
    writeFormat(generation.format());
    writeThinking(generation.thinking());
  }

  private void writeSampling(Sampling sampling) throws IOException {
    writeNumber("temperature", sampling.temperature());
    writeNumber("top_p", sampling.topP());
    writeNumber("presence_penalty", sampling.presencePenalty());
    writeNumber("frequency_penalty", sampling.frequencyPenalty());
    writeInteger("seed", sampling.seed());
  }

  private void writeStop(List<String> stop) throws IOException {
    if (stop.isEmpty()) {
      return;
    }
    if (stop.size() > MAX_STOPS) {
      String param = losses.name(Feature.STOP);
      throw new TurnRefusal(
          Failure.ofClient(
              FailureKind.UNSUPPORTED,
              param + ": " + stop.size() + " texts (expected: at most " + MAX_STOPS + ")",
              param));
    }
    json.writeArrayFieldStart("stop");
    for (String text : stop) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private void writeFormat(Format format) throws IOException {
    if (!format.json()) {
      return;
    }
    json.writeObjectFieldStart("response_format");
    if (format.schema() == null) {
      json.writeStringField("type", "json_object");
    } else {
      json.writeStringField("type", "json_schema");
      json.writeObjectFieldStart("json_schema");
      json.writeStringField("name", format.name() == null ? DEFAULT_SCHEMA_NAME : format.name());
      json.writeFieldName("schema");
      json.writeRawValue(format.schema());
      if (format.strict()) {
        json.writeBooleanField("strict", true);
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void writeThinking(@Nullable Thinking thinking) throws IOException {
    ChatModel.Efforts efforts = model.efforts();
    if (thinking != null && efforts != null) {
      json.writeStringField("reasoning_effort", efforts.word(thinking.asEffort()));
    }
  }

  private void writeNumber(String field, @Nullable Double value) throws IOException {
    if (value != null) {
      json.writeFieldName(field);
      TurnJson.number(json, value);
    }
  }

  private void writeInteger(String field, @Nullable Long value) throws IOException {
    if (value != null) {
      json.writeNumberField(field, value);
    }
  }
}
