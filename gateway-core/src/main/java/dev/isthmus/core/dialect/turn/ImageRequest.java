package dev.isthmus.core.dialect.turn;

import org.jspecify.annotations.Nullable;

/**
 * A picture that is asked for.
 *
 * @param count how many of it
 * @param size null where the caller leaves it to the model
 * @param format png, jpeg or webp; null where the caller leaves it to the model
 */
public record ImageRequest(String prompt, int count, @Nullable Size size, @Nullable String format) {

  /** Units: pixels. */
  public record Size(int width, int height) {}
}
