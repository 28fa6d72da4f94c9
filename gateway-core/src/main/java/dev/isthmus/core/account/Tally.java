package dev.isthmus.core.account;

import dev.isthmus.core.call.Usage;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Adds up rows of one deployment or one caller, by kind.
 *
 * <p>Implementation: one array of counters, {@link #CELLS} for each kind, each only ever added to.
 * Money is cut into whole microdollars and the picodollars below one, in a cell each: so no add
 * carries from one cell into the other, and neither overflows (a microdollar cell holds nine
 * trillion dollars; nine trillion rows fill the other). The reader carries. Threads: any; no lock,
 * no allocation on adding. A total read while rows come in may hold part of a row; once they are
 * in, it is exact.
 */
final class Tally {
  private static final int ROWS = 0;
  private static final int INPUT = 1;
  private static final int CACHED_INPUT = 2;
  private static final int CACHE_WRITE = 3;
  private static final int HOUR_CACHE_WRITE = 4;
  private static final int OUTPUT = 5;
  private static final int REASONING = 6;
  private static final int MICRODOLLARS = 7;
  private static final int PICODOLLARS = 8;
  private static final int CELLS = 9;

  private static final long PICODOLLARS_PER_MICRODOLLAR = 1_000_000;
  private static final long MICRODOLLARS_PER_DOLLAR = 1_000_000;

  private final AtomicLongArray cells = new AtomicLongArray(Row.Kind.values().length * CELLS);

  void add(Row row) {
    int base = row.kind().ordinal() * CELLS;
    Usage usage = row.usage();
    cells.getAndIncrement(base + ROWS);
    cells.getAndAdd(base + INPUT, usage.input());
    cells.getAndAdd(base + CACHED_INPUT, usage.cachedInput());
    cells.getAndAdd(base + CACHE_WRITE, usage.cacheWrite());
    cells.getAndAdd(base + HOUR_CACHE_WRITE, usage.hourCacheWrite());
    cells.getAndAdd(base + OUTPUT, usage.output());
    cells.getAndAdd(base + REASONING, usage.reasoning());
    Long money = row.picodollars();
    if (money != null) {
      cells.getAndAdd(base + MICRODOLLARS, money / PICODOLLARS_PER_MICRODOLLAR);
      cells.getAndAdd(base + PICODOLLARS, money % PICODOLLARS_PER_MICRODOLLAR);
    }
  }

  Totals totals(Row.Kind kind) {
    int base = kind.ordinal() * CELLS;
    long below = cells.get(base + PICODOLLARS);
    long microdollars = cells.get(base + MICRODOLLARS) + below / PICODOLLARS_PER_MICRODOLLAR;
    long rest =
        microdollars % MICRODOLLARS_PER_DOLLAR * PICODOLLARS_PER_MICRODOLLAR
            + below % PICODOLLARS_PER_MICRODOLLAR;
    return new Totals(
        cells.get(base + ROWS),
        cells.get(base + INPUT),
        cells.get(base + CACHED_INPUT),
        cells.get(base + CACHE_WRITE),
        cells.get(base + HOUR_CACHE_WRITE),
        cells.get(base + OUTPUT),
        cells.get(base + REASONING),
        microdollars / MICRODOLLARS_PER_DOLLAR,
        rest);
  }
}
