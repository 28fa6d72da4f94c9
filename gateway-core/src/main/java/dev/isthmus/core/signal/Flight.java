package dev.isthmus.core.signal;

import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Usage;
import org.jspecify.annotations.Nullable;

/**
 * One attempt's pen: the only way in which an attempt writes to the signals and the capacity of its
 * deployment.
 *
 * <p>Shape: departs at most once, and then ends exactly once, by the first of {@link #ended},
 * {@link #failed}, {@link #refused} and {@link #abandoned}. Whatever is said after the end, or
 * before a departure, changes nothing: so whoever is not sure whether an attempt is over may end it
 * again.
 *
 * <p>Units: tokens; nanoseconds of the gateway's ticker. Threads: one event loop. Allocation: this
 * object, and nothing after.
 */
public final class Flight {
  private enum State {
    READY,
    WAITING,
    ANSWERING,
    OVER
  }

  private static final double NANOS_PER_SECOND = 1e9;

  private final DeploymentSignals signals;
  private final Capacity capacity;
  private State state = State.READY;

  /** The capacity's counter as it stood when this attempt had been added to it. */
  private long stamp;

  private long reservedTokens;

  /** When it departed; for a streamed answer, once that has begun, when it began. */
  private long sinceNanos;

  /** What its prompt, and the decoding of an answer in one piece, take before it is overdue. */
  private long allowanceNanos;

  private boolean streamed;
  private boolean stalled;
  private boolean atHome;

  /** What it adds to the tokens in flight there. */
  private long tokens;

  public Flight(DeploymentSignals signals, Capacity capacity) {
    this.signals = signals;
    this.capacity = capacity;
  }

  /** The call it is made for has its home there: to be said before it departs. */
  public void atHome() {
    atHome = true;
  }

  /**
   * Departs if the deployment has room; the question and the reservation are one step, so that no
   * other event loop comes between.
   *
   * @param reserveTokens what the provider will reserve: the prompt and the most it may answer
   * @param streamed false where the answer comes in one piece, and its first byte is its last
   * @return why not, in which case nothing was changed and it may be tried again; null if it has
   *     departed
   */
  @HotPath
  public @Nullable Exclusion tryDepart(
      long uncachedPromptTokens,
      long reserveTokens,
      long expectedOutputTokens,
      boolean streamed,
      long nowNanos) {
    checkReady();
    long answer = capacity.tryReserve(reserveTokens, nowNanos);
    if (answer < 0) {
      return Capacity.exclusion(answer);
    }
    this.streamed = streamed;
    depart(answer, reserveTokens, nowNanos);
    expect(uncachedPromptTokens, expectedOutputTokens, nowNanos);
    return null;
  }

  /**
   * Departs whatever the capacity says: for a router that has relaxed it, knowingly. Parameters as
   * in {@link #tryDepart}.
   */
  @HotPath
  public void departAnyway(
      long uncachedPromptTokens,
      long reserveTokens,
      long expectedOutputTokens,
      boolean streamed,
      long nowNanos) {
    checkReady();
    this.streamed = streamed;
    depart(capacity.reserve(reserveTokens, nowNanos), reserveTokens, nowNanos);
    expect(uncachedPromptTokens, expectedOutputTokens, nowNanos);
  }

  /** The head of the answer said this about limits; heard until the first content. */
  @HotPath
  public void limits(LimitReport report, long nowNanos) {
    if (state == State.WAITING) {
      capacity.report(report, stamp, sinceNanos, nowNanos);
    }
  }

  /** The first content came. */
  @HotPath
  public void firstContent(long nowNanos) {
    if (state != State.WAITING) {
      return;
    }
    state = State.ANSWERING;
    long dueNanos = sinceNanos + allowanceNanos;
    signals.answered(dueNanos, nowNanos);
    capacity.served(sinceNanos);
    if (streamed) {
      signals.firstContentTook((nowNanos - dueNanos) / NANOS_PER_SECOND, nowNanos);
      sinceNanos = nowNanos;
    }
  }

