package dev.isthmus.core.dialect.responses;

import dev.isthmus.core.dialect.turn.Fate;
import dev.isthmus.core.dialect.turn.TurnField;
import dev.isthmus.core.dialect.turn.TurnFields;

/**
 * Every field of a request and what becomes of it in translation. A null value is no value. A field
 * that nobody knows is dropped.
 */
enum ResponsesField implements TurnField {
  INPUT(Fate.CARRIED),
  INSTRUCTIONS(Fate.CARRIED),
  TOOLS(Fate.CARRIED),
  TOOL_CHOICE(Fate.CARRIED),
  PARALLEL_TOOL_CALLS(Fate.CARRIED),
  TEXT(Fate.CARRIED),
  REASONING(Fate.CARRIED),
  MAX_OUTPUT_TOKENS(Fate.CARRIED),
  TEMPERATURE(Fate.CARRIED),
  TOP_P(Fate.CARRIED),
  TOP_LOGPROBS(Fate.CARRIED),
  INCLUDE(Fate.CARRIED),
  SAFETY_IDENTIFIER(Fate.CARRIED),
  USER(Fate.CARRIED),

  MODEL(Fate.KNOWN),
  STREAM(Fate.KNOWN),
  STREAM_OPTIONS(Fate.KNOWN),
  /** Bounds the calls of tools that the provider runs itself, and these are refused. */
  MAX_TOOL_CALLS(Fate.KNOWN),

  CONTEXT_MANAGEMENT(Fate.DROPPED),
  METADATA(Fate.DROPPED),
  MODERATION(Fate.DROPPED),
  PROMPT_CACHE_KEY(Fate.DROPPED),
  PROMPT_CACHE_OPTIONS(Fate.DROPPED),
  PROMPT_CACHE_RETENTION(Fate.DROPPED),
  SERVICE_TIER(Fate.DROPPED),
  TRUNCATION(Fate.DROPPED),

  BACKGROUND(Fate.REFUSED),
  CONVERSATION(Fate.REFUSED),
  PREVIOUS_RESPONSE_ID(Fate.REFUSED),
  PROMPT(Fate.REFUSED),
  STORE(Fate.REFUSED);

  static final TurnFields<ResponsesField> ALL = TurnFields.of(ResponsesField.class);

  private final Fate fate;

  ResponsesField(Fate fate) {
    this.fate = fate;
  }

  @Override
  public Fate fate() {
    return fate;
  }

  @Override
  public boolean isWithoutEffect(String json) {
    return switch (this) {
      case METADATA -> json.equals("{}");
      case CONTEXT_MANAGEMENT -> json.equals("[]");
      case STORE, BACKGROUND -> json.equals("false");
      case SERVICE_TIER -> json.equals("\"auto\"") || json.equals("\"default\"");
      case TRUNCATION -> json.equals("\"disabled\"");
      default -> false;
    };
  }
}
