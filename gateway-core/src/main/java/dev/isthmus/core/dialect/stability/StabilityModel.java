package dev.isthmus.core.dialect.stability;

import org.jspecify.annotations.Nullable;

/**
 * Which of Stability AI's services a deployment's model stands for.
 *
 * @param service the last segment of its path
 * @param model what the service is told besides; null where it is but one model
 */
public record StabilityModel(String service, @Nullable String model) {
  private static final String FAMILY = "stable-image-";
  private static final String SD3 = "sd3";

  /**
   * The model called {@code name}: {@code ultra}, {@code core}, or one that begins with {@code
   * sd3}.
   *
   * @throws IllegalArgumentException for any other
   */
  public static StabilityModel of(String name) {
    String plain = name.startsWith(FAMILY) ? name.substring(FAMILY.length()) : name;
    if (plain.equals("ultra") || plain.equals("core")) {
      return new StabilityModel(plain, null);
    }
    if (plain.startsWith(SD3)) {
      return new StabilityModel(SD3, plain.equals(SD3) ? null : plain);
    }
    throw new IllegalArgumentException(
        "model: not one of Stability AI's (expected: ultra, core, or sd3 and what follows it)");
  }

  boolean writes(String format) {
    return !format.equals("webp") || !service.equals(SD3);
  }
}
