package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.turn.TurnSettings.Effort;

/**
 * What differs between generations of Gemini models, told by a model's name. Names that tell
 * nothing (tuned endpoints) are taken for the 2.5 family.
 *
 * @param thinking how the generation is told how much to think
 * @param lowestBudget fewest thinking tokens it accepts
 */
record GeminiModel(Thinking thinking, int lowestBudget) {
  private static final int LOW_BUDGET = 1024;
  private static final int MEDIUM_BUDGET = 8192;
  private static final int HIGH_BUDGET = 24576;

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

  int budget(Effort effort) {
    return switch (effort) {
      case NONE -> lowestBudget;
      case MINIMAL, LOW -> LOW_BUDGET;
      case MEDIUM -> MEDIUM_BUDGET;
      case HIGH -> HIGH_BUDGET;
    };
  }

  String level(Effort effort) {
    return switch (effort) {
      case NONE, MINIMAL -> "MINIMAL";
      case LOW -> "LOW";
      case MEDIUM -> "MEDIUM";
      case HIGH -> "HIGH";
    };
  }
}
