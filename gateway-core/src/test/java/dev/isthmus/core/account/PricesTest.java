package dev.isthmus.core.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Usage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {

  @Test
  void pricesPerMillionBecomeWholePicodollarsPerToken() {
    Prices prices = Prices.ofDollarsPerMillion(0.15, 0.075, null, 0.6);
    assertEquals(150_000, prices.inputPicodollarsPerToken());
    assertEquals(75_000, prices.cachedInputPicodollarsPerToken());
    assertEquals(150_000, prices.cacheWritePicodollarsPerToken());
    assertEquals(600_000, prices.outputPicodollarsPerToken());
  }

  @Test
  void cachedAndWrittenTokensArePartOfTheInput() {
    Prices prices = Prices.ofDollarsPerMillion(5, 0.5, 6.25, 30);
    long cost = prices.picodollars(Usage.reported(1_000, 600, 100, 50, 20));
    assertEquals(300 * 5_000_000L + 600 * 500_000L + 100 * 6_250_000L + 50 * 30_000_000L, cost);
  }

  @Test
  void tokensKeptForAnHourHaveTheirOwnPrice() {
    Usage usage = Usage.reported(1_000, 600, 100, 50, 20).keptForAnHour(60);
    long rest = 300 * 5_000_000L + 600 * 500_000L + 40 * 6_250_000L + 50 * 30_000_000L;

    Prices listed = Prices.ofDollarsPerMillion(5, 0.5, 6.25, 30);
    assertEquals(rest + 60 * 10_000_000L, listed.picodollars(usage));
    Prices stated = listed.withDollarsPerMillionKeptForAnHour(8);
    assertEquals(rest + 60 * 8_000_000L, stated.picodollars(usage));
    Prices other = listed.withLongContext(999, stated).withDollarsPerCall(0).readFrom("a", "b");
    assertEquals(rest + 60 * 8_000_000L, other.picodollars(usage));
    Prices without = Prices.ofDollarsPerMillion(5, 0.5, null, 30);
    assertEquals(
        without.picodollars(Usage.reported(1_000, 600, 100, 50, 20)), without.picodollars(usage));
  }

  @Test
  void aFeePerCallIsAddedOnce() {
    Prices prices = Prices.FREE.withDollarsPerCall(0.042);
    assertEquals(42_000_000_000L, prices.picodollars(Usage.reported(10, 0, 0, 10, 0)));
    assertEquals(126_000_000_000L, prices.picodollars(Usage.reported(10, 0, 0, 10, 0), 3));
    assertEquals(0.126, prices.dollars(10, 0, 10, 3), 1e-15);
    assertEquals(0.042, prices.dollars(10, 0, 10), 1e-15);
  }

  @Test
  void aPromptAboveTheBoundIsChargedAtOtherPricesAltogether() {
    Prices gemini =
        Prices.ofDollarsPerMillion(1.25, 0.125, null, 10)
            .withLongContext(200_000, Prices.ofDollarsPerMillion(2.5, 0.25, null, 15))
            .withDollarsPerCall(0.001);
    Usage at = Usage.reported(200_000, 50_000, 0, 1_000, 0);
    Usage above = Usage.reported(200_001, 50_000, 0, 1_000, 400);
    long fee = 1_000_000_000L;
    assertEquals(
        150_000 * 1_250_000L + 50_000 * 125_000L + 1_000 * 10_000_000L + fee,
        gemini.picodollars(at));
    assertEquals(
        150_001 * 2_500_000L + 50_000 * 250_000L + 1_000 * 15_000_000L + fee,
        gemini.picodollars(above));
    assertEquals(gemini.picodollars(at) * 1e-12, gemini.dollars(200_000, 50_000, 1_000), 1e-12);
    assertEquals(gemini.picodollars(above) * 1e-12, gemini.dollars(200_001, 50_000, 1_000), 1e-12);
  }

  @Test
  void aLongContextThatBeginsAtNothingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Prices.FREE.withLongContext(0, Prices.FREE));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 0.000_000_1, 1e30})
  void nonsenseIsRefusedByName(double price) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> Prices.ofDollarsPerMillion(1, null, null, price));
    assertTrue(String.valueOf(refusal.getMessage()).startsWith("output: "));
  }

  @Test
  void theCostIsExactAndTheExpectationAgrees() {
    long seed = 41;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < 10_000; i++) {
      Prices prices =
          Prices.ofDollarsPerMillion(cents(random), cents(random), cents(random), cents(random));
      long cached = random.nextLong(100_000);
      Usage usage =
          Usage.reported(
              cached + random.nextLong(1_000_000), cached, 0, random.nextLong(99_999), 0);
      BigDecimal exact =
          new BigDecimal(
              BigInteger.valueOf(usage.input() - cached)
                  .multiply(BigInteger.valueOf(prices.inputPicodollarsPerToken()))
                  .add(
                      BigInteger.valueOf(cached)
                          .multiply(BigInteger.valueOf(prices.cachedInputPicodollarsPerToken())))
                  .add(
                      BigInteger.valueOf(usage.output())
                          .multiply(BigInteger.valueOf(prices.outputPicodollarsPerToken()))));
      assertEquals(exact.longValueExact(), prices.picodollars(usage), () -> "seed=" + seed);
      double dollars = exact.movePointLeft(12).doubleValue();
      assertEquals(
          dollars,
          prices.dollars((double) usage.input(), (double) cached, (double) usage.output()),
          1e-12 + dollars * 1e-12,
          () -> "seed=" + seed);
    }
  }

  @Test
  void absurdUsageNeitherOverflowsNorGoesNegative() {
    Prices prices = Prices.ofDollarsPerMillion(5, 0.5, 6.25, 30);
    Usage absurd = Usage.reported(Long.MAX_VALUE, 0, 0, Long.MAX_VALUE, 0);
    assertEquals(Long.MAX_VALUE, prices.picodollars(absurd));
    assertEquals(0, Prices.FREE.picodollars(absurd));
    // More cached than input: the cached tokens are charged, and nothing is charged below zero.
    assertEquals(10 * 500_000L, prices.picodollars(Usage.reported(4, 10, 0, 0, 0)));
  }

  private static double cents(RandomGenerator random) {
    return random.nextInt(10_000) / 100.0;
  }
}
