package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.AnswerTool;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Effort;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnSettings.Generation;
import dev.isthmus.core.dialect.turn.TurnSettings.Sampling;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;
import dev.isthmus.core.dialect.turn.TurnSettings.Tooling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes everything of a request that is neither a message nor an instruction. */
final class ConverseSettingsWriter {
  /** The least of the probability mass that may be drawn from beside a thinking budget. */
  private static final double LEAST_TOP_P = 0.95;

  /** What {@code requestMetadata} may hold. */
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z0-9 :_@$#=/+,.-]{1,256}");

  private final JsonGenerator json;
  private final ConverseModel model;
  private final Losses losses;

  ConverseSettingsWriter(JsonGenerator json, ConverseModel model, Losses losses) {
    this.json = json;
    this.model = model;
    this.losses = losses;
  }

  void write(TurnSettings wanted, ConverseMessages messages) throws IOException {
    TurnSettings settings = shaped(wanted);
    Generation asked = settings.generation();
    ConverseThinking thinking =
        ConverseThinking.of(model, settings, messages.callsUnsigned(), losses);
    Sampling sampling = together(allowed(asked.sampling(), thinking));
    writeInference(
        sampling, thinking.maxTokens(asked.maxTokens()), losses.visibleStops(asked.stop()));
    new ConverseTools(json, model, losses).write(settings.tooling(), messages.toolNames());
    writeAdditional(sampling.topK(), thinking, isFree(asked));
    writeOutput(asked.format(), thinking);
    writeLabel(settings.endUser());
  }

  /** Where a model follows no schema, a tool that takes the answer must be called. */
  private TurnSettings shaped(TurnSettings asked) {
    Format format = asked.generation().format();
    Tooling tooling = asked.tooling();
    Choice choice = tooling.choice();
    if (format.schema() == null
        || !model.takesAnswerTool()
        || choice.mode() == Choice.Mode.REQUIRED // what must be a call is no answer yet
        || !tooling.offersChosen()) {
      return asked;
    }
    List<Tool> tools = new ArrayList<>();
    if (choice.mode() != Choice.Mode.NONE) {
      tools.addAll(choice.names().isEmpty() ? tooling.tools() : tooling.chosen());
    }
    List<String> only = tools.isEmpty() ? List.of(AnswerTool.NAME) : List.of();
    tools.add(AnswerTool.of(format));
    return new TurnSettings(
        asked.generation(),
        new Tooling(tools, new Choice(Choice.Mode.REQUIRED, only), tooling.parallel()),
        asked.endUser());
  }

  /** Claude draws as it likes while it thinks. */
  private Sampling allowed(Sampling asked, ConverseThinking thinking) throws TurnRefusal {
    Double temperature = asked.temperature();
    if (temperature != null && temperature > 1) {
      String param = losses.name(Feature.TEMPERATURE);
      throw new TurnRefusal(
          Failure.ofClient(FailureKind.UNSUPPORTED, param + ": over 1 (expected: 0 to 1)", param));
    }
    if (thinking.budget() == 0 && !thinksAtItsOwnPace(thinking)) {
      return asked;
    }
    Double topP = asked.topP();
    return new Sampling(
        kept(temperature == null || temperature == 1, Feature.TEMPERATURE, temperature),
        kept(topP == null || topP >= LEAST_TOP_P, Feature.TOP_P, topP),
        kept(asked.topK() == null, Feature.TOP_K, asked.topK()),
        null,
        null,
        null);
  }

  /** Where one of the two must go, 1 goes: it asks for nothing. */
  private Sampling together(Sampling asked) throws TurnRefusal {
    Double temperature = asked.temperature();
    Double topP = asked.topP();
    if (temperature == null || topP == null || model.takesBothSamplings()) {
      return asked;
    }
    boolean usual = temperature == 1;
    if (!usual && topP < 1) {
      losses.drop(Feature.TOP_P);
    }
    return new Sampling(
        usual ? null : temperature, usual ? topP : null, asked.topK(), null, null, null);
  }

  private boolean thinksAtItsOwnPace(ConverseThinking thinking) {
    return model.thinking() == ConverseModel.Thinking.ADAPTIVE
        && thinking.effort() != null
        && !thinking.forced();
  }

  private <T> @Nullable T kept(boolean keeps, Feature feature, @Nullable T value)
      throws TurnRefusal {
    if (!keeps) {
      losses.drop(feature);
    }
    return keeps ? value : null;
  }

