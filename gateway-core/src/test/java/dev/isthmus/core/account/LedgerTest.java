package dev.isthmus.core.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.call.Usage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final int DEPLOYMENTS = 4;
  private static final int CALLERS = 3;
  private static final BigInteger TRILLION = BigInteger.valueOf(1_000_000_000_000L);

  @Test
  void reportedEstimatedAndUnpricedStandApart() {
    Ledger ledger = new Ledger(1, 1, List.of());
    ledger.attempt(row(0, 0, Usage.reported(10, 4, 0, 5, 1), 7L));
    ledger.attempt(row(0, 0, Usage.estimated(20, 2), 11L));
    ledger.attempt(row(0, 0, Usage.reported(40, 0, 0, 3, 0), null));
    assertEquals(new Totals(1, 10, 4, 0, 0, 5, 1, 0, 7), ledger.totals(Row.Kind.REPORTED));
    assertEquals(new Totals(1, 20, 0, 0, 0, 2, 0, 0, 11), ledger.totals(Row.Kind.ESTIMATED));
    assertEquals(new Totals(1, 40, 0, 0, 0, 3, 0, 0, 0), ledger.totals(Row.Kind.UNPRICED));
  }

  @Test
  void totalsOutgrowALongOfPicodollars() {
    Ledger ledger = new Ledger(1, 1, List.of());
    for (int i = 0; i < 3; i++) {
      ledger.attempt(row(0, 0, Usage.reported(1, 0, 0, 1, 0), Long.MAX_VALUE));
    }
    Totals totals = ledger.totals(Row.Kind.REPORTED);
    assertEquals(BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(3)), money(totals));
    assertEquals(27_670_116, totals.dollars());
    assertEquals(27_670_116.11, totals.asDollars(), 0.01);
  }

  @Test
  void indicesBeyondTheConfigurationShareOnePlace() {
    Ledger ledger = new Ledger(DEPLOYMENTS, CALLERS, List.of());
    ledger.attempt(row(DEPLOYMENTS, CALLERS + 5, Usage.estimated(1, 1), 1L));
    ledger.attempt(row(DEPLOYMENTS + 9, CALLERS, Usage.estimated(1, 1), 1L));
    assertEquals(2, ledger.ofDeployment(DEPLOYMENTS, Row.Kind.ESTIMATED).rows());
    assertEquals(2, ledger.ofCaller(CALLERS + 99, Row.Kind.ESTIMATED).rows());
    assertEquals(2, ledger.totals(Row.Kind.ESTIMATED).rows());
  }

  @Test
  void growingKeepsWhatWasCounted() {
    Ledger ledger = new Ledger(1, 0, List.of());
    ledger.attempt(row(0, 0, Usage.estimated(1, 1), 1L));
    ledger.attempt(row(7, 0, Usage.estimated(1, 1), 1L));
    ledger.grow(3, 2);
    ledger.grow(2, 1);
    ledger.attempt(row(2, 1, Usage.estimated(1, 1), 1L));
    ledger.attempt(row(7, 0, Usage.estimated(1, 1), 1L));
    assertEquals(1, ledger.ofDeployment(0, Row.Kind.ESTIMATED).rows());
    assertEquals(0, ledger.ofDeployment(1, Row.Kind.ESTIMATED).rows());
    assertEquals(1, ledger.ofDeployment(2, Row.Kind.ESTIMATED).rows());
    assertEquals(2, ledger.ofDeployment(7, Row.Kind.ESTIMATED).rows(), "beyond, then as now");
    assertEquals(1, ledger.ofCaller(0, Row.Kind.ESTIMATED).rows(), "since there is a place");
    assertEquals(4, ledger.totals(Row.Kind.ESTIMATED).rows());
  }

  @Test
  void namesThatComeAndGoForEverTakeNoMorePlacesThanThereAre() {
    Ledger ledger = new Ledger(0, 0, List.of());
    ledger.grow(Integer.MAX_VALUE, Integer.MAX_VALUE);
    ledger.attempt(row(Integer.MAX_VALUE, Integer.MAX_VALUE, Usage.estimated(1, 1), 1L));
    assertEquals(1, ledger.ofDeployment(Ledger.MOST_PLACES, Row.Kind.ESTIMATED).rows());
    assertEquals(0, ledger.ofDeployment(Ledger.MOST_PLACES - 1, Row.Kind.ESTIMATED).rows());
  }

  @Test
  void rowsThatComeWhileItGrowsAreAllCounted() throws InterruptedException {
    Ledger ledger = new Ledger(1, 1, List.of());
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < 50_000; i++) {
                ledger.attempt(row(0, 0, Usage.estimated(1, 1), 1L));
              }
            });
    writer.start();
    for (int places = 1; places < 500; places++) {
      ledger.grow(places, places);
    }
    writer.join();
    assertEquals(50_000, ledger.ofDeployment(0, Row.Kind.ESTIMATED).rows());
    assertEquals(50_000, ledger.ofCaller(0, Row.Kind.ESTIMATED).rows());
  }

  @Test
  void everyListenerHearsEveryRowAfterItWasAddedUp() {
    List<String> heard = new ArrayList<>();
    List<Ledger> holder = new ArrayList<>();
    Ledger ledger =
        new Ledger(
            1,
            1,
            List.of(
                row -> heard.add("first " + row.callId()),
                row -> heard.add("rows " + holder.get(0).totals(row.kind()).rows())));
    holder.add(ledger);
    ledger.attempt(row(0, 0, Usage.estimated(1, 1), 1L));
    assertEquals(List.of("first call", "rows 1"), heard);
  }

  @Test
  void rowsCheckThemselves() {
    assertThrows(IllegalArgumentException.class, () -> row(0, 0, Usage.estimated(1, 1), -1L));
    assertThrows(IllegalArgumentException.class, () -> new CallerId(" ", 0));
  }

  @Test
  void totalsAreTheSumOfTheRowsWhateverTheThreads() throws InterruptedException {
    long seed = 20261124;
    List<Row> heard = Collections.synchronizedList(new ArrayList<>());
    Ledger ledger = new Ledger(DEPLOYMENTS, CALLERS, List.of(heard::add));
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + t);
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  ledger.attempt(randomRow(random));
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(80_000, heard.size());
    for (Row.Kind kind : Row.Kind.values()) {
      Totals all = sum(heard, row -> row.kind() == kind);
      assertEquals(all, ledger.totals(kind), () -> "seed=" + seed);
      assertEquals(all, sumOf(CALLERS + 1, i -> ledger.ofCaller(i, kind)), () -> "seed=" + seed);
      for (int d = 0; d < DEPLOYMENTS; d++) {
        int index = d;
        assertEquals(
            sum(heard, row -> row.kind() == kind && row.deployment().index() == index),
            ledger.ofDeployment(index, kind),
            () -> "seed=" + seed);
      }
    }
  }

  /** Adds rows up the slow and certain way. */
  private static Totals sum(List<Row> rows, Predicate<Row> which) {
    BigInteger money = BigInteger.ZERO;
    long[] tokens = new long[7];
    for (Row row : rows) {
      if (which.test(row)) {
        tokens[0]++;
        tokens[1] += row.usage().input();
        tokens[2] += row.usage().cachedInput();
        tokens[3] += row.usage().cacheWrite();
        tokens[4] += row.usage().hourCacheWrite();
        tokens[5] += row.usage().output();
        tokens[6] += row.usage().reasoning();
        Long cost = row.picodollars();
        money = cost == null ? money : money.add(BigInteger.valueOf(cost));
      }
    }
    BigInteger[] parts = money.divideAndRemainder(TRILLION);
    return new Totals(
        tokens[0],
        tokens[1],
        tokens[2],
        tokens[3],
        tokens[4],
        tokens[5],
        tokens[6],
        parts[0].longValueExact(),
        parts[1].longValueExact());
  }

  private static Totals sumOf(int count, IntFunction<Totals> totals) {
    Totals sum = Totals.NONE;
    for (int i = 0; i < count; i++) {
      sum = sum.plus(totals.apply(i));
    }
    return sum;
  }

  private static BigInteger money(Totals totals) {
    return BigInteger.valueOf(totals.dollars())
        .multiply(TRILLION)
        .add(BigInteger.valueOf(totals.picodollars()));
  }

  private static Row randomRow(RandomGenerator random) {
    long cached = random.nextLong(500);
    long input = cached + random.nextLong(5_000);
    Usage usage =
        random.nextBoolean()
            ? Usage.reported(input, cached, 0, random.nextLong(900), 0)
            : Usage.estimated(input, random.nextLong(900));
    Long cost = random.nextInt(5) == 0 ? null : random.nextLong(3_000_000_000_000L);
    return row(random.nextInt(DEPLOYMENTS + 1), random.nextInt(CALLERS + 1), usage, cost);
  }

  private static Row row(int deployment, int caller, Usage usage, @Nullable Long picodollars) {
    return new Row(
        "call",
        1,
        new DeploymentId("deployment-" + deployment, deployment),
        new CallerId("caller-" + caller, caller),
        usage,
        picodollars,
        "v1",
        false);
  }
}
