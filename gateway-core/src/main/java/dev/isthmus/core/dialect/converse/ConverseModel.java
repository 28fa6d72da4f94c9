package dev.isthmus.core.dialect.converse;

import dev.isthmus.core.dialect.turn.Carriage;
import dev.isthmus.core.dialect.turn.Feature;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What differs between the models behind Converse, told by a model's id. Ids that tell nothing
 * (ARNs of application profiles and of imported models) get only what every model takes.
 *
 * @param version of Claude, as hundreds of its major version and its minor one; else 0
 */
record ConverseModel(Family family, Thinking thinking, int version) {
  /** The first Claude that keeps prefixes; the first that thinks; the first that paces itself. */
  private static final int CACHING_VERSION = 305;

  private static final int THINKING_VERSION = 307;
  private static final int ADAPTIVE_VERSION = 407;

  private static final Pattern CLAUDE =
      Pattern.compile("claude-(?:[a-z]+-)?(\\d{1,2})(?!\\d)(?:-(\\d{1,2})(?!\\d))?");

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
      int version = version(id);
      return new ConverseModel(Family.CLAUDE, thinking(version), version);
    }
    if (id.contains("nova-")) {
      boolean thinks = id.contains("nova-2");
      return new ConverseModel(
          Family.NOVA, thinks ? Thinking.REASONING_CONFIG : Thinking.ABSENT, 0);
    }
    if (id.contains("gpt-oss")) {
      return new ConverseModel(Family.GPT_OSS, Thinking.REASONING_EFFORT, 0);
    }
    Family family = id.contains("llama") ? Family.LLAMA : Family.OTHER;
    return new ConverseModel(family, Thinking.ABSENT, 0);
  }

  boolean isClaude() {
    return family == Family.CLAUDE;
  }

  boolean isNova() {
    return family == Family.NOVA;
  }

  /** Whether tools may be marked as worth keeping, and not only what is said. */
  boolean keepsTools() {
    return isClaude();
  }

  /** Adds what becomes of the features in which models differ. */
  void declare(Map<Feature, Carriage> carriage) {
    if (thinking != Thinking.REASONING_EFFORT) {
      carriage.put(
          Feature.THINKING, thinking == Thinking.ABSENT ? Carriage.DROPPED : Carriage.ADAPTED);
    }
    if (!isClaude() && !isNova()) {
      carriage.put(Feature.TOP_K, Carriage.DROPPED);
      carriage.put(Feature.TOOL_FAILURE, Carriage.DROPPED);
    }
    if (!isNova() && version < CACHING_VERSION) {
      carriage.put(Feature.CACHE_MARK, Carriage.DROPPED);
    }
    if (family == Family.LLAMA) {
      carriage.put(Feature.TOOL_CHOICE_REQUIRED, Carriage.REFUSED);
    }
    if (thinking == Thinking.ADAPTIVE) { // these also draw their tokens as they like
      carriage.put(Feature.TEMPERATURE, Carriage.DROPPED);
      carriage.put(Feature.TOP_P, Carriage.DROPPED);
      carriage.put(Feature.TOP_K, Carriage.DROPPED);
    }
  }

  private static int version(String id) {
    Matcher version = CLAUDE.matcher(id);
    if (!version.find()) {
      return 0;
    }
    String minor = version.group(2);
    return 100 * Integer.parseInt(version.group(1)) + (minor == null ? 0 : Integer.parseInt(minor));
  }

  private static Thinking thinking(int version) {
    if (version < THINKING_VERSION) {
      return Thinking.ABSENT;
    }
    return version < ADAPTIVE_VERSION ? Thinking.BUDGET : Thinking.ADAPTIVE;
  }
}
