package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Effort;

/**
 * What differs between generations of Gemini models, told by a model's name. Names that tell
 * nothing (tuned endpoints) are taken for the 2.5 family.
 *
 * @param thinking how the generation is told how much to think
 * @param lowestBudget fewest thinking tokens it accepts
 */
record GeminiModel(Thinking thinking, int lowestBudget) {
  /** The thinking of 2.5 Pro cannot be switched off. */
  private static final int LOWEST_PRO_BUDGET = 128;

  /** How a generation is told how much to think. */
  enum Thinking {
    ABSENT,
    BUDGET,
    LEVEL
  }

  static GeminiModel of(String model) {
    String name = model.substring(model.lastIndexOf('/') + 1);
    if (name.startsWith("gemini-1") || name.startsWith("gemini-2.0")) {
      return new GeminiModel(Thinking.ABSENT, 0);
    }
    if (name.startsWith("gemini-3")) {
      return new GeminiModel(Thinking.LEVEL, 0);
    }
    return new GeminiModel(
        Thinking.BUDGET, name.startsWith("gemini-2.5-pro") ? LOWEST_PRO_BUDGET : 0);
  }

  /** Whether each turn with tool calls must show the model's signature. */
  boolean wantsSignatures() {
    return thinking == Thinking.LEVEL;
  }

  /** Units: tokens; −1 leaves it to the model. */
  long budget(TurnSettings.Thinking thinking) {
    long budget = thinking.asBudget();
    return budget < 0 ? budget : Math.max(budget, lowestBudget);
  }

  String level(Effort effort) {
    return switch (effort) {
      case NONE, MINIMAL -> "MINIMAL";
      case LOW -> "LOW";
      case MEDIUM -> "MEDIUM";
      case HIGH, XHIGH, MAX -> "HIGH";
    };
  }
}
