package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Effort;
import dev.isthmus.core.dialect.turn.TurnSettings.Generation;
import dev.isthmus.core.dialect.turn.TurnSettings.Sampling;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects everything of a request that is not said in the conversation. */
final class ResponsesSettings {
  private static final int LEAST_OUTPUT_TOKENS = 16;
  private static final int MAX_TOP_LOGPROBS = 20;

  private final JsonParser parser;
  private final Losses losses;
  private final ResponsesTools tools;
  private final ResponsesFormat format;
  private final Map<ResponsesField, Double> numbers = new EnumMap<>(ResponsesField.class);
  private final Map<ResponsesField, Long> integers = new EnumMap<>(ResponsesField.class);
  private final Map<ResponsesField, String> users = new EnumMap<>(ResponsesField.class);
  private boolean logprobs;
  private @Nullable Effort effort;

  ResponsesSettings(JsonParser parser, ByteBuf body, Losses losses) {
    this.parser = parser;
    this.losses = losses;
    this.tools = new ResponsesTools(parser, body, losses);
    this.format = new ResponsesFormat(parser, body, losses);
  }

  /** Reads the value of {@code field}, which the parser stands on. */
  void read(ResponsesField field) throws IOException {
    String key = field.key();
    switch (field) {
      case TOOLS -> tools.readTools();
      case TOOL_CHOICE -> tools.readChoice();
      case PARALLEL_TOOL_CALLS -> tools.readParallel();
      case TEXT -> format.read();
      case REASONING -> readReasoning(key);
      case TEMPERATURE -> numbers.put(field, TurnValues.number(parser, key, 0, 2));
      case TOP_P -> numbers.put(field, TurnValues.number(parser, key, 0, 1));
      case MAX_OUTPUT_TOKENS ->
          integers.put(field, TurnValues.integer(parser, key, LEAST_OUTPUT_TOKENS, Long.MAX_VALUE));
      case TOP_LOGPROBS ->
          integers.put(field, TurnValues.integer(parser, key, 0, MAX_TOP_LOGPROBS));
      case INCLUDE -> TurnValues.array(parser, key, this::readInclude);
      case USER, SAFETY_IDENTIFIER -> users.put(field, TurnValues.text(parser, key));
      default -> throw new IllegalArgumentException("field: " + field + " (expected: a setting)");
    }
  }

  TurnSettings build() throws TurnRefusal {
    return new TurnSettings(
        new Generation(
            new Sampling(
                numbers.get(ResponsesField.TEMPERATURE),
                numbers.get(ResponsesField.TOP_P),
                null,
                null,
                null,
                null),
            integers.get(ResponsesField.MAX_OUTPUT_TOKENS),
            List.of(),
            1,
            topLogprobs(),
            format.build(),
            effort == null ? null : Thinking.of(effort)),
        tools.build(),
        users.getOrDefault(ResponsesField.SAFETY_IDENTIFIER, users.get(ResponsesField.USER)));
  }

  /** Asked for by name, or by how many of the likely tokens are wanted. */
  private @Nullable Integer topLogprobs() {
    int top = integers.getOrDefault(ResponsesField.TOP_LOGPROBS, 0L).intValue();
    return logprobs || top > 0 ? top : null;
  }

  /** Most of what may be included belongs to items that no answer of ours holds. */
  private void readInclude(String param) throws IOException {
    switch (TurnValues.text(parser, param)) {
      case "message.output_text.logprobs" -> logprobs = true;
      case "reasoning.encrypted_content",
          "message.input_image.image_url",
          "computer_call_output.output.image_url",
          "code_interpreter_call.outputs",
          "file_search_call.results",
          "web_search_call.results",
          "web_search_call.action.sources" -> {}
      default -> losses.drop("include");
    }
  }

  private void readReasoning(String param) throws IOException {
    TurnValues.object(
        parser,
        param,
        key -> {
          String path = param + "." + key;
          switch (key) {
            case "effort" -> effort = effort(TurnValues.text(parser, path), path);
            case "summary", "generate_summary" -> readSummary(path);
            default -> {
              losses.drop(path);
              parser.skipChildren();
            }
          }
        });
  }

  /** Thoughts are shown wherever the provider shows them, at the length that it gives them. */
  private void readSummary(String param) throws IOException {
    switch (TurnValues.text(parser, param)) {
      case "auto" -> {}
      case "concise", "detailed" -> losses.drop(param);
      default -> throw TurnRefusal.invalid(param, "auto, concise or detailed");
    }
  }

  private static Effort effort(String text, String param) throws TurnRefusal {
    return switch (text) {
      case "none" -> Effort.NONE;
      case "minimal" -> Effort.MINIMAL;
      case "low" -> Effort.LOW;
      case "medium" -> Effort.MEDIUM;
      case "high" -> Effort.HIGH;
      case "xhigh" -> Effort.XHIGH;
      case "max" -> Effort.MAX;
      default -> throw TurnRefusal.invalid(param, "none, minimal, low, medium, high, xhigh or max");
    };
  }
}
