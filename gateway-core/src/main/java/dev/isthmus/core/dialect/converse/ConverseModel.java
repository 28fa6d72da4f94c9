package dev.isthmus.core.dialect.converse;

import dev.isthmus.core.dialect.turn.Carriage;
import dev.isthmus.core.dialect.turn.ClaudeModel;
import dev.isthmus.core.dialect.turn.Feature;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the models behind Converse, told by a model's id. Ids that tell nothing
 * (ARNs of application profiles and of imported models) get only what every model takes.
 *
 * @param claude which Claude it is; null where it is none
 */
record ConverseModel(Family family, Thinking thinking, @Nullable ClaudeModel claude) {
  /** The first Claude that keeps prefixes. */
  private static final int CACHING_VERSION = 305;

  /** The first Claude that calls tools. */
  private static final int TOOLS_VERSION = 300;

  /** Who made it, as far as that matters. */
  enum Family {
    CLAUDE,
    NOVA,
    GPT_OSS,
    LLAMA,
    OTHER
  }

  /** How a model is told how much to think. */
  enum Thinking {
    ABSENT,
    /** {@code thinking.budget_tokens}. */
    BUDGET,
    /** {@code thinking} of type adaptive, and {@code outputConfig.effort}. */
    ADAPTIVE,
    /** {@code reasoningConfig.maxReasoningEffort}. */
    REASONING_CONFIG,
    /** {@code reasoning_effort}. */
    REASONING_EFFORT
  }

  static ConverseModel of(String model) {
    String id = model.toLowerCase(Locale.ROOT);
    if (id.contains("claude")) {
      ClaudeModel claude = ClaudeModel.of(id);
      return new ConverseModel(Family.CLAUDE, thinking(claude), claude);
    }
    if (id.contains("nova-")) {
      boolean thinks = id.contains("nova-2");
      return new ConverseModel(
          Family.NOVA, thinks ? Thinking.REASONING_CONFIG : Thinking.ABSENT, null);
    }
    if (id.contains("gpt-oss")) {
      return new ConverseModel(Family.GPT_OSS, Thinking.REASONING_EFFORT, null);
    }
    Family family = id.contains("llama") ? Family.LLAMA : Family.OTHER;
    return new ConverseModel(family, Thinking.ABSENT, null);
  }

  ConverseIssuer issuer() {
    return switch (family) {
      case CLAUDE -> ConverseIssuer.ANTHROPIC;
      case NOVA -> ConverseIssuer.AMAZON;
      case GPT_OSS, LLAMA, OTHER -> ConverseIssuer.OTHER;
    };
  }

  boolean isClaude() {
    return family == Family.CLAUDE;
  }

  /** Whether temperature and top_p may stand in one request. */
  boolean takesBothSamplings() {
    return claude == null || claude.takesBothSamplings();
  }

  /** Whether efforts above high have their own names. */
  boolean hasExtraHigh() {
    return claude != null && claude.hasExtraHigh();
  }

  boolean isNova() {
    return family == Family.NOVA;
  }

  /** Whether tools may be marked as worth keeping, and not only what is said. */
  boolean keepsTools() {
    return isClaude();
  }

  /** Whether an answer's shape, and that of arguments, can be held to a schema. */
  boolean followsSchemas() {
    return family == Family.GPT_OSS || (claude != null && claude.followsSchemas());
  }

  /**
   * Whether a tool that must be called can stand in for an answer of a given shape: of the models
   * that follow no schema, those that can be told to call a tool.
   */
  boolean takesAnswerTool() {
    return !followsSchemas() && (isNova() || (claude != null && claude.version() >= TOOLS_VERSION));
  }

  /** Adds what becomes of the features in which models differ. */
  void declare(Map<Feature, Carriage> carriage) {
    if (thinking != Thinking.REASONING_EFFORT) {
      carriage.put(
          Feature.THINKING, thinking == Thinking.ABSENT ? Carriage.DROPPED : Carriage.ADAPTED);
    }
    if (!followsSchemas()) {
      carriage.put(Feature.JSON_SCHEMA, takesAnswerTool() ? Carriage.ADAPTED : Carriage.DROPPED);
      carriage.put(Feature.STRICT_TOOLS, Carriage.DROPPED);
    }
    if (!isClaude() && !isNova()) {
      carriage.put(Feature.TOP_K, Carriage.DROPPED);
      carriage.put(Feature.TOOL_FAILURE, Carriage.DROPPED);
    }
    if (!isNova() && (claude == null || claude.version() < CACHING_VERSION)) {
      carriage.put(Feature.CACHE_MARK, Carriage.DROPPED);
    }
    if (family == Family.LLAMA) {
      carriage.put(Feature.TOOL_CHOICE_REQUIRED, Carriage.REFUSED);
    }
    if (claude != null && !claude.takesSampling()) {
      carriage.put(Feature.TEMPERATURE, Carriage.DROPPED);
      carriage.put(Feature.TOP_P, Carriage.DROPPED);
      carriage.put(Feature.TOP_K, Carriage.DROPPED);
    }
  }

  private static Thinking thinking(ClaudeModel claude) {
    return switch (claude.thinking()) {
      case ABSENT -> Thinking.ABSENT;
      case BUDGET -> Thinking.BUDGET;
      case ADAPTIVE -> Thinking.ADAPTIVE;
    };
  }
}
