package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects everything of a chat request that is not a message. */
final class ChatTurnSettings {
  private static final int MAX_STOPS = 4;
  private static final int MAX_CHOICES = 128;
  private static final int MAX_TOP_LOGPROBS = 20;

  private final JsonParser parser;
  private final ChatTurnTools tools;
  private final ChatTurnFormat format;
  private final Map<ChatTurnField, Double> numbers = new EnumMap<>(ChatTurnField.class);
  private final Map<ChatTurnField, Long> integers = new EnumMap<>(ChatTurnField.class);
  private final List<String> stop = new ArrayList<>();
  private boolean logprobs;
  private @Nullable Effort effort;
  private @Nullable String user;
  private @Nullable String safetyIdentifier;

  ChatTurnSettings(JsonParser parser, ByteBuf body, Losses losses) {
    this.parser = parser;
    this.tools = new ChatTurnTools(parser, body);
    this.format = new ChatTurnFormat(parser, body, losses);
  }

  /** Reads the value of {@code field}, which the parser stands on. */
  void read(ChatTurnField field) throws IOException {
    String key = field.key();
    switch (field) {
      case TOOLS -> tools.readTools();
      case TOOL_CHOICE -> tools.readChoice();
      case PARALLEL_TOOL_CALLS -> tools.readParallel();
      case RESPONSE_FORMAT -> format.read();
      case REASONING_EFFORT -> effort = effort(TurnValues.text(parser, key));
      case TEMPERATURE -> numbers.put(field, TurnValues.number(parser, key, 0, 2));
      case TOP_P -> numbers.put(field, TurnValues.number(parser, key, 0, 1));
      case PRESENCE_PENALTY, FREQUENCY_PENALTY ->
          numbers.put(field, TurnValues.number(parser, key, -2, 2));
      case SEED -> integers.put(field, integer(key, Long.MIN_VALUE, Long.MAX_VALUE));
      case MAX_TOKENS, MAX_COMPLETION_TOKENS ->
          integers.put(field, integer(key, 1, Long.MAX_VALUE));
      case N -> integers.put(field, integer(key, 1, MAX_CHOICES));
      case TOP_LOGPROBS -> integers.put(field, integer(key, 0, MAX_TOP_LOGPROBS));
      case LOGPROBS -> logprobs = TurnValues.flag(parser, key);
      case STOP -> readStop(key);
      case USER -> user = TurnValues.text(parser, key);
      case SAFETY_IDENTIFIER -> safetyIdentifier = TurnValues.text(parser, key);
      default -> throw new IllegalArgumentException("field: " + field + " (expected: a setting)");
    }
  }

  TurnSettings build() throws TurnRefusal {
    return new TurnSettings(
        new Generation(
            new Sampling(
                numbers.get(ChatTurnField.TEMPERATURE),
                numbers.get(ChatTurnField.TOP_P),
                null,
                numbers.get(ChatTurnField.PRESENCE_PENALTY),
                numbers.get(ChatTurnField.FREQUENCY_PENALTY),
                integers.get(ChatTurnField.SEED)),
            maxTokens(),
            stop,
            integers.getOrDefault(ChatTurnField.N, 1L).intValue(),
            topLogprobs(),
            format.build(),
            effort == null ? null : Thinking.of(effort)),
        tools.build(),
        safetyIdentifier == null ? user : safetyIdentifier);
  }

  private @Nullable Long maxTokens() {
    Long newer = integers.get(ChatTurnField.MAX_COMPLETION_TOKENS);
    return newer != null ? newer : integers.get(ChatTurnField.MAX_TOKENS);
  }

  private @Nullable Integer topLogprobs() throws TurnRefusal {
    Long top = integers.get(ChatTurnField.TOP_LOGPROBS);
    if (!logprobs) {
      if (top != null && top > 0) {
        throw TurnRefusal.invalid("top_logprobs", "logprobs to be true beside it");
      }
      return null;
    }
    return top == null ? 0 : top.intValue();
  }

  private long integer(String key, long least, long most) throws IOException {
    return TurnValues.integer(parser, key, least, most);
  }

  private void readStop(String key) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      stop.add(parser.getText());
      return;
    }
    TurnValues.array(parser, key, path -> stop.add(TurnValues.text(parser, path)));
    if (stop.size() > MAX_STOPS) {
      throw TurnRefusal.invalid(key, "at most " + MAX_STOPS + " strings");
    }
  }

  private static Effort effort(String text) throws TurnRefusal {
    return switch (text) {
      case "none" -> Effort.NONE;
      case "minimal" -> Effort.MINIMAL;
      case "low" -> Effort.LOW;
      case "medium" -> Effort.MEDIUM;
      case "high" -> Effort.HIGH;
      case "xhigh" -> Effort.XHIGH;
      case "max" -> Effort.MAX;
      default ->
          throw TurnRefusal.invalid(
              "reasoning_effort", "none, minimal, low, medium, high, xhigh or max");
    };
  }
}
