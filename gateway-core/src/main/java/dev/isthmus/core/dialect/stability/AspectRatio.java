package dev.isthmus.core.dialect.stability;

import dev.isthmus.core.dialect.turn.ImageRequest.Size;
import org.jspecify.annotations.Nullable;

/** The shapes that pictures have at Stability AI, which knows no sizes. */
enum AspectRatio {
  ULTRAWIDE(21, 9),
  WIDE(16, 9),
  PHOTO(3, 2),
  NEARLY_SQUARE(5, 4),
  SQUARE(1, 1),
  TALL_NEARLY_SQUARE(4, 5),
  TALL_PHOTO(2, 3),
  TALL(9, 16),
  TALL_ULTRAWIDE(9, 21);

  /** 1792x1024 is called 16:9, and off by less than two in a hundred. */
  private static final double TOLERANCE = 0.02;

  private final int width;
  private final int height;

  AspectRatio(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** The shape that {@code size} has, or null. */
  static @Nullable AspectRatio of(Size size) {
    for (AspectRatio ratio : values()) {
      double off = (double) size.width() * ratio.height / ((double) size.height() * ratio.width);
      if (Math.abs(off - 1) < TOLERANCE) {
        return ratio;
      }
    }
    return null;
  }

  /** As requests write it. */
  String written() {
    return width + ":" + height;
  }
}
