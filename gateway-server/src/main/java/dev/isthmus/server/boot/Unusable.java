package dev.isthmus.server.boot;

import org.jspecify.annotations.Nullable;

/** A configuration that is well written, and still nothing can be made of it. */
final class Unusable extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String path;

  /**
   * @param path the field that is to blame
   * @param why never holds a secret
   */
  Unusable(String path, String why, @Nullable Throwable cause) {
    super(why, cause);
    this.path = path;
  }

  String path() {
    return path;
  }
}