  /**
   * The answer stands still, with about {@code tokens} written. However often an answer does, it
   * counts as one that broke once.
   */
  public void stalled(long tokens, long nowNanos) {
    if (state != State.ANSWERING || !streamed || stalled) {
      return;
    }
    stalled = true;
    signals.stalled(tokens, (nowNanos - sinceNanos) / NANOS_PER_SECOND, nowNanos);
  }

  /** The answer came to its own end; one without any content is an answer too. */
  @HotPath
  public void ended(Usage usage, long nowNanos) {
    if (state == State.WAITING) {
      firstContent(nowNanos);
    }
    if (state != State.ANSWERING) {
      return;
    }
    end();
    double seconds = (nowNanos - sinceNanos) / NANOS_PER_SECOND;
    if (streamed) {
      signals.decodeTook(usage.output(), seconds, nowNanos);
    } else {
      long uncached = Math.max(0, usage.input() - usage.cachedInput());
      double prompt = signals.promptSeconds((double) uncached);
      signals.wholeTook(usage.output(), Math.max(0, seconds - prompt), nowNanos);
    }
    signals.endedWhole(usage, atHome, nowNanos);
    release(usage, nowNanos);
  }

  /**
   * It failed and the deployment is to blame.
   *
   * @param usage what it may have used until then; {@link Usage#NONE} where no byte left us
   */
  @HotPath
  public void failed(Usage usage, long nowNanos) {
    if (state == State.WAITING) {
      signals.endedUnanswered(sinceNanos + allowanceNanos, nowNanos);
    } else if (state == State.ANSWERING) {
      signals.endedBroken(stalled, nowNanos);
    } else {
      return;
    }
    end();
    release(usage, nowNanos);
  }

  /**
   * It was refused for want of capacity or credit: which says nothing about health, and gives back
   * what was reserved.
   *
   * @return what became of the deployment, for an alarm; {@link Cooling#UNCHANGED} after the end
   */
  @HotPath
  public Cooling refused(Failure failure, LimitReport report, long nowNanos) {
    if (state != State.WAITING) {
      return Cooling.UNCHANGED;
    }
    end();
    signals.endedRefused(sinceNanos + allowanceNanos, nowNanos);
    capacity.report(report, stamp, sinceNanos, nowNanos);
    capacity.giveBack(reservedTokens, sinceNanos, nowNanos);
    return capacity.rateLimited(failure, report, nowNanos);
  }

  /**
   * Nobody is to blame: the caller hung up, the race was lost, or the request itself was at fault.
   *
   * @param usage what it may have used until then
   */
  @HotPath
  public void abandoned(Usage usage, long nowNanos) {
    if (state == State.WAITING) {
      signals.endedUnwanted(sinceNanos + allowanceNanos, nowNanos);
    } else if (state == State.ANSWERING) {
      signals.endedCut();
    } else {
      return;
    }
    end();
    release(usage, nowNanos);
  }

  /** Whether it has departed and not ended. */
  public boolean inFlight() {
    return state == State.WAITING || state == State.ANSWERING;
  }

  private void checkReady() {
    if (state != State.READY) {
      throw new IllegalStateException("state: " + state + " (expected: a flight departs once)");
    }
  }

  private void depart(long stamp, long reserveTokens, long nowNanos) {
    state = State.WAITING;
    this.stamp = stamp;
    reservedTokens = reserveTokens;
    sinceNanos = nowNanos;
  }

  private void end() {
    state = State.OVER;
    signals.carries(-tokens);
  }

  private void expect(long uncachedPromptTokens, long expectedOutputTokens, long nowNanos) {
    double seconds = signals.promptSeconds((double) uncachedPromptTokens);
    if (!streamed) {
      seconds += expectedOutputTokens * signals.secondsPerToken(nowNanos);
      signals.pieceDeparted(nowNanos);
    }
    allowanceNanos = (long) (seconds * NANOS_PER_SECOND);
    tokens = uncachedPromptTokens + expectedOutputTokens;
    signals.carries(tokens);
    signals.departed(sinceNanos + allowanceNanos, nowNanos);
  }

  private void release(Usage usage, long nowNanos) {
    // Provisioned capacity does not charge for what its cache held.
    long used = Math.max(0, usage.input() - usage.cachedInput()) + usage.output();
    capacity.release(reservedTokens, used, nowNanos);
  }
}
