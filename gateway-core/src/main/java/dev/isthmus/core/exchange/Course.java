package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.route.Itinerary;
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
 * <p>Units: nanoseconds of one monotonic clock. Threads: one event loop. Allocation: none.
 */
public final class Course {

  /** Attempts of one call that may leave the gateway with bytes sent. */
  public static final int MAX_SENT_ATTEMPTS = 3;

  /** Waits of one call; each is followed by an attempt at least. */
  static final int MAX_RESTS = 3;

  /** What the executor has to do. */
  public enum Action {
    /** Nothing; come back at {@link Course#nextTickNanos}. */
    WAIT,
    /** Start an attempt at {@link Course#stop}. */
    START,
    /** Plan the call anew and {@link Course#begin}, or say {@link Course#onNowhere}. */
    REPLAN,
    /** End the live attempt with {@link Course#failure}, then start one at {@link Course#stop}. */
    MOVE,
    /** Send the head, what was held, and from now on all that comes. */
    COMMIT,
    /** Send the head alone: the caller has waited long enough for a sign of life. */
    SHOW_LIFE,
    /** Send bytes that mean nothing. */
    KEEP_ALIVE,
    /** The call failed: answer {@link Course#failure}, in-band if the head is out. */
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
  private Itinerary itinerary = NOWHERE;
  private State state = State.IDLE;
  private int stop = -1;
  private boolean committed;
  private @Nullable Failure failure;

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

  /** Takes the plan, the first or a new one, and starts its first stop. */
  public Action begin(Itinerary plan, long nowNanos) {
    itinerary = plan;
    tries.planAnew();
    return plan.size() == 0 ? fail(NO_STOP) : start(0, nowNanos, Action.START);
  }

  /** The plan, the first or a new one, has no stop. */
  public Action onNowhere(Failure why, long nowNanos) {
    return restOrFail(why, nowNanos);
  }

  /**
   * The live attempt could not be started at all: its breaker closed the door, or its provider
   * cannot be told what the caller asks. Where an attempt failed before, that is the failure which
   * counts; that one stop cannot serve a request says nothing about others.
   */
  public Action onRefusedStart(Failure why, long nowNanos) {
    Failure told = failure == null || failure.origin() == Failure.Origin.CLIENT ? why : failure;
    return advance(told.withRetry(Failure.Retry.UNSENT), nowNanos, Action.START);
  }

  /** The first byte of the live attempt left us. */
  public void onSent() {
    tries.sent();
  }

  /** The live attempt showed its first content. */
  @HotPath
  public Action onContent(long nowNanos) {
    if (state != State.TRYING) {
      return Action.WAIT;
    }
    state = State.STREAMING;
    committed = true;
    clock.contentSeen(nowNanos);
    return Action.COMMIT;
  }

  /** Bytes of the live attempt came: the idle limit starts anew. */
  @HotPath
  public void onBytes(long nowNanos) {
    clock.bytesSeen(nowNanos);
  }

  /** The live attempt's answer is whole. */
  public Action onWhole() {
    state = State.OVER;
    return Action.FINISH;
  }

  /** The live attempt failed. */
  public Action onFailure(Failure why, long nowNanos) {
    if (state == State.OVER) {
      return Action.WAIT;
    }
    if (state == State.STREAMING || why.retry() == Failure.Retry.NEVER) {
      return fail(why);
    }
    return advance(why, nowNanos, Action.START);
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

  /** Where the attempt to start goes. */
  public int stop() {
    return stop;
  }

  /** Why the live attempt is ended or the call fails. */
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
    return nowNanos - clock.idleAt() >= 0 ? fail(STALL) : Action.WAIT;
  }

  private Action tickResting(long nowNanos) {
    return clock.rested(nowNanos) ? Action.REPLAN : signOfLife(nowNanos);
  }

