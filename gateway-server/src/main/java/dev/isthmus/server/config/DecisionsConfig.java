package dev.isthmus.server.config;

import org.jspecify.annotations.Nullable;

/**
 * Which decisions are written down, and where.
 *
 * @param directory null: none are
 * @param sample the part of calls that nothing was wrong with
 * @param keepBytes what all files together may have
 */
public record DecisionsConfig(@Nullable String directory, double sample, long keepBytes) {
  public DecisionsConfig {
    if (!(sample >= 0 && sample <= 1)) {
      throw new IllegalArgumentException("sample: " + sample + " (expected: from 0 to 1)");
    }
    if (keepBytes <= 0) {
      throw new IllegalArgumentException("keep: " + keepBytes + " (expected: > 0)");
    }
  }
}
