package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings.Effort;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import dev.isthmus.core.dialect.turn.TurnValues;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads {@code thinking} and {@code output_config}, which both say how much is thought. */
final class MessagesTurnThinking {
  private static final String THINKING = "thinking";
  private static final String BUDGET = THINKING + ".budget_tokens";
  private static final String CONFIG = "output_config";
  private static final int LEAST_BUDGET = 1024;
  private static final long AS_THE_MODEL_LIKES = -1;

  private final MessagesTurnBody body;
  private String type = "";
  private @Nullable Long budget;
  private @Nullable Effort effort;
  private Format format = Format.TEXT;

  MessagesTurnThinking(MessagesTurnBody body) {
    this.body = body;
  }

  void readThinking() throws IOException {
    @Nullable String[] read = {null};
    TurnValues.object(
        body.parser(),
        THINKING,
        key -> {
          String path = THINKING + "." + key;
          switch (key) {
            case "type" -> read[0] = body.oneOf(path, "enabled", "adaptive", "disabled");
            case "budget_tokens" ->
                budget = TurnValues.integer(body.parser(), path, LEAST_BUDGET, Long.MAX_VALUE);
            case "display" -> {
              if (body.oneOf(path, "summarized", "omitted").equals("omitted")) {
                body.losses().drop(path);
              }
            }
            default -> body.drop(path);
          }
        });
    if (read[0] == null) {
      throw TurnRefusal.invalid(THINKING + ".type", "enabled, adaptive or disabled");
    }
    type = read[0];
  }

  void readConfig() throws IOException {
    TurnValues.object(
        body.parser(),
        CONFIG,
        key -> {
          String path = CONFIG + "." + key;
          switch (key) {
            case "effort" ->
                effort = effort(body.oneOf(path, "low", "medium", "high", "xhigh", "max"));
            case "format" -> readFormat(path);
            default -> body.drop(path);
          }
        });
  }

  /** A schema is always followed to the letter here. */
  void readFormat(String param) throws IOException {
    @Nullable String[] members = {null, null};
    TurnValues.object(
        body.parser(),
        param,
        key -> {
          String path = param + "." + key;
          switch (key) {
            case "type" -> members[0] = body.oneOf(path, "json_schema");
            case "schema" -> members[1] = body.rawObject(path);
            default -> body.drop(path);
          }
        });
    if (members[0] == null) {
      throw TurnRefusal.invalid(param + ".type", "json_schema");
    }
    if (members[1] == null) {
      throw TurnRefusal.invalid(param + ".schema", "an object");
    }
    format = new Format(true, members[1], null, true);
  }

  Format format() {
    return format;
  }

  /** Whether thoughts are asked for by a budget, which rules out that a tool must be called. */
  boolean hasBudget() {
    return type.equals("enabled");
  }

  /**
   * What is asked for, or null.
   *
   * @param maxTokens bound on the whole answer
   */
  @Nullable Thinking build(long maxTokens) throws TurnRefusal {
    return switch (type) {
      case "enabled" -> {
        if (budget == null || budget >= maxTokens) {
          throw TurnRefusal.invalid(BUDGET, "an integer under max_tokens");
        }
        yield new Thinking(effort, budget);
      }
      case "adaptive" -> new Thinking(effort, AS_THE_MODEL_LIKES);
      case "disabled" -> {
        if (effort != null) {
          body.losses().drop(CONFIG + ".effort");
        }
        yield Thinking.of(0);
      }
      default -> effort == null ? null : Thinking.of(effort);
    };
  }

  private static Effort effort(String text) {
    return switch (text) {
      case "low" -> Effort.LOW;
      case "medium" -> Effort.MEDIUM;
      case "high" -> Effort.HIGH;
      case "xhigh" -> Effort.XHIGH;
      default -> Effort.MAX;
    };
  }
}
