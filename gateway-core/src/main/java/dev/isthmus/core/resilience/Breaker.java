package dev.isthmus.core.resilience;

import dev.isthmus.core.call.HotPath;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Stops sending calls to one deployment while it fails, and lets a few find out when it is well.
 *
 * <p>It decides with Resilience4j and adds what streams of minutes need. A permit carries the epoch
 * (a number per state entered) in which it was given, and a report from another epoch is dropped:
 * otherwise answers admitted long before a trip would close a half-open breaker. A half-open permit
 * that nobody reported for 30 s goes to another call; should its report still come within the same
 * spell, it counts, because a slow answer is evidence too. Eight failures in a row open at once,
 * and so does a half-open one's first.
 *
 * <p>A permit is reported once: {@code succeed} at the first content, {@code fail} when the
 * deployment was to blame, {@code ignore} when nobody was (a caller that hung up, a lost hedge, a
 * 429, a caller's fault). An answer that breaks after its first content may {@code fail} the permit
 * that had succeeded. What became of a call that was made without a permit, in panic, is reported
 * with {@link #REFUSED} and changes nothing.
 *
 * <p>Units: times in nanoseconds of the caller's ticker. Threads: any; {@code peek} and an acquire
 * while closed read one word; reports take a lock for a few hundred nanoseconds, as {@link
 * Circuit}'s own window would anyway.
 */
public final class Breaker {

  /** What a breaker does with the next call. */
  public enum State {
    /** Lets it through. */
    CLOSED,
    /** Lets it through if it is one of a few. */
    HALF_OPEN,
    /** Refuses it until the wait is over; leaves this state only when a call comes after that. */
    OPEN
  }

  /**
   * A breaker went from one state to another.
   *
   * @param waitNanos how long it stays open, 0 when it does not open
   * @param misconfigured whether it opens because of our credential or our configuration
   */
  public record Transition(
      String deployment, State from, State to, long waitNanos, boolean misconfigured) {}

  /** Hears of transitions, before others see them; must be quick and not call the breaker. */
  @FunctionalInterface
  public interface Listener {
    void onTransition(Transition transition);
  }

  /** What happened so far; {@code stale} reports were dropped, {@code lost} permits taken back. */
  public record Counts(
      long successes, long slow, long failures, long stale, long lost, long openings) {}

  /** What {@link #tryAcquire} answers when it refuses. */
  public static final long REFUSED = Permit.NONE;

  private static final int FAILURES_IN_A_ROW = 8;
  private static final Duration MISCONFIGURED_WAIT = Duration.ofMinutes(2);

  /** Its monitor is the lock. */
  private final Circuit circuit;

  private final Listener listener;
  private final Probes probes = new Probes();
  private final Traffic traffic;
  private final BreakerTally tally = new BreakerTally();
  private volatile long word = Permit.word(1, State.CLOSED, false);
  private volatile long availableFromNanos;
  private volatile long leftClosedNanos;

  /**
   * A closed breaker.
   *
   * @param baseFirstContentSeconds what the deployment usually needs to its first content; asked at
   *     each success
   * @param seed of the waits' jitter; another one for each breaker
   */
  public Breaker(
      String deployment,
      DoubleSupplier baseFirstContentSeconds,
      long seed,
      long nowNanos,
      Listener listener) {
    this.listener = listener;
    circuit = new Circuit(deployment, baseFirstContentSeconds, seed, nowNanos);
    traffic = new Traffic(nowNanos);
    availableFromNanos = nowNanos;
  }

  /** Whether a call could be let through now; takes nothing and changes nothing. */
  @HotPath
  public boolean peek(long nowNanos) {
    return isClosed() || nowNanos - availableFromNanos >= 0;
  }

  /** A permit to be reported once, or {@link #REFUSED}. */
  @HotPath
  public long tryAcquire(long nowNanos) {
    long seen = word;
    long permit = Permit.closed(seen) ? seen : tryAcquireProbe(nowNanos);
    if (permit != REFUSED) {
      traffic.asked(nowNanos);
    }
    return permit;
  }

  private long tryAcquireProbe(long nowNanos) {
    synchronized (circuit) {
      long now = circuit.advanceTo(nowNanos);
      if (state() == State.CLOSED) {
        return word;
      }
      if (state() == State.OPEN && now - availableFromNanos < 0) {
        return REFUSED;
      }
      while (state() == State.HALF_OPEN && probes.takeBackOld(now)) {
        circuit.release();
        tally.lost();
      }
      boolean permitted = circuit.tryAcquire();
      follow(now);
      long permit = permitted ? Permit.ofProbe(word, probes.give(now)) : REFUSED;
      availableFromNanos = probes.availableFromNanos(now);
      return permit;
    }
  }

  /** The first content came {@code firstContentSeconds} after the call was sent. */
  public void succeed(long permit, double firstContentSeconds, long nowNanos) {
    synchronized (circuit) {
      if (isStale(permit)) {
        return;
      }
      long now = circuit.advanceTo(nowNanos);
      probes.settle(Permit.probe(permit));
      traffic.succeeded(now);
      tally.succeeded(circuit.succeed(firstContentSeconds));
      follow(now);
      if (state() == State.HALF_OPEN) {
        // The one that has reported was perhaps the oldest that was waited for.
        availableFromNanos = probes.availableFromNanos(now);
      }
    }
  }

  /** The deployment failed: no connection, 5xx, a broken answer, or silence. */
  public void fail(long permit, long nowNanos) {
    synchronized (circuit) {
      if (isStale(permit)) {
        return;
      }
      long now = circuit.advanceTo(nowNanos);
      probes.settle(Permit.probe(permit));
      traffic.answered();
      tally.failed();
      if (circuit.state() == State.HALF_OPEN) {
        // It has found out what it was sent for: more of them would only fail, too.
        circuit.open();
      } else {
        circuit.fail();
        openAfterARow();
      }
      follow(now);
    }
  }

  private void openAfterARow() {
    if (tally.failuresInARow() >= FAILURES_IN_A_ROW && circuit.state() == State.CLOSED) {
      circuit.open();
    }
  }

  /** The call ended for reasons that say nothing about the deployment. */
  public void ignore(long permit, long nowNanos) {
    if (permit == word) {
      // Closed then as now: there is nothing to give back.
      traffic.answered();
      return;
    }
    synchronized (circuit) {
      if (isStale(permit)) {
        return;
      }
      long now = circuit.advanceTo(nowNanos);
      traffic.answered();
      if (probes.putBack(Permit.probe(permit))) {
        circuit.release();
      }
      availableFromNanos = probes.availableFromNanos(now);
    }
  }

  /** The deployment refused our credential or does not exist: nobody tries it for two minutes. */
  public void misconfigured(long permit, long nowNanos) {
    synchronized (circuit) {
      if (isStale(permit)) {
        return;
      }
      long now = circuit.advanceTo(nowNanos);
      traffic.answered();
      circuit.openFor(MISCONFIGURED_WAIT);
      enter(State.OPEN, now, MISCONFIGURED_WAIT.toNanos(), true);
    }
  }

  /** The configuration is another one: where the last was to blame, probes decide at once. */
  public void reconfigured(long nowNanos) {
    synchronized (circuit) {
      if (state() == State.OPEN && isMisconfigured()) {
        long now = circuit.advanceTo(nowNanos);
        circuit.halfOpen();
        follow(now);
      }
    }
  }

  public State state() {
    return Permit.state(word);
  }

  /** Whether all calls are let through. */
  @HotPath
  public boolean isClosed() {
    return Permit.closed(word);
  }

  /** Whether our credential or our configuration opened it, and nothing has shown otherwise. */
  public boolean isMisconfigured() {
    return Permit.misconfigured(word);
  }

  /** From when on an open breaker lets a call through. Meaningless in other states. */
  public long openUntilNanos() {
    return availableFromNanos;
  }

  /** When it was last closed; its probes since then do not count. Meaningless while it is. */
  public long leftClosedNanos() {
    return leftClosedNanos;
  }

  public String deployment() {
    return circuit.name();
  }

  public Counts counts() {
    synchronized (circuit) {
      return tally.counts();
    }
  }

  Traffic traffic() {
    return traffic;
  }

  private boolean isStale(long permit) {
    if (Permit.epoch(permit) == Permit.epoch(word)) {
      return false;
    }
    if (permit != REFUSED) {
      tally.stale();
    }
    return true;
  }

  /** Sees whether Resilience4j changed its state, as it has no other way of telling us. */
  private void follow(long now) {
    State to = circuit.state();
    if (to != state()) {
      boolean misconfigured = to == State.HALF_OPEN && isMisconfigured();
      enter(to, now, to == State.OPEN ? circuit.lastWaitNanos() : 0, misconfigured);
    }
  }

  private void enter(State to, long now, long waitNanos, boolean misconfigured) {
    State from = state();
    tally.entered(to);
    probes.restart();
    if (from == State.CLOSED) {
      leftClosedNanos = now;
    }
    if (to == State.OPEN) {
      traffic.opened(now);
    }
    // One more, because Resilience4j asks for strictly after. Before the word, so that no reader
    // sees OPEN with the time of another spell.
    availableFromNanos = to == State.OPEN ? now + waitNanos + 1 : now;
    try {
      listener.onTransition(new Transition(deployment(), from, to, waitNanos, misconfigured));
    } finally {
      word = Permit.word(Permit.epoch(word) + 1, to, misconfigured);
    }
  }
}
