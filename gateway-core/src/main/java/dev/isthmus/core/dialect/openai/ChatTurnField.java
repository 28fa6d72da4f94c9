package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.turn.Fate;
import dev.isthmus.core.dialect.turn.TurnField;
import dev.isthmus.core.dialect.turn.TurnFields;

/**
 * Every field of a chat request and what becomes of it in translation. A null value is no value. A
 * field that nobody knows is dropped.
 */
enum ChatTurnField implements TurnField {
  MESSAGES(Fate.CARRIED),
  TOOLS(Fate.CARRIED),
  TOOL_CHOICE(Fate.CARRIED),
  PARALLEL_TOOL_CALLS(Fate.CARRIED),
  RESPONSE_FORMAT(Fate.CARRIED),
  REASONING_EFFORT(Fate.CARRIED),
  MAX_TOKENS(Fate.CARRIED),
  MAX_COMPLETION_TOKENS(Fate.CARRIED),
  TEMPERATURE(Fate.CARRIED),
  TOP_P(Fate.CARRIED),
  PRESENCE_PENALTY(Fate.CARRIED),
  FREQUENCY_PENALTY(Fate.CARRIED),
  SEED(Fate.CARRIED),
  STOP(Fate.CARRIED),
  N(Fate.CARRIED),
  LOGPROBS(Fate.CARRIED),
  TOP_LOGPROBS(Fate.CARRIED),
  SAFETY_IDENTIFIER(Fate.CARRIED),
  USER(Fate.CARRIED),

  MODEL(Fate.KNOWN),
  STREAM(Fate.KNOWN),
  STREAM_OPTIONS(Fate.KNOWN),

  LOGIT_BIAS(Fate.DROPPED),
  METADATA(Fate.DROPPED),
  MODERATION(Fate.DROPPED),
  PREDICTION(Fate.DROPPED),
  PROMPT_CACHE_KEY(Fate.DROPPED),
  PROMPT_CACHE_OPTIONS(Fate.DROPPED),
  PROMPT_CACHE_RETENTION(Fate.DROPPED),
  SERVICE_TIER(Fate.DROPPED),
  STORE(Fate.DROPPED),
  VERBOSITY(Fate.DROPPED),
  WEB_SEARCH_OPTIONS(Fate.DROPPED),

  AUDIO(Fate.REFUSED),
  FUNCTIONS(Fate.REFUSED),
  FUNCTION_CALL(Fate.REFUSED),
  MODALITIES(Fate.REFUSED);

  static final TurnFields<ChatTurnField> ALL = TurnFields.of(ChatTurnField.class);

  private final Fate fate;

  ChatTurnField(Fate fate) {
    this.fate = fate;
  }

  @Override
  public Fate fate() {
    return fate;
  }

  @Override
  public boolean isWithoutEffect(String json) {
    return switch (this) {
      case LOGIT_BIAS, METADATA -> json.equals("{}");
      case STORE -> json.equals("false");
      case SERVICE_TIER -> json.equals("\"auto\"") || json.equals("\"default\"");
      case VERBOSITY -> json.equals("\"medium\"");
      case FUNCTIONS -> json.equals("[]");
      case FUNCTION_CALL -> json.equals("\"none\"");
      case MODALITIES -> json.equals("[\"text\"]");
      default -> false;
    };
  }
}