  private void writeInference(Sampling sampling, @Nullable Long maxTokens, List<String> stop)
      throws IOException {
    Double temperature = sampling.temperature();
    Double topP = sampling.topP();
    if (maxTokens == null && temperature == null && topP == null && stop.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("inferenceConfig");
    if (maxTokens != null) {
      json.writeNumberField("maxTokens", int32(Feature.MAX_TOKENS, maxTokens));
    }
    writeNumber("temperature", temperature);
    writeNumber("topP", topP);
    if (!stop.isEmpty()) {
      json.writeArrayFieldStart("stopSequences");
      for (String text : stop) {
        json.writeString(text);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** Whether the caller bounds neither the answer nor how it is drawn. */
  private static boolean isFree(Generation asked) {
    return asked.maxTokens() == null
        && asked.sampling().temperature() == null
        && asked.sampling().topP() == null;
  }

  /** What models take in their own words. */
  private void writeAdditional(@Nullable Long topK, ConverseThinking thinking, boolean free)
      throws IOException {
    boolean paced = model.thinking() == ConverseModel.Thinking.ADAPTIVE;
    Effort effort = paced && !thinksAtItsOwnPace(thinking) ? null : thinking.effort();
    if (topK == null && effort == null) {
      return;
    }
    json.writeObjectFieldStart("additionalModelRequestFields");
    if (topK != null) {
      writeTopK(int32(Feature.TOP_K, topK));
    }
    if (effort != null) {
      writeThinking(effort, thinking.budget(), free);
    }
    json.writeEndObject();
  }

  private void writeTopK(int topK) throws IOException {
    if (model.isNova()) {
      json.writeObjectFieldStart("inferenceConfig");
      json.writeNumberField("topK", topK);
      json.writeEndObject();
    } else {
      json.writeNumberField("top_k", topK);
    }
  }

  private void writeThinking(Effort effort, long budget, boolean free) throws IOException {
    switch (model.thinking()) {
      case ABSENT -> {}
      case BUDGET -> {
        json.writeObjectFieldStart("thinking");
        json.writeStringField("type", "enabled");
        json.writeNumberField("budget_tokens", budget);
        json.writeEndObject();
      }
      case ADAPTIVE -> {
        json.writeObjectFieldStart("thinking");
        json.writeStringField("type", "adaptive");
        json.writeEndObject();
      }
      case REASONING_CONFIG -> {
        json.writeObjectFieldStart("reasoningConfig");
        json.writeStringField("type", "enabled");
        // The highest effort is refused beside a bound or a temperature.
        String level = level(effort);
        json.writeStringField(
            "maxReasoningEffort", free || !level.equals("high") ? level : "medium");
        json.writeEndObject();
      }
      case REASONING_EFFORT -> json.writeStringField("reasoning_effort", level(effort));
    }
  }

  private static String level(Effort effort) {
    return switch (effort) {
      case NONE, MINIMAL, LOW -> "low";
      case MEDIUM -> "medium";
      case HIGH, XHIGH, MAX -> "high";
    };
  }

  private void writeOutput(Format format, ConverseThinking thinking) throws IOException {
    boolean paced = model.thinking() == ConverseModel.Thinking.ADAPTIVE;
    Effort effort = paced ? thinking.effort() : null;
    String schema = model.followsSchemas() ? format.schema() : null;
    if (effort == null && schema == null) {
      return;
    }
    json.writeObjectFieldStart("outputConfig");
    if (effort != null) {
      json.writeStringField("effort", pace(effort, thinking.forced()));
    }
    if (schema != null) {
      writeTextFormat(schema, format.name());
    }
    json.writeEndObject();
  }

  /** Above high, effort is for those who think aloud. */
  private String pace(Effort effort, boolean forced) {
    return switch (effort) {
      case XHIGH -> forced || !model.hasExtraHigh() ? "high" : "xhigh";
      case MAX -> forced ? "high" : "max";
      default -> level(effort);
    };
  }

  /** The schema is a text here, and stays as it was written. */
  private void writeTextFormat(String schema, @Nullable String name) throws IOException {
    json.writeObjectFieldStart("textFormat");
    json.writeStringField("type", "json_schema");
    json.writeObjectFieldStart("structure");
    json.writeObjectFieldStart("jsonSchema");
    json.writeStringField("schema", schema);
    if (name != null && !name.isEmpty()) {
      json.writeStringField("name", name);
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  /** The person behind the call becomes a label of the call in the owner's own logs. */
  private void writeLabel(@Nullable String endUser) throws IOException {
    if (endUser == null) {
      return;
    }
    if (!LABEL.matcher(endUser).matches()) {
      losses.drop(Feature.END_USER);
      return;
    }
    json.writeObjectFieldStart("requestMetadata");
    json.writeStringField("user_id", endUser);
    json.writeEndObject();
  }

  private void writeNumber(String field, @Nullable Double value) throws IOException {
    if (value != null) {
      json.writeFieldName(field);
      TurnJson.number(json, value);
    }
  }

  private int int32(Feature feature, long value) throws TurnRefusal {
    if (value != (int) value) {
      String param = losses.name(feature);
      throw new TurnRefusal(
          Failure.ofClient(
              FailureKind.UNSUPPORTED, param + ": over 32 bits (expected: an int32)", param));
    }
    return (int) value;
  }
}
