package dev.isthmus.load.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class SeedsTest {
  private static final int DRAWS = 100;
  private static final int PARTS = 16;

  /** A stream that is another one, some draws later, shares its numbers. */
  @Test
  void noStreamIsPartOfAnother() {
    Set<Long> drawn = new HashSet<>();
    for (long seed = 1; seed <= 3; seed++) {
      for (Seeds.Stream stream : Seeds.Stream.values()) {
        for (int part = 0; part < PARTS; part++) {
          RandomGenerator random = new Seeds(seed).stream(stream, part);
          for (int i = 0; i < DRAWS; i++) {
            assertTrue(drawn.add(random.nextLong()), seed + " " + stream + " " + part);
          }
        }
      }
    }
  }

  @Test
  void oneSeedGivesOneStream() {
    Seeds seeds = new Seeds(7);
    assertEquals(
        seeds.stream(Seeds.Stream.SERVICE, 3).nextLong(),
        seeds.stream(Seeds.Stream.SERVICE, 3).nextLong());
  }

  @Test
  void runsThatShareTheSeedOfTheirCallsMeetTheSameAndBehaveDifferently() {
    Seeds one = new Seeds(1, 5);
    Seeds other = new Seeds(2, 5);

    assertEquals(first(one, Seeds.Stream.ARRIVALS), first(other, Seeds.Stream.ARRIVALS));
    assertEquals(first(one, Seeds.Stream.LENGTHS), first(other, Seeds.Stream.LENGTHS));
    assertNotEquals(first(one, Seeds.Stream.SERVICE), first(other, Seeds.Stream.SERVICE));
    assertNotEquals(first(one, Seeds.Stream.POLICY), first(other, Seeds.Stream.POLICY));
  }

  private static long first(Seeds seeds, Seeds.Stream stream) {
    return seeds.stream(stream, 0).nextLong();
  }
}
