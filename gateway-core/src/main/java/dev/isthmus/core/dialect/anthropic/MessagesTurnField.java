package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.Fate;
import dev.isthmus.core.dialect.turn.TurnField;
import dev.isthmus.core.dialect.turn.TurnFields;

/**
 * Every field of a Messages request and what becomes of it in translation. A null value is no
 * value. A field that nobody knows is dropped.
 */
enum MessagesTurnField implements TurnField {
  MESSAGES(Fate.CARRIED),
  SYSTEM(Fate.CARRIED),
  CACHE_CONTROL(Fate.CARRIED),
  MAX_TOKENS(Fate.CARRIED),
  TEMPERATURE(Fate.CARRIED),
  TOP_P(Fate.CARRIED),
  TOP_K(Fate.CARRIED),
  STOP_SEQUENCES(Fate.CARRIED),
  TOOLS(Fate.CARRIED),
  TOOL_CHOICE(Fate.CARRIED),
  THINKING(Fate.CARRIED),
  OUTPUT_CONFIG(Fate.CARRIED),
  /** What {@code output_config.format} was called while in beta. */
  OUTPUT_FORMAT(Fate.CARRIED),
  METADATA(Fate.CARRIED),

  MODEL(Fate.KNOWN),
  STREAM(Fate.KNOWN),
  ANTHROPIC_VERSION(Fate.KNOWN),

  ANTHROPIC_BETA(Fate.DROPPED),
  BETAS(Fate.DROPPED),
  CONTEXT_MANAGEMENT(Fate.DROPPED),
  SERVICE_TIER(Fate.DROPPED),
  SPEED(Fate.DROPPED),
  USER_PROFILE_ID(Fate.DROPPED),

  CONTAINER(Fate.REFUSED),
  /** Where the answer is made: a promise that is not to be broken in silence. */
  INFERENCE_GEO(Fate.REFUSED),
  MCP_SERVERS(Fate.REFUSED);

  static final TurnFields<MessagesTurnField> ALL = TurnFields.of(MessagesTurnField.class);

  private final Fate fate;

  MessagesTurnField(Fate fate) {
    this.fate = fate;
  }

  @Override
  public Fate fate() {
    return fate;
  }

  @Override
  public boolean isWithoutEffect(String json) {
    return switch (this) {
      case SERVICE_TIER -> json.equals("\"auto\"");
      case SPEED -> json.equals("\"standard\"");
      case INFERENCE_GEO -> json.equals("\"global\"");
      case CONTEXT_MANAGEMENT -> json.equals("{}");
      case ANTHROPIC_BETA, BETAS, MCP_SERVERS -> json.equals("[]");
      default -> false;
    };
  }
}
