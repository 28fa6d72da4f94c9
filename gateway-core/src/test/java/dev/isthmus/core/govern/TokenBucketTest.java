package dev.isthmus.core.govern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.isthmus.core.call.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long MINUTE = 60_000_000_000L;

  private final FakeTicker ticker = new FakeTicker();

  private long now() {
    return ticker.nanoTime();
  }

  @Test
  void givesOneMinutesWorthAtOnceAndThenAtTheRate() {
    for (long limit : new long[] {1, 7, 60, 999, 12_345}) {
      TokenBucket bucket = new TokenBucket(limit, now());
      for (long i = 0; i < limit; i++) {
        assertEquals(limit - i, bucket.remaining(now()));
        assertEquals(0, bucket.take(1, now()), "limit " + limit + " at " + i);
      }
      assertEquals(0, bucket.remaining(now()));
      long wait = bucket.take(1, now());
      assertEquals(60.0 / limit, wait / 1e9, 1e-6 + limit * 1e-9, "costs are whole nanoseconds");
      assertTrue(bucket.take(1, now() + wait - 1_000) > 0);
      assertEquals(0, bucket.take(1, now() + wait));
      ticker.advanceSeconds(100);
    }
  }

  @Test
  void isFullAgainAfterAMinuteAndNoFuller() {
    TokenBucket bucket = new TokenBucket(100, now());
    assertEquals(0, bucket.take(100, now()));
    assertEquals(60_000, bucket.resetMillis(now()));
    ticker.advanceSeconds(30);
    assertEquals(50, bucket.remaining(now()));
    ticker.advanceSeconds(600);
    assertEquals(100, bucket.remaining(now()));
    assertEquals(0, bucket.resetMillis(now()));
    assertEquals(0, bucket.take(100, now()));
    assertTrue(bucket.take(1, now()) > 0);
  }

  @Test
  void whatIsPutBackCanBeTakenAgainButNotMore() {
    TokenBucket bucket = new TokenBucket(100, now());
    bucket.take(80, now());
    bucket.putBack(80);
    assertEquals(100, bucket.remaining(now()));
    ticker.advanceSeconds(10);
    bucket.putBack(80);
    assertEquals(100, bucket.remaining(now()));
    assertEquals(0, bucket.take(100, now()));
    assertTrue(bucket.take(1, now()) > 0);
  }

  @Test
  void debtIsPaidBeforeAnythingElse() {
    TokenBucket bucket = new TokenBucket(60, now());
    bucket.take(60, now());
    bucket.charge(120, now());
    assertEquals(0, bucket.remaining(now()));
    assertEquals(121.0, bucket.take(1, now()) / 1e9, 1e-6);
    ticker.advanceSeconds(121);
    assertEquals(0, bucket.take(1, now()));
  }

  @Test
  void noDebtIsLongerThanADay() {
    TokenBucket bucket = new TokenBucket(1, now());
    bucket.charge(Long.MAX_VALUE, now());
    assertTrue(bucket.take(1, now()) <= 24 * 60 * MINUTE);
    assertEquals(0, bucket.remaining(now()));
  }

  @Test
  void neverTakesMoreThanTheLimitAndOneBurstOverAnyWindow() {
    for (long seed = 1; seed <= 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long limit = 1L + random.nextInt(1 << random.nextInt(1, 20));
      TokenBucket bucket = new TokenBucket(limit, now());
      List<long[]> taken = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        pause(random);
        long amount = random.nextLong(1, Math.max(2, limit / (1 + random.nextInt(8)) + 1));
        if (bucket.take(amount, now()) == 0) {
          taken.add(new long[] {now(), amount});
        }
      }
      assertLaw(taken, limit, "seed " + seed + " limit " + limit);
    }
  }

  @Test
  void theLawHoldsForWhatIsKeptWhenPartIsPutBack() {
    for (long seed = 1; seed <= 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long limit = 1_000;
      TokenBucket bucket = new TokenBucket(limit, now());
      List<long[]> moves = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        pause(random);
        long amount = random.nextLong(1, limit);
        if (bucket.take(amount, now()) == 0) {
          long unused = random.nextLong(amount + 1);
          bucket.putBack(unused);
          moves.add(new long[] {now(), amount - unused});
        }
      }
      assertLaw(moves, limit, "seed " + seed);
    }
  }

  private void pause(SplittableRandom random) {
    switch (random.nextInt(4)) {
      case 0 -> ticker.advanceSeconds(random.nextDouble() * 20);
      case 1 -> ticker.advanceSeconds(random.nextDouble() * 0.2);
      default -> {}
    }
  }

  private static void assertLaw(List<long[]> taken, long limit, String what) {
    for (int from = 0; from < taken.size(); from++) {
      long sum = 0;
      for (int to = from; to < taken.size(); to++) {
        sum += taken.get(to)[1];
        double minutes = (taken.get(to)[0] - taken.get(from)[0]) / (double) MINUTE;
        double most = limit * (1 + minutes) + 1e-3;
        if (sum > most) {
          fail(what + ": " + sum + " over " + minutes + " min");
        }
      }
    }
  }

  @Test
  void refusesNobodyWhoStaysUnderTheRate() {
    TokenBucket bucket = new TokenBucket(600, now());
    for (int i = 0; i < 5_000; i++) {
      assertEquals(0, bucket.take(10, now()));
      ticker.advanceSeconds(1.0001);
    }
  }

  @Test
  void twoThreadsTakeNoMoreThanThereIs() throws InterruptedException {
    long limit = 100_000;
    TokenBucket bucket = new TokenBucket(limit, now());
    AtomicLong taken = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      int amount = 1 + t;
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < limit; i++) {
                  if (bucket.take(amount, now()) == 0) {
                    taken.addAndGet(amount);
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(limit, taken.get());
  }
}
