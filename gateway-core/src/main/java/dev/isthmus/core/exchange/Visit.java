package dev.isthmus.core.exchange;

import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.route.Live;
import dev.isthmus.core.route.Plan;
import dev.isthmus.core.signal.Cooling;
import dev.isthmus.core.signal.Flight;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt holds at its deployment, and how it gives it back: the breaker's permit, a place
 * in the capacity, and the pen for measurements. It knows no sockets, so that a simulation treats
 * deployments as the gateway does.
 *
 * <p>Shape: enters, departs, and ends once, by the first of {@link #whole}, {@link #sick}, {@link
 * #misconfigured}, {@link #full} and {@link #blameless}. Units: nanoseconds of the ticker. Threads:
 * one event loop.
 */
public final class Visit {

  /** Whom a failure says something about. */
  public enum Verdict {
    /** The deployment failed. */
    SICK,
    /** Our credential or our configuration is at fault. */
    MISCONFIGURED,
    /** It has no room: which is no illness. */
    FULL,
    /** Nobody at the other end is to blame. */
    BLAMELESS
  }

  private final Live live;
  private final Flight flight;
  private long permit = Breaker.REFUSED;
  private boolean contentSeen;

  public Visit(Live live) {
    this.live = live;
    this.flight = new Flight(live.signals(), live.capacity());
  }

  /**
   * Asks the breaker, which in {@code panic} is passed by.
   *
   * @return false where it refuses: nothing is held
   */
  public boolean tryEnter(boolean panic, long nowNanos) {
    permit = panic ? Breaker.REFUSED : live.breaker().tryAcquire(nowNanos);
    return panic || permit != Breaker.REFUSED;
  }

  /** Gives back what {@link #tryEnter} took, where the attempt is not made. */
  public void turnBack(long nowNanos) {
    live.breaker().ignore(permit, nowNanos);
  }

  /**
   * Takes a place at the plan's {@code stop}; what has filled up since the plan was made is passed
   * by.
   *
   * @return why there is none, or null
   */
  public @Nullable Failure tryDepart(Plan plan, int stop, CallFacts facts, long nowNanos) {
    long prompt = facts.estimatedPromptTokens();
    long reserve = plan.reservedTokens(stop);
    long expected = plan.expectedOutputTokens();
    if (plan.isHome(stop)) {
      flight.atHome();
    }
    if (plan.relaxed(stop)) {
      flight.departAnyway(prompt, reserve, expected, facts.stream(), nowNanos);
      return null;
    }
    Exclusion full = flight.tryDepart(prompt, reserve, expected, facts.stream(), nowNanos);
    return full == null ? null : FILLED_UP;
  }

  /** The head of the answer said this about limits. */
  public void limits(LimitReport report, long nowNanos) {
    flight.limits(report, nowNanos);
  }

  /**
   * The first content is there: as far as health goes, the deployment has done its part.
   *
   * @param seconds since it was sent; 0 where the answer comes in one piece and says nothing
   */
  public void firstContent(double seconds, long nowNanos) {
    contentSeen = true;
    flight.firstContent(nowNanos);
    live.breaker().succeed(permit, seconds, nowNanos);
    live.slowStart().succeeded();
  }

  /** The stream stands still, with about {@code tokens} written. */
  public void stalled(long tokens, long nowNanos) {
    flight.stalled(tokens, nowNanos);
  }

  /** The answer came to its own end. */
  public void whole(Usage usage, long nowNanos) {
    flight.ended(usage, nowNanos);
  }

  /** A full deployment is not a sick one, and a caller's mistake says nothing about anybody. */
  public static Verdict verdict(Failure failure) {
    if (failure.origin() != Failure.Origin.PROVIDER) {
      return Verdict.BLAMELESS;
    }
    return switch (failure.kind()) {
      case RATE_LIMITED, BILLING -> Verdict.FULL;
      case CREDENTIAL, DEPLOYMENT_NOT_FOUND -> Verdict.MISCONFIGURED;
      default -> Verdict.SICK;
    };
  }

  /** The deployment failed. */
  public void sick(Usage usage, long nowNanos) {
    live.breaker().fail(permit, nowNanos);
    live.slowStart().failed();
    flight.failed(usage, nowNanos);
  }

  /** Our credential, or what the configuration names, was refused. */
  public void misconfigured(Usage usage, long nowNanos) {
    live.breaker().misconfigured(permit, nowNanos);
    flight.abandoned(usage, nowNanos);
  }

  /** It had no room; {@code report} is what the head said. */
  public Cooling full(Failure failure, LimitReport report, Usage usage, long nowNanos) {
    if (contentSeen) {
      // Too late for a refusal: it was let in and has answered.
      blameless(usage, nowNanos);
      return Cooling.UNCHANGED;
    }
    turnBack(nowNanos);
    return flight.refused(failure, report, nowNanos);
  }

  /** Gives the breaker no verdict, unless the first content was one already. */
  public void blameless(Usage usage, long nowNanos) {
    if (!contentSeen) {
      turnBack(nowNanos);
    }
    flight.abandoned(usage, nowNanos);
  }

  private static final Failure FILLED_UP =
      Failure.ofProvider(
          FailureKind.RATE_LIMITED, Failure.Retry.UNSENT, "the deployment has no room left");
}
