package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.ClaudeModel;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings.Effort;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a model is told about thinking.
 *
 * @param budgetTokens only where it thinks within a budget
 * @param effort only where it weighs for itself how much to think
 */
record ClaudeThinking(Mode mode, long budgetTokens, @Nullable String effort) {
  private static final ClaudeThinking UNSAID = new ClaudeThinking(Mode.UNSAID, 0, null);
  private static final ClaudeThinking DISABLED = new ClaudeThinking(Mode.DISABLED, 0, null);

  /** How thinking is asked for. */
  enum Mode {
    UNSAID,
    DISABLED,
    ENABLED,
    ADAPTIVE
  }

  /** What is allowed for thoughts where nothing bounds them. Units: tokens. */
  static long budget(@Nullable Thinking asked) {
    if (asked == null || asked.isOff()) {
      return 0;
    }
    return asked.asBudget() < 0 ? Thinking.of(Effort.MEDIUM).asBudget() : asked.asBudget();
  }

  boolean thinks() {
    return mode == Mode.ENABLED || mode == Mode.ADAPTIVE;
  }

  void write(JsonGenerator json) throws IOException {
    switch (mode) {
      case UNSAID -> {}
      case DISABLED -> writeType(json, "disabled");
      case ADAPTIVE -> writeType(json, "adaptive");
      case ENABLED -> writeType(json, "enabled");
    }
  }

  private void writeType(JsonGenerator json, String type) throws IOException {
    json.writeObjectFieldStart("thinking");
    json.writeStringField("type", type);
    if (mode == Mode.ENABLED) {
      json.writeNumberField("budget_tokens", budgetTokens);
    }
    json.writeEndObject();
  }

  /**
   * Fits what was asked for to the rest of the request. Where the two cannot both be had it is the
   * thoughts that are left out, and told as lost: the rest says what the answer is to be, and they
   * only how good it gets.
   */
  record Plan(ClaudeModel model, long maxTokens, Losses losses) {
    private static final int LEAST_BUDGET = 1024;

    /**
     * @param forced whether some tool must be called, which leaves no room for thoughts
     * @param thinkable whether what was said so far allows to think within a budget
     */
    ClaudeThinking fitted(@Nullable Thinking asked, boolean forced, boolean thinkable)
        throws TurnRefusal {
      if (asked == null) {
        return UNSAID;
      }
      boolean adaptive = model.thinking() == ClaudeModel.Thinking.ADAPTIVE;
      ClaudeThinking none = adaptive ? DISABLED : UNSAID;
      if (asked.isOff()) {
        return none;
      }
      if (forced || (!adaptive && !thinkable)) {
        losses.drop(Feature.THINKING);
        return none;
      }
      return adaptive ? new ClaudeThinking(Mode.ADAPTIVE, 0, effort(asked)) : within(asked);
    }

    private ClaudeThinking within(Thinking asked) throws TurnRefusal {
      if (maxTokens <= LEAST_BUDGET) {
        losses.drop(Feature.THINKING);
        return UNSAID;
      }
      long wanted = budget(asked);
      long most = wanted < maxTokens ? wanted : maxTokens / 2; // leaves room for the answer
      return new ClaudeThinking(Mode.ENABLED, Math.max(LEAST_BUDGET, most), null);
    }

    /** Null where it is left to the model. */
    private @Nullable String effort(Thinking asked) {
      Long budget = asked.budgetTokens();
      if (asked.effort() == null && budget != null && budget < 0) {
        return null;
      }
      return switch (asked.asEffort()) {
        case NONE, MINIMAL, LOW -> "low";
        case MEDIUM -> "medium";
        case HIGH -> "high";
        case XHIGH -> model.hasExtraHigh() ? "xhigh" : "high";
        case MAX -> "max";
      };
    }
  }
}
