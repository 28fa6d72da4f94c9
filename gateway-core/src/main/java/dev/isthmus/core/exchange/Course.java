package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.route.Itinerary;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides what one call does next: which stop it tries, when it moves on, when its answer is
 * committed, when it gives up. It knows no sockets and no clock: events and times go in, actions
 * come out, so that tests and simulations drive the very code that serves.
 *
 * <p>States: {@code IDLE → TRYING ⇄ TRYING → STREAMING → OVER}. The retry boundary is the first
 * content: before it a failed attempt may be followed by another, after it never. Where all that is
 * left is full for a little while, {@code RESTING} stands between: the call waits and is planned
 * anew.
 *
 * <p>At most two attempts are live. Where {@link Hedges} say so, a second one starts beside a first
 * that is silent for longer than usual; the first to show content is committed and the other one
 * has lost. While both live, the failure of one moves nothing: the other goes on alone. An attempt
 * is named by its stop, since a plan's stop is tried once.
 *
 * <p>Units: nanoseconds of one monotonic clock. Threads: one event loop. Allocation: none.
 */
public final class Course {

  /** Attempts of one call that may be sent and not answered. */
  public static final int MAX_SENT_ATTEMPTS = 3;

  /** Waits of one call; each is followed by an attempt at least. */
  static final int MAX_RESTS = 3;

  /** How often it is looked whether a silent attempt can be left for one that was full. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Plans of one call: more would find no more. */
  static final int MAX_PLANS = 2 * MAX_RESTS;

  /** What the executor has to do. */
  public enum Action {
    /** Nothing; come back at {@link Course#nextTickNanos}. */
    WAIT,
    /** Start an attempt at {@link Course#stop}. */
    START,
    /** Plan the call anew and {@link Course#begin}, or say {@link Course#onNowhere}. */
    REPLAN,
    /** Start an attempt at {@link Course#stop} while the live one goes on. */
    HEDGE,
    /** End what is live with {@link Course#failure}, then start one at {@link Course#stop}. */
    MOVE,
    /** End what is live with {@link Course#failure}, then do as for {@link #REPLAN}. */
    LEAVE,
    /**
     * Send the head, what was held, and from now on all that comes, of the attempt at {@link
     * Course#stop}; another that is live has lost the race, and nobody is to blame for that.
     */
    COMMIT,
    /** Note that what is live is silent for remarkably long; it goes on. */
    STALL,
    /** Send the head alone: the caller has waited long enough for a sign of life. */
    SHOW_LIFE,
    /** Send bytes that mean nothing. */
    KEEP_ALIVE,
    /**
     * The call failed: end what is live, answer {@link Course#failure}, in-band if the head is out.
     */
    FAIL,
    /** The answer is whole. */
    FINISH
  }

  private enum State {
    IDLE,
    TRYING,
    RESTING,
    STREAMING,
    OVER
  }

  /** What the gateway grants beyond first attempts, as far as one call sees it. */
  public interface Budget {
    /** What {@link #tryRest} answers where the call may not wait. */
    long NO_REST = -1;

    /** Takes one retry from the budget, or refuses. */
    boolean tryAcquire();

    /** Whether there are deployments that were full when the call was planned, or are now. */
    default boolean mayHaveRoom(long nowNanos) {
      return false;
    }

    /** Whether one that was full when the call was planned has room now. */
    default boolean hasRoom(long nowNanos) {
      return false;
    }

    /**
     * Takes a place to wait, where a deployment that is full opens within {@code mostNanos}, and
     * says after how long to ask again; else {@link #NO_REST}.
     */
    default long tryRest(long mostNanos, long nowNanos) {
      return NO_REST;
    }

    /** Grants everything: for tests and for calls that may not be refused. */
    Budget UNLIMITED = () -> true;
  }

  private final Clockwork clock;
  private final boolean retryUnanswered;
  private final Budget budget;
  private final Tries tries = new Tries();
  private final Ahead ahead = new Ahead(tries);
  private final Race race = new Race();
  private Hedges hedges = Hedges.NONE;
  private State state = State.IDLE;
  private int stop = -1;
  private boolean committed;
  private @Nullable Failure failure;

