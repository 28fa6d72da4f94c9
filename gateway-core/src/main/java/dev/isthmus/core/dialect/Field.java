package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.JsonPaths;

/**
 * A field of a request as callers write it.
 *
 * @param id its number among the paths that are scanned for
 */
public record Field(String name, int id) {

  /** The field called {@code name}, which {@code paths} was built with. */
  public static Field of(JsonPaths paths, String name) {
    return new Field(name, paths.id(name));
  }
}
