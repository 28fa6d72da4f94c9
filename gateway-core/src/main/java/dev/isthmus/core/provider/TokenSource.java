package dev.isthmus.core.provider;

import org.jspecify.annotations.Nullable;

/** A credential that something off the event loop keeps fresh. Threads: any; never waits. */
@FunctionalInterface
public interface TokenSource {

  /** The last good token or key, or null where there is none that still holds. */
  @Nullable String current();

  /** The provider refused it: whoever keeps it fresh should fetch another soon. */
  default void refused() {}
}