  /** What the next plan is to be gone on with after; null where it begins as the first did. */
  private @Nullable Failure planned;

  /**
   * @param stream whether the answer is a stream, whose head may go out before its content
   * @param retryUnanswered whether an attempt that was sent and not answered may be followed by
   *     another
   */
  public Course(
      Deadlines deadlines, boolean stream, boolean retryUnanswered, Budget budget, long nowNanos) {
    this.clock = new Clockwork(deadlines, stream, nowNanos);
    this.retryUnanswered = retryUnanswered;
    this.budget = budget;
  }

  /** As {@link #begin(Itinerary, Hedges, long)}, one attempt at a time. */
  public Action begin(Itinerary plan, long nowNanos) {
    return begin(plan, Hedges.NONE, nowNanos);
  }

  /** Takes the plan, the first or a new one, and starts its first stop. */
  public Action begin(Itinerary plan, Hedges second, long nowNanos) {
    ahead.plan(plan);
    hedges = second;
    if (plan.size() == 0) {
      return fail(NO_STOP);
    }
    Failure before = planned;
    if (before != null && isKinAlone(before, nowNanos) && tryRest(nowNanos)) {
      return Action.WAIT;
    }
    int first = before == null ? 0 : paidStop(before, nowNanos);
    if (before != null && first < 0) {
      return restOrFail(before, mayFollow(before), nowNanos);
    }
    planned = null;
    return start(first, nowNanos, Action.START);
  }

  /** The plan, the first or a new one, has no stop. */
  public Action onNowhere(Failure why, long nowNanos) {
    return restOrFail(why, isFull(why), nowNanos);
  }

  /**
   * The attempt at {@link #stop} could not be started at all: its breaker closed the door, or its
   * provider cannot be told what the caller asks. Where an attempt failed before, that is the
   * failure which counts; that one stop cannot serve a request says nothing about others.
   */
  public Action onRefusedStart(Failure why, long nowNanos) {
    if (race.isYounger(stop)) {
      hedges.giveBack();
      return goOnWithout(stop);
    }
    Failure told = failure == null || failure.origin() == Failure.Origin.CLIENT ? why : failure;
    return advance(told.withRetry(Failure.Retry.UNSENT), nowNanos, Action.START);
  }

  /** The first byte of a live attempt left us. */
  public void onSent() {
    tries.sent();
  }

  /** The attempt at {@code from} showed its first content. */
  @HotPath
  public Action onContent(int from, long nowNanos) {
    if (state != State.TRYING || !race.has(from)) {
      return Action.WAIT;
    }
    state = State.STREAMING;
    committed = true;
    stop = from;
    race.alone(from);
    clock.contentSeen(nowNanos, ahead.stallNanos(from, nowNanos));
    return Action.COMMIT;
  }

  /** Bytes of a live attempt came at {@code atNanos}: the idle limit starts anew. */
  public void onBytes(long nowNanos) {
    clock.bytesSeen(nowNanos);
  }

  /** The committed answer is whole. */
  public Action onWhole() {
    state = State.OVER;
    race.over();
    return Action.FINISH;
  }

  /** The attempt at {@code from} failed. */
  public Action onFailure(int from, Failure why, long nowNanos) {
    if (!race.has(from)) {
      return Action.WAIT;
    }
    if (state == State.STREAMING || why.retry() == Failure.Retry.NEVER) {
      return fail(why);
    }
    note(from, why);
    return race.isOn() ? goOnWithout(from) : advance(why, nowNanos, Action.START);
  }

  /** Remembers of a failed attempt what it says about others of its provider. */
  private void note(int from, Failure why) {
    if (Visit.verdict(why) == Visit.Verdict.SICK) {
      ahead.failed(from);
    }
  }

  /** The gateway itself ends the call. */
  public Action onCut(Failure why) {
    return state == State.OVER ? Action.WAIT : fail(why);
  }

  /** Time passed; to be called at {@link #nextTickNanos} or later, more often does no harm. */
  public Action onTick(long nowNanos) {
    if (state == State.OVER || state == State.IDLE) {
      return Action.WAIT;
    }
    if (nowNanos - clock.totalAt() >= 0) {
      return fail(DEADLINE);
    }
    return switch (state) {
      case STREAMING -> tickStreaming(nowNanos);
      case RESTING -> tickResting(nowNanos);
      default -> tickTrying(nowNanos);
    };
  }