  private Action tickTrying(long nowNanos) {
    if (nowNanos - clock.firstContentAt() >= 0) {
      return advance(FIRST_CONTENT, nowNanos, Action.MOVE);
    }
    if (clock.patienceOver(nowNanos)) {
      return leave(nowNanos);
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
   * Leaves a silent attempt only where there is somewhere to go; else it may have its full time.
   */
  private Action leave(long nowNanos) {
    int next = paidStop(SILENT, nowNanos);
    if (next < 0) {
      clock.waitOn();
      return Action.WAIT;
    }
    failure = SILENT;
    return start(next, nowNanos, Action.MOVE);
  }

  private Action advance(Failure why, long nowNanos, Action how) {
    int next = paidStop(why, nowNanos);
    if (next < 0) {
      return restOrFail(why, nowNanos);
    }
    failure = why;
    return start(next, nowNanos, how);
  }

  /** The stop to go on to after {@code why}, with all that the move costs taken; −1 for none. */
  private int paidStop(Failure why, long nowNanos) {
    int next = mayFollow(why) ? nextStop(nowNanos) : -1;
    return next >= 0 && paid(why, next, nowNanos) ? next : -1;
  }

  /** Waits where whoever is left is full and opens soon. */
  private Action restOrFail(Failure why, long nowNanos) {
    boolean full = why.kind() == FailureKind.RATE_LIMITED && tries.rests() < MAX_RESTS;
    long most = full ? clock.restLeft(nowNanos) : 0;
    long rest = most > 0 ? budget.tryRest(most, nowNanos) : Budget.NO_REST;
    if (rest < 0) {
      return fail(why);
    }
    failure = why;
    state = State.RESTING;
    tries.rest();
    clock.rest(rest, nowNanos);
    return Action.WAIT;
  }

  private boolean mayFollow(Failure why) {
    return switch (why.retry()) {
      case UNSENT, REFUSED -> true;
      case UNANSWERED -> retryUnanswered && tries.sentCount() < MAX_SENT_ATTEMPTS;
      case NEVER -> false;
    };
  }

  /**
   * A call's first unanswered move to a healthy stop is free: its breakers bound those. So is the
   * second, where two places failed it at the same time and the next is another one that is sound:
   * else most calls of a cloud that goes away would end, having met two dying regions, while others
   * stand by. Where failures are everywhere nobody is sound, and the budget decides.
   */
  private boolean paid(Failure why, int next, long nowNanos) {
    if (why.retry() != Failure.Retry.UNANSWERED) {
      return true;
    }
    boolean free =
        switch (tries.unansweredMoves()) {
          case 0 -> itinerary.healthy(next);
          case 1 -> itinerary.sound(next, nowNanos) && isElsewhere(next);
          default -> false;
        };
    if (!free && !budget.tryAcquire()) {
      return false;
    }
    tries.unansweredMove();
    return true;
  }

  /** Whether no stop that was tried shares its place. */
  private boolean isElsewhere(int next) {
    for (int i = 0; i < itinerary.size(); i++) {
      if (tries.tried(i) && itinerary.sameFate(i, next)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Of the stops that were not tried and fit the time left the first of the best: healthy ones
   * before others, since where several die at once the plan is older than their breakers; then
   * those that are elsewhere.
   */
  private int nextStop(long nowNanos) {
    int best = -1;
    int bestRank = -1;
    for (int i = 0; i < itinerary.size(); i++) {
      if (tries.tried(i) || itinerary.expectedFirstContentNanos(i) > clock.totalAt() - nowNanos) {
        continue;
      }
      int rank = (itinerary.healthy(i) ? 2 : 0) + (itinerary.sameFate(stop, i) ? 0 : 1);
      if (rank > bestRank) {
        best = i;
        bestRank = rank;
      }
    }
    return best;
  }

  private Action start(int next, long nowNanos, Action how) {
    stop = next;
    state = State.TRYING;
    tries.start(next);
    clock.attemptStarted(nowNanos, itinerary.patienceNanos(next));
    return how;
  }

  private Action fail(Failure why) {
    failure = why;
    state = State.OVER;
    return Action.FAIL;
  }

  private static final Failure NO_STOP =
      Failure.ofPolicy(FailureKind.NO_CANDIDATE, "no deployment can take this call now", -1);
  private static final Failure DEADLINE =
      Failure.ofGateway(FailureKind.DEADLINE, "the call's total time is over");
  private static final Failure STALL =
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

  private static final Itinerary NOWHERE =
      new Itinerary() {
        @Override
        public int size() {
          return 0;
        }

        @Override
        public boolean sameFate(int stop, int other) {
          return false;
        }

        @Override
        public long patienceNanos(int stop) {
          return -1;
        }

        @Override
        public long expectedFirstContentNanos(int stop) {
          return 0;
        }

        @Override
        public boolean healthy(int stop) {
          return false;
        }

        @Override
        public boolean sound(int stop, long nowNanos) {
          return false;
        }
      };
}
