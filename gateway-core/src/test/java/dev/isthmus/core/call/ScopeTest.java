package dev.isthmus.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  @Test
  void anEmptySetMeansAny() {
    assertTrue(Scope.ANY.allows("eastus2", "us", "azure"));
    assertTrue(Scope.ANY.allows(null, null, "gpu"));
    Scope eu = new Scope(Set.of(), Set.of("eu"), Set.of());
    assertTrue(eu.allows("westeurope", "eu", "azure"));
    assertFalse(eu.allows("eastus2", "us", "azure"));
  }

  @Test
  void aPlaceWithoutARegionIsOutsideAScopeThatNamesRegions() {
    assertFalse(new Scope(Set.of("a"), Set.of(), Set.of()).allows(null, null, "gpu"));
    assertFalse(new Scope(Set.of(), Set.of("eu"), Set.of()).allows("a", null, "gpu"));
  }

  @Test
  void disjointScopesLeaveNothing() {
    Scope eu = new Scope(Set.of(), Set.of("eu"), Set.of());
    Scope us = new Scope(Set.of(), Set.of("us"), Set.of());
    Scope none = eu.and(us);
    assertEquals(Scope.NOTHING, none);
    assertTrue(none.nothing());
    assertFalse(none.allows("westeurope", "eu", "azure"));
    assertEquals(Scope.NOTHING, none.and(Scope.ANY));
    assertEquals(Scope.NOTHING, Scope.ANY.and(none));
  }

  @Test
  void theIntersectionAllowsExactlyWhatBothAllow() {
    long seed = 20261123;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < 2_000; i++) {
      Scope left = scope(random);
      Scope right = scope(random);
      Scope both = left.and(right);
      for (String region : NAMES) {
        for (String zone : NAMES) {
          for (String provider : NAMES) {
            assertEquals(
                left.allows(region, zone, provider) && right.allows(region, zone, provider),
                both.allows(region, zone, provider),
                () -> "seed=" + seed + " left=" + left + " right=" + right);
          }
        }
      }
      assertEquals(both, right.and(left), () -> "seed=" + seed);
    }
  }

  @Test
  void blankNamesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Scope(Set.of(" "), Set.of(), Set.of()));
  }

  private static Scope scope(RandomGenerator random) {
    return new Scope(names(random), names(random), names(random));
  }

  private static Set<String> names(RandomGenerator random) {
    Set<String> names = new TreeSet<>();
    for (String name : NAMES) {
      if (random.nextInt(3) == 0) {
        names.add(name);
      }
    }
    return names;
  }
}
