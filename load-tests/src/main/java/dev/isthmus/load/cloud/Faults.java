package dev.isthmus.load.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The faults switched on now.
 *
 * <p>Threads: any; what strikes a call is drawn in the order of the calls from the cloud's seed.
 * Bound: {@value #MOST} faults.
 */
public final class Faults {

  private static final int MOST = 256;

  private final SplittableRandom random;
  private final List<Armed> armed = new ArrayList<>();
  private int lastId;

  Faults(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Switches {@code fault} on and returns its number. */
  public synchronized int add(Fault fault) {
    if (armed.size() >= MOST) {
      throw new IllegalStateException("faults: " + armed.size() + " (expected: < " + MOST + ")");
    }
    armed.add(new Armed(++lastId, fault));
    return lastId;
  }

  /** Switches the fault of number {@code id} off, if it is on. */
  public synchronized void remove(int id) {
    armed.removeIf(one -> one.id == id);
  }

  /** Switches all faults off. */
  public synchronized void clear() {
    armed.clear();
  }

  /** What is on, with how often it has struck. */
  public synchronized List<Struck> list() {
    return armed.stream().map(one -> new Struck(one.id, one.fault, one.hits)).toList();
  }

  /** A fault and how often it has struck. */
  public record Struck(int id, Fault fault, long hits) {}

  /**
   * Draws what strikes one call to {@code deployment}; the first fault that ends the answer wins.
   */
  synchronized Drawn draw(String deployment) {
    Drawn drawn = Drawn.NOTHING;
    for (Armed one : armed) {
      boolean ends = !one.fault.kind().shapes();
      if (one.spent() || !one.fault.strikes(deployment) || (ends && drawn.end() != null)) {
        continue;
      }
      if (random.nextDouble() < one.fault.probability()) {
        one.hits++;
        drawn = drawn.with(one.fault);
      }
    }
    return drawn;
  }

  /** What strikes one call. */
  record Drawn(
      @Nullable Fault end, double firstFactor, double decodeFactor, boolean echo, boolean gzip) {

    static final Drawn NOTHING = new Drawn(null, 1, 1, false, false);

    private Drawn with(Fault fault) {
      double factor = fault.detail().factor();
      return switch (fault.kind()) {
        case SLOW_FIRST_TOKEN -> new Drawn(end, firstFactor * factor, decodeFactor, echo, gzip);
        case SLOW_DECODE -> new Drawn(end, firstFactor, decodeFactor * factor, echo, gzip);
        case HEADER_ECHO -> new Drawn(end, firstFactor, decodeFactor, true, gzip);
        case GZIP -> new Drawn(end, firstFactor, decodeFactor, echo, true);
        default -> new Drawn(fault, firstFactor, decodeFactor, echo, gzip);
      };
    }

    /** The end, if it is of {@code kind}. */
    boolean endsBy(FaultKind kind) {
      return end != null && end.kind() == kind;
    }
  }

  private static final class Armed {
    final int id;
    final Fault fault;
    long hits;

    Armed(int id, Fault fault) {
      this.id = id;
      this.fault = fault;
    }

    boolean spent() {
      return fault.times() >= 0 && hits >= fault.times();
    }
  }
}
