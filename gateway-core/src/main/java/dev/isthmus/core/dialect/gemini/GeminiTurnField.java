package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.turn.Fate;
import dev.isthmus.core.dialect.turn.TurnField;
import dev.isthmus.core.dialect.turn.TurnFields;

/**
 * Every field of a generateContent request and what becomes of it in translation. A null value is
 * no value. A field that nobody knows is dropped.
 */
enum GeminiTurnField implements TurnField {
  CONTENTS("contents", Fate.CARRIED),
  SYSTEM_INSTRUCTION("systemInstruction", Fate.CARRIED),
  TOOLS("tools", Fate.CARRIED),
  TOOL_CONFIG("toolConfig", Fate.CARRIED),
  GENERATION_CONFIG("generationConfig", Fate.CARRIED),

  MODEL("model", Fate.KNOWN),

  LABELS("labels", Fate.DROPPED),
  SAFETY_SETTINGS("safetySettings", Fate.DROPPED),
  SERVICE_TIER("serviceTier", Fate.DROPPED),
  STORE("store", Fate.DROPPED),

  CACHED_CONTENT("cachedContent", Fate.REFUSED),
  MODEL_ARMOR_CONFIG("modelArmorConfig", Fate.REFUSED);

  static final TurnFields<GeminiTurnField> ALL =
      TurnFields.of(GeminiTurnField.class, GeminiTurnKey::camel);

  private final String key;
  private final Fate fate;

  GeminiTurnField(String key, Fate fate) {
    this.key = key;
    this.fate = fate;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public Fate fate() {
    return fate;
  }

  @Override
  public boolean isWithoutEffect(String json) {
    return switch (this) {
      case LABELS, MODEL_ARMOR_CONFIG -> json.equals("{}");
      case SAFETY_SETTINGS -> json.equals("[]");
      case STORE -> json.equals("false");
      case CACHED_CONTENT -> json.equals("\"\"");
      default -> false;
    };
  }
}
