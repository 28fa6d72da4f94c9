package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.turn.Fate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every field of a generateContent request and what becomes of it in translation. A null value is
 * no value. A field that nobody knows is dropped.
 */
enum GeminiTurnField {
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

  private static final Map<String, GeminiTurnField> BY_KEY =
      Arrays.stream(values()).collect(Collectors.toMap(GeminiTurnField::key, Function.identity()));

  private final String key;
  private final Fate fate;

  GeminiTurnField(String key, Fate fate) {
    this.key = key;
    this.fate = fate;
  }

  /** The field that is called {@code key} in camelCase. */
  static @Nullable GeminiTurnField of(String key) {
    return BY_KEY.get(key);
  }

  String key() {
    return key;
  }

  Fate fate() {
    return fate;
  }

  /** Whether {@code json}, without white space, asks for nothing but what happens anyway. */
  boolean isWithoutEffect(String json) {
    return switch (this) {
      case LABELS, MODEL_ARMOR_CONFIG -> json.equals("{}");
      case SAFETY_SETTINGS -> json.equals("[]");
      case STORE -> json.equals("false");
      case CACHED_CONTENT -> json.equals("\"\"");
      default -> false;
    };
  }

  /** What becomes of each field, by the name that callers write. */
  static Map<String, Fate> fates() {
    return Arrays.stream(values())
        .collect(
            Collectors.toMap(
                GeminiTurnField::key,
                GeminiTurnField::fate,
                (one, other) -> one,
                LinkedHashMap::new));
  }
}
