package dev.isthmus.core.provider;

import java.util.Set;

/** One kind of provider, as configuration names it. Threads: any; stateless. */
public interface ProviderKind {

  /** The configuration's {@code type}; lower case. */
  String type();

  /** The names of the settings it understands, beside those that all have. */
  Set<String> settings();

  /**
   * Makes one deployment reachable.
   *
   * @throws IllegalArgumentException naming the setting that is missing or makes no sense
   */
  Provider at(Site site);
}