  /** When {@link #onTick} next has something to say; later events may move it further away. */
  public long nextTickNanos() {
    return state == State.RESTING
        ? clock.nextTickResting()
        : clock.nextTick(state == State.STREAMING);
  }

  /** Nanoseconds until the call's deadline. */
  public long nanosLeft(long nowNanos) {
    return clock.totalAt() - nowNanos;
  }

  /** Where the attempt to start goes, or whose answer is committed. */
  public int stop() {
    return stop;
  }

  /** Why what is live is ended or the call fails. */
  public Failure failure() {
    return failure == null ? NO_STOP : failure;
  }

  /** Whether content was seen: then the answer is what it is. */
  public boolean committed() {
    return committed;
  }

  /** Attempts started so far. */
  public int attempts() {
    return tries.count();
  }

  private Action tickStreaming(long nowNanos) {
    if (nowNanos - clock.idleAt() >= 0) {
      return fail(IDLE);
    }
    return clock.stalled(nowNanos) ? Action.STALL : Action.WAIT;
  }

  private Action tickResting(long nowNanos) {
    return clock.rested(nowNanos) ? Action.REPLAN : signOfLife(nowNanos);
  }

  private Action tickTrying(long nowNanos) {
    if (nowNanos - clock.firstContentAt() >= 0) {
      note(stop, FIRST_CONTENT);
      return advance(FIRST_CONTENT, nowNanos, Action.MOVE);
    }
    if (clock.patienceOver(nowNanos)) {
      return leave(nowNanos);
    }
    if (clock.hedgeDue(nowNanos)) {
      clock.noHedge();
      int second = ahead.beside(stop, hedges, nanosLeft(nowNanos), nowNanos);
      if (second >= 0 && hedges.tryTake(stop, second, nowNanos)) {
        return hedge(second, nowNanos);
      }
    }
    return signOfLife(nowNanos);
  }

  private Action signOfLife(long nowNanos) {
    if (clock.lifeDue(nowNanos)) {
      return clock.showLife(nowNanos) ? Action.SHOW_LIFE : Action.KEEP_ALIVE;
    }
    return Action.WAIT;
  }

  /**
   * Leaves a silent attempt only where there is somewhere to go and silence means something; else
   * it may have its full time.
   */
  private Action leave(long nowNanos) {
    note(stop, SILENT);
    int next = clock.mayMove() ? paidStop(SILENT, nowNanos) : -1;
    if (next >= 0) {
      failure = SILENT;
      return start(next, nowNanos, Action.MOVE);
    }
    boolean anew = clock.mayMove() && tries.unansweredMoves() < 2 && mayPlanAnew(SILENT, nowNanos);
    if (anew && budget.hasRoom(nowNanos)) {
      return planAnew(SILENT, Action.LEAVE);
    }
    return clock.waitOn(anew ? nowNanos + LOOK_AGAIN_NANOS : clock.totalAt())
        ? Action.STALL
        : Action.WAIT;
  }

  private Action advance(Failure why, long nowNanos, Action how) {
    if (how == Action.START && isKinAlone(why, nowNanos) && tryRest(nowNanos)) {
      planned = why;
      failure = why;
      return Action.WAIT;
    }
    int next = paidStop(why, nowNanos);
    if (next >= 0) {
      failure = why;
      return start(next, nowNanos, how);
    }
    return how == Action.START && mayPlanAnew(why, nowNanos)
        ? planAnew(why, Action.REPLAN)
        : restOrFail(why, isFull(why), nowNanos);
  }

  /**
   * Whether another plan may find somebody: the plan is used up, it is older than the attempts that
   * failed, and there are deployments that had no room when it was made.
   */
  private boolean mayPlanAnew(Failure why, long nowNanos) {
    return Visit.verdict(why) == Visit.Verdict.SICK
        && mayFollow(why)
        && ahead.next(nanosLeft(nowNanos)) < 0
        && tries.plans() < MAX_PLANS
        && budget.mayHaveRoom(nowNanos);
  }

