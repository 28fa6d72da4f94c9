package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Generation;
import dev.isthmus.core.dialect.turn.TurnSettings.Sampling;
import dev.isthmus.core.dialect.turn.TurnValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects everything of a Messages request that is not said in the conversation. */
final class MessagesTurnSettings {
  private final MessagesTurnBody body;
  private final MessagesTurnTools tools;
  private final MessagesTurnThinking thinking;
  private final Map<MessagesTurnField, Double> numbers = new EnumMap<>(MessagesTurnField.class);
  private final List<String> stop = new ArrayList<>();
  private @Nullable Long maxTokens;
  private @Nullable Long topK;
  private @Nullable String user;

  MessagesTurnSettings(MessagesTurnBody body) {
    this.body = body;
    this.tools = new MessagesTurnTools(body);
    this.thinking = new MessagesTurnThinking(body);
  }

  /** Reads the value of {@code field}, which the parser stands on. */
  void read(MessagesTurnField field) throws IOException {
    String key = field.key();
    switch (field) {
      case MAX_TOKENS -> maxTokens = integer(key, 1);
      case TEMPERATURE, TOP_P -> numbers.put(field, TurnValues.number(body.parser(), key, 0, 1));
      case TOP_K -> topK = integer(key, 0);
      case STOP_SEQUENCES -> TurnValues.array(body.parser(), key, this::readStop);
      case TOOLS -> tools.readTools();
      case TOOL_CHOICE -> tools.readChoice();
      case THINKING -> thinking.readThinking();
      case OUTPUT_CONFIG -> thinking.readConfig();
      case OUTPUT_FORMAT -> thinking.readFormat(key);
      case METADATA -> TurnValues.object(body.parser(), key, this::readMetadata);
      default -> throw new IllegalArgumentException("field: " + field + " (expected: a setting)");
    }
  }

  TurnSettings build() throws TurnRefusal {
    if (maxTokens == null) {
      throw TurnRefusal.invalid("max_tokens", "an integer over 0");
    }
    return built(maxTokens, maxTokens);
  }

  /** Where an answer may be missing its bound, because there is to be none. */
  TurnSettings buildUnbounded() throws TurnRefusal {
    return built(maxTokens, Long.MAX_VALUE);
  }

  private TurnSettings built(@Nullable Long bound, long room) throws TurnRefusal {
    if (thinking.hasBudget() && tools.mustCall()) {
      throw TurnRefusal.invalid("tool_choice.type", "auto or none beside thinking");
    }
    return new TurnSettings(
        new Generation(
            new Sampling(
                numbers.get(MessagesTurnField.TEMPERATURE),
                numbers.get(MessagesTurnField.TOP_P),
                topK,
                null,
                null,
                null),
            bound,
            stop,
            1,
            null,
            thinking.format(),
            thinking.build(room)),
        tools.build(),
        user);
  }

  private long integer(String key, long least) throws IOException {
    return TurnValues.integer(body.parser(), key, least, Long.MAX_VALUE);
  }

  private void readStop(String path) throws IOException {
    String text = body.text(path);
    if (text.isBlank()) {
      throw TurnRefusal.invalid(path, "text that is not blank");
    }
    stop.add(text);
  }

  private void readMetadata(String key) throws IOException {
    if (key.equals("user_id")) {
      user = body.text("metadata.user_id");
    } else {
      body.drop("metadata." + key);
    }
  }
}
