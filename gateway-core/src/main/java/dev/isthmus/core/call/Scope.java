package dev.isthmus.core.call;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where calls may go: which regions, data zones and providers.
 *
 * <p>Shape: an empty set means any; a place must satisfy all three. Two scopes that share no region
 * (or zone, or provider) leave <em>nothing</em>, which an empty set could not say; so that is a
 * component of its own, and then all sets are empty. Sets iterate in the order of their names.
 *
 * @param nothing true where no place is allowed, whatever the sets say
 */
public record Scope(
    Set<String> regions, Set<String> dataZones, Set<String> providers, boolean nothing) {

  /** Everywhere. */
  public static final Scope ANY = new Scope(Set.of(), Set.of(), Set.of());

  /** Nowhere. */
  public static final Scope NOTHING = new Scope(Set.of(), Set.of(), Set.of(), true);

  public Scope {
    regions = nothing ? Set.of() : checked("regions", regions);
    dataZones = nothing ? Set.of() : checked("data_zones", dataZones);
    providers = nothing ? Set.of() : checked("providers", providers);
  }

  public Scope(Set<String> regions, Set<String> dataZones, Set<String> providers) {
    this(regions, dataZones, providers, false);
  }

  /**
   * Whether a deployment there may be used.
   *
   * @param region null where the deployment has none; then a scope that names regions refuses it
   * @param dataZone null likewise
   */
  @HotPath
  public boolean allows(@Nullable String region, @Nullable String dataZone, String provider) {
    return !nothing
        && admits(regions, region)
        && admits(dataZones, dataZone)
        && admits(providers, provider);
  }

  /** Whether every place is allowed. */
  @HotPath
  public boolean isAnywhere() {
    return !nothing && regions.isEmpty() && dataZones.isEmpty() && providers.isEmpty();
  }

  /** What both allow. */
  public Scope and(Scope other) {
    if (nothing
        || other.nothing
        || clash(regions, other.regions)
        || clash(dataZones, other.dataZones)
        || clash(providers, other.providers)) {
      return NOTHING;
    }
    return new Scope(
        both(regions, other.regions),
        both(dataZones, other.dataZones),
        both(providers, other.providers));
  }

  private static boolean admits(Set<String> allowed, @Nullable String name) {
    return allowed.isEmpty() || (name != null && allowed.contains(name));
  }

  private static boolean clash(Set<String> left, Set<String> right) {
    return !left.isEmpty() && !right.isEmpty() && Collections.disjoint(left, right);
  }

  private static Set<String> both(Set<String> left, Set<String> right) {
    if (left.isEmpty()) {
      return right;
    }
    Set<String> both = new TreeSet<>(left);
    if (!right.isEmpty()) {
      both.retainAll(right);
    }
    return both;
  }

  private static Set<String> checked(String field, Collection<String> names) {
    Set<String> sorted = new TreeSet<>(names);
    for (String name : sorted) {
      if (name.isBlank()) {
        throw new IllegalArgumentException(field + ": blank name (expected: a name)");
      }
    }
    return sorted.isEmpty() ? Set.of() : Collections.unmodifiableSet(sorted);
  }
}
