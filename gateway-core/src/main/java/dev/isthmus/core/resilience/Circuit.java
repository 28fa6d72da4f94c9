package dev.isthmus.core.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Resilience4j's circuit breaker, set up for calls to models: half of at least 8 calls in 30 s
 * failed, or four fifths were slow to their first content, opens it; three probes decide.
 *
 * <p>Its window is the synchronised one. The lock-free one (2.4.0) reads the system's clock
 * whatever clock it is given, so that tests and the simulator could not own its time. It publishes
 * events to nobody and runs no thread. Threads: its breaker's lock guards it.
 */
final class Circuit {
  private static final Duration SLOW = Duration.ofSeconds(15);
  private static final double SLOW_FACTOR = 5;
  private static final double NANOS_PER_SECOND = 1e9;

  private final CircuitBreaker circuit;
  private final HeldClock clock;
  private final OpenWaits waits;
  private final DoubleSupplier baseFirstContentSeconds;

  Circuit(String name, DoubleSupplier baseFirstContentSeconds, long seed, long nowNanos) {
    this.baseFirstContentSeconds = baseFirstContentSeconds;
    clock = new HeldClock(nowNanos);
    waits = new OpenWaits(seed);
    circuit = CircuitBreaker.of(name, config(clock, waits));
  }

  private static CircuitBreakerConfig config(HeldClock clock, OpenWaits waits) {
    return CircuitBreakerConfig.custom()
        .slidingWindow(
            30, 8, SlidingWindowType.TIME_BASED, SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
        .failureRateThreshold(50)
        .slowCallRateThreshold(80)
        .slowCallDurationThreshold(SLOW)
        .permittedNumberOfCallsInHalfOpenState(Probes.LIMIT)
        // Zero: with any other value Resilience4j schedules on a real-time thread of its own.
        .maxWaitDurationInHalfOpenState(Duration.ZERO)
        .automaticTransitionFromOpenToHalfOpenEnabled(false)
        .waitIntervalFunctionInOpenState(waits)
        .writableStackTraceEnabled(false)
        .clock(clock)
        .build();
  }

  String name() {
    return circuit.getName();
  }

  Breaker.State state() {
    return switch (circuit.getState()) {
      case OPEN -> Breaker.State.OPEN;
      case HALF_OPEN -> Breaker.State.HALF_OPEN;
      default -> Breaker.State.CLOSED;
    };
  }

  /** Moves its time on to {@code nowNanos} unless that is past, and answers the time it has. */
  long advanceTo(long nowNanos) {
    return clock.advanceTo(nowNanos);
  }

  /** How long it stays open when it opens by itself, as drawn last. */
  long lastWaitNanos() {
    return TimeUnit.MILLISECONDS.toNanos(waits.lastMillis());
  }

  boolean tryAcquire() {
    return circuit.tryAcquirePermission();
  }

  void release() {
    circuit.releasePermission();
  }

  /** Records a success and answers whether it was a slow one. */
  boolean succeed(double firstContentSeconds) {
    double bound = SLOW_FACTOR * baseFirstContentSeconds.getAsDouble();
    long nanos = (long) (Math.max(0, firstContentSeconds) * NANOS_PER_SECOND);
    boolean slow = nanos > SLOW.toNanos() && firstContentSeconds > bound;
    // Its threshold is fixed and ours moves up with the model, so a usual wait is shown as short.
    circuit.onSuccess(slow ? nanos : Math.min(nanos, SLOW.toNanos()), TimeUnit.NANOSECONDS);
    return slow;
  }

  void fail() {
    circuit.onError(0, TimeUnit.NANOSECONDS, new CountedFailure());
  }

  void open() {
    circuit.transitionToOpenState();
  }

  void halfOpen() {
    circuit.transitionToHalfOpenState();
  }

  void openFor(Duration wait) {
    circuit.transitionToOpenStateFor(wait);
  }

  /** Resilience4j wants a reason; ours is always the same one and has no stack. */
  private static final class CountedFailure extends Exception {
    CountedFailure() {
      super("counted", null, false, false);
    }
  }
}
