package dev.isthmus.core.govern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The time of a lookup says nothing about how near a wrong key is to a right one.
 *
 * <p>Whether a key is right is no secret: the answer says so. A secret is how much of a wrong key
 * is right, by which one could be put together byte by byte. So the kinds of wrong keys are
 * compared with each other; right ones are measured beside them. Each round has a secret of its
 * own, as each process has, and all kinds come in turn, so that what else the machine does falls on
 * all of them alike. Student's t is taken over the rounds.
 */
final class KeyTimingTest {
  private static final int ROUNDS = 250;
  private static final int WARM_ROUNDS = 20;
  private static final int KEYS = 50;
  private static final int PASSES = 20;
  private static final double MOST_T = 4.5;

  private enum Kind {
    RIGHT,
    LAST_BYTE_WRONG,
    FIRST_BYTE_WRONG,
    RANDOM
  }

  private long found;

  @Test
  @Case(id = "A1", did = "1,000,000 lookups of right keys, near ones and random ones, in turn")
  void aNearKeyTakesAsLongAsAnyOther(Figures figures) {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    double[][] nanos = new double[Kind.values().length][ROUNDS];
    for (int round = -WARM_ROUNDS; round < ROUNDS; round++) {
      double[] means = round(random);
      for (int kind = 0; kind < means.length && round >= 0; kind++) {
        nanos[kind][round] = means[kind];
      }
    }
    assertEquals((long) (ROUNDS + WARM_ROUNDS) * KEYS * PASSES, found, "right keys");
    for (Kind kind : Kind.values()) {
      figures.add(kind.name().toLowerCase(Locale.ROOT) + "_ns", mean(nanos[kind.ordinal()]));
    }
    double last = t(nanos, Kind.LAST_BYTE_WRONG, Kind.RANDOM);
    double first = t(nanos, Kind.FIRST_BYTE_WRONG, Kind.RANDOM);
    double ends = t(nanos, Kind.FIRST_BYTE_WRONG, Kind.LAST_BYTE_WRONG);
    figures.add("t_last_random", last).add("t_first_random", first).add("t_first_last", ends);
    figures.add("t_right_random", t(nanos, Kind.RIGHT, Kind.RANDOM));
    for (double t : new double[] {last, first, ends}) {
      assertTrue(Math.abs(t) < MOST_T, "seed " + seed + ": t = " + t);
    }
  }

  /** The usual time of each kind under one secret. */
  private double[] round(SplittableRandom random) {
    List<String> right = new ArrayList<>();
    List<Credential> credentials = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      String key = key(random);
      right.add(key);
      Caller caller = Fixtures.caller("c" + i, CallerLimits.NONE);
      credentials.add(new Credential(KeyHash.ofKey(key), caller));
    }
    String[][] keys = new String[Kind.values().length][KEYS];
    int[] order = {0, 1, 2, 3};
    for (int i = 0; i < KEYS; i++) {
      shuffle(order, random);
      for (int kind : order) {
        keys[kind][i] = shown(Kind.values()[kind], right.get(i), random);
      }
    }
    Keys.Reader reader = new Keys(credentials, new SecureRandom()).new Reader();
    return usual(reader, keys, random);
  }

  /** All are made alike, so that their places in memory tell nothing of their kind. */
  private static String shown(Kind kind, String key, SplittableRandom random) {
    char[] letters = key(random).toCharArray();
    int last = letters.length - 1;
    if (kind != Kind.RANDOM) {
      key.getChars(0, letters.length, letters, 0);
      letters[0] ^= (char) (kind == Kind.FIRST_BYTE_WRONG ? 1 : 0);
      letters[last] ^= (char) (kind == Kind.LAST_BYTE_WRONG ? 1 : 0);
    }
    return new String(letters);
  }

  private static String key(SplittableRandom random) {
    char[] letters = new char[40];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = (char) ('a' + random.nextInt(16));
    }
    return new String(letters);
  }

  private double[] usual(Keys.Reader reader, String[][] keys, SplittableRandom random) {
    int kinds = keys.length;
    long[][] samples = new long[kinds][KEYS * PASSES];
    int[] order = {0, 1, 2, 3};
    for (int i = 0; i < KEYS * PASSES; i++) {
      shuffle(order, random);
      for (int kind : order) {
        String key = keys[kind][i % KEYS];
        long before = System.nanoTime();
        @Nullable Caller caller = reader.find(key, 0);
        samples[kind][i] = System.nanoTime() - before;
        found += caller == null ? 0 : 1;
      }
    }
    return Arrays.stream(samples).mapToDouble(KeyTimingTest::trimmedMean).toArray();
  }

  /** What comes before a lookup leaves its trace in caches: each kind follows each other alike. */
  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kind = order[i];
      order[i] = order[other];
      order[other] = kind;
    }
  }

  /** The mean of the middle half: interruptions are not what is measured. */
  private static double trimmedMean(long[] samples) {
    Arrays.sort(samples);
    return Arrays.stream(samples, samples.length / 4, samples.length * 3 / 4).average().orElse(0);
  }

  /** Student's t of the differences between two kinds, round by round. */
  private static double t(double[][] nanos, Kind one, Kind other) {
    double[] differences = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      differences[i] = nanos[one.ordinal()][i] - nanos[other.ordinal()][i];
    }
    double mean = mean(differences);
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    return mean / Math.sqrt(squares / (ROUNDS - 1) / ROUNDS);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}