  private Action planAnew(Failure why, Action how) {
    failure = why;
    planned = why;
    return how;
  }

  /** The stop to go on to after {@code why}, with all that the move costs taken; −1 for none. */
  private int paidStop(Failure why, long nowNanos) {
    int next = mayFollow(why) ? ahead.next(nanosLeft(nowNanos)) : -1;
    return next >= 0 && paid(why, next, nowNanos) ? next : -1;
  }

  private static boolean isFull(Failure why) {
    return why.kind() == FailureKind.RATE_LIMITED;
  }

  /** Waits, if it {@code may}, where whoever is left is full and opens soon. */
  private Action restOrFail(Failure why, boolean may, long nowNanos) {
    if (!may || !tryRest(nowNanos)) {
      return fail(why);
    }
    failure = why;
    return Action.WAIT;
  }

  private boolean tryRest(long nowNanos) {
    long most = tries.rests() < MAX_RESTS ? clock.restLeft(nowNanos) : 0;
    long rest = most > 0 ? budget.tryRest(most, nowNanos) : Budget.NO_REST;
    if (rest < 0) {
      return false;
    }
    state = State.RESTING;
    race.over();
    tries.rest();
    clock.rest(rest, nowNanos);
    return true;
  }

  /**
   * Whether all that is left are others of a provider that has just failed the call, though some
   * that were full may have room in a moment: then its attempts are better kept for those.
   */
  private boolean isKinAlone(Failure why, long nowNanos) {
    int next = mayFollow(why) ? ahead.next(nanosLeft(nowNanos)) : -1;
    return next >= 0 && ahead.kinFailures(next) > 0 && budget.mayHaveRoom(nowNanos);
  }

  private boolean mayFollow(Failure why) {
    return switch (why.retry()) {
      case UNSENT, REFUSED -> true;
      case UNANSWERED -> retryUnanswered && tries.sentCount() < MAX_SENT_ATTEMPTS;
      case NEVER -> false;
    };
  }

  private boolean paid(Failure why, int next, long nowNanos) {
    if (why.retry() != Failure.Retry.UNANSWERED) {
      return true;
    }
    if (!ahead.isFree(next, nowNanos) && !budget.tryAcquire()) {
      return false;
    }
    tries.unansweredMove();
    return true;
  }

  private Action start(int next, long nowNanos, Action how) {
    stop = next;
    state = State.TRYING;
    ahead.start(next);
    race.alone(next);
    clock.attemptStarted(
        nowNanos,
        ahead.patienceNanos(next),
        ahead.stallNanos(next, nowNanos),
        tries.mayHedge() ? hedges.delayNanos(next, nowNanos) : -1);
    return how;
  }

  private Action hedge(int second, long nowNanos) {
    stop = second;
    ahead.start(second);
    tries.hedge();
    race.join(second);
    clock.hedgeStarted(nowNanos, ahead.patienceNanos(second), ahead.stallNanos(second, nowNanos));
    return Action.HEDGE;
  }

  /** One of two is out, and nothing is lost by it. */
  private Action goOnWithout(int out) {
    if (race.isYounger(out)) {
      clock.hedgeFailed();
    }
    stop = race.without(out);
    return Action.WAIT;
  }

  private Action fail(Failure why) {
    failure = why;
    state = State.OVER;
    race.over();
    return Action.FAIL;
  }

  private static final Failure NO_STOP =
      Failure.ofPolicy(FailureKind.NO_CANDIDATE, "no deployment can take this call now", -1);
  private static final Failure DEADLINE =
      Failure.ofGateway(FailureKind.DEADLINE, "the call's total time is over");
  private static final Failure IDLE =
      Failure.ofProvider(
          FailureKind.STALL, Failure.Retry.NEVER, "the answer stopped in the middle");
  private static final Failure FIRST_CONTENT =
      Failure.ofProvider(
          FailureKind.FIRST_CONTENT_TIMEOUT,
          Failure.Retry.UNANSWERED,
          "no content within the first-content limit");
  private static final Failure SILENT =
      Failure.ofProvider(
          FailureKind.FIRST_CONTENT_TIMEOUT,
          Failure.Retry.UNANSWERED,
          "no content for much longer than usual");
}
