package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderCodec;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Plan;
import dev.isthmus.core.route.Question;
import dev.isthmus.core.route.Refusal;
import dev.isthmus.core.route.Reopening;
import dev.isthmus.core.route.Route;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * An admitted call under way: asks the {@link Course} what comes next, makes the attempts, and
 * keeps the one timer. Threads: one event loop.
 */
final class Journey {

  /**
   * What travels: the request, the rules of its route, what it is allowed, and where a stored
   * response that it needs is kept.
   *
   * @param affinity what it has in common with other calls
   */
  record Cargo(
      Intake request, Route route, Terms terms, RequestHead head, Home home, long affinity) {
    CallFacts facts() {
      return home.facts();
    }

    /** The route's time limits, or less where the caller has less time. */
    Deadlines deadlines(long sinceNanos) {
      Bounds bounds = terms.bounds();
      return bounds.hasDeadline()
          ? route.deadlines().within((long) (bounds.deadlineSeconds() * NANOS) - sinceNanos)
          : route.deadlines();
    }
  }

  private static final double NANOS = 1e9;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final String JSON = "application/json";
  private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

  private final Attempt.Owner owner;
  private final Cargo cargo;
  private final Engine engine;
  private final Lane.Tools tools;
  private final CallBook book;
  private final Course course;
  private final Rest rest;
  private final Packer packer;
  private final Alarm alarm;
  private Plan plan;
  private @Nullable Hedging hedging;

  /** The live attempt, or the one that ended last: whose words the caller may get. */
  private @Nullable Attempt attempt;

  /** The one that runs beside it. */
  private @Nullable Attempt rival;

  Journey(Attempt.Owner owner, Cargo cargo, Engine engine, Lane.Tools tools, CallBook book) {
    this.owner = owner;
    this.cargo = cargo;
    this.engine = engine;
    this.tools = tools;
    this.book = book;
    this.rest = new Rest(book, cargo.route(), engine.limits().waiting(), cargo.facts().bodyBytes());
    this.course =
        new Course(
            cargo.deadlines(book.since(tools.now())),
            cargo.facts().stream(),
            cargo.route().rules().repeats(cargo.facts()),
            rest,
            tools.now());
    this.packer = new Packer(cargo, engine, tools);
    this.plan = plan();
    this.alarm = tools.time().alarms().take();
  }

  private Plan plan() {
    long now = tools.now();
    double secondsLeft = course.nanosLeft(now) / NANOS;
    Question question =
        new Question(
            cargo.facts(),
            cargo.head().dialect().name(),
            cargo.terms(),
            cargo.route(),
            now,
            secondsLeft,
            cargo.home().name(),
            cargo.affinity());
    return tools.router().plan(question, book.decision());
  }

  Course.Action begin() {
    long now = tools.now();
    if (plan.size() == 0) {
      return course.onNowhere(Refusal.ofNoCandidate(book.decision()), now);
    }
    Hedging second = Hedging.of(cargo.route(), cargo.facts(), cargo.terms(), plan, book.decision());
    hedging = second;
    return course.begin(plan, second == null ? Hedges.NONE : second, now);
  }

  /** The wait is over: plans anew, with what is known now. */
  Course.Action planAnew() {
    rest.leave(tools.now());
    Plan last = plan;
    book.decision().clearCandidates();
    plan = plan();
    tools.router().release(last);
    return begin();
  }

  /** Starts an attempt at the course's stop, or says what to do where that cannot be. */
  Course.Action start(Downstream downstream) {
    // The attempt before is over, and what it said is no word on this one.
    attempt = null;
    return launch(downstream, /* hedge= */ false);
  }

  /** Starts a second attempt at the course's stop beside the live one, if that can be. */
  Course.Action hedge(Downstream downstream) {
    return launch(downstream, /* hedge= */ true);
  }

  private Course.Action launch(Downstream downstream, boolean hedge) {
    long now = tools.now();
    int stop = course.stop();
    Deployment deployment = plan.deployment(stop);
    if (!deployment.provider().authenticator().isReady()) {
      return course.onRefusedStart(NO_CREDENTIAL, now);
    }
    Visit visit = new Visit(deployment.live());
    if (!visit.tryEnter(plan.panic(), now)) {
      return course.onRefusedStart(BREAKER_SHUT, now);
    }
    Shipment shipment = packer.pack(deployment);
    Failure trouble = shipment.trouble();
    if (trouble == null) {
      trouble = visit.tryDepart(plan, stop, cargo.facts(), now);
    }
    if (trouble != null) {
      visit.turnBack(now);
      shipment.release();
      return course.onRefusedStart(trouble, now);
    }
    AttemptReport report =
        report(
            new AttemptReport.Subject(
                deployment, cargo.facts(), cargo.route(), visit, stop, hedge));
    send(shipment, report, downstream, hedge);
    return Course.Action.WAIT;
  }

  /** Leaves what is live and starts the next. */
  Course.Action move(Downstream downstream) {
    stalled();
    abandon(new Outcome.Failed(course.failure()));
    return start(downstream);
  }

  /** Leaves what is live and plans anew. */
  Course.Action leave() {
    stalled();
    abandon(new Outcome.Failed(course.failure()));
    return planAnew();
  }

  private void send(Shipment shipment, AttemptReport report, Downstream downstream, boolean hedge) {
    Attempt next =
        new Attempt(owner, shipment, new Outlet(downstream), report, tools.time().ticker());
    if (hedge) {
      rival = next;
    } else {
      attempt = next;
      book.answers(shipment);
    }
    next.start(tools.upstream(), packer.request(shipment));
  }

  private AttemptReport report(AttemptReport.Subject subject) {
    return new AttemptReport(subject, engine, tools, book);
  }

  /** The first content of {@code from}; where it is committed, the other one has lost. */
  Course.Action onContent(Attempt from) {
    Course.Action action = course.onContent(from.stop(), tools.now());
    Attempt loser = rivalOf(from);
    if (action == Course.Action.COMMIT && loser != null) {
      loser.lose();
      settleFor(loser);
      goOnWith(from);
    }
    return action;
  }

  /** The other one of two that are live, or null. */
  private @Nullable Attempt rivalOf(Attempt one) {
    return rival != null && one.equals(rival) ? attempt : rival;
  }

  private void goOnWith(Attempt one) {
    attempt = one;
    rival = null;
    book.answers(one.shipment());
  }

  private void settleFor(Attempt out) {
    if (hedging != null) {
      hedging.settle(out.report().cost());
    }
  }

  /** What is live counts as heard now. */
  void onBytes() {
    course.onBytes(tools.now());
  }

  void onSent() {
    course.onSent();
  }

  Course.Action onWhole() {
    return course.onWhole();
  }

  /** One failed; where another one lives, that goes on, unless the call is over. */
  Course.Action onFailure(Attempt from, Failure failure) {
    Course.Action action = course.onFailure(from.stop(), failure, tools.now());
    Attempt other = rivalOf(from);
    if (other == null) {
      return action;
    }
    if (action == Course.Action.FAIL) {
      other.lose();
      settleFor(other);
      goOnWith(from);
    } else {
      settleFor(from);
      goOnWith(other);
    }
    return action;
  }

  Course.Action onCut(Failure why) {
    return course.onCut(why);
  }

  Course.Action onTick() {
    hear();
    return course.onTick(tools.now());
  }

  void arm(Runnable tick) {
    hear();
    alarm.set(course.nextTickNanos(), tools.now(), tick);
  }

  /** Tells the course when the committed attempt was last heard, before that asks for it. */
  private void hear() {
    Attempt live = attempt;
    if (live != null && course.committed()) {
      course.onBytes(live.heardNanos());
    }
  }

  /** The call is over: gives back what it holds besides its attempts. */
  void disarm() {
    tools.time().alarms().putBack(alarm);
    rest.leave(tools.now());
    tools.router().release(plan);
  }

  void commit() {
    if (attempt != null) {
      attempt.commit();
    }
  }

  void read() {
    if (attempt != null) {
      attempt.read();
    }
  }

  /** Ends what is live. */
  void abandon(Outcome why) {
    if (attempt != null) {
      attempt.abandon(why);
    }
    Attempt second = rival;
    if (second != null) {
      rival = null;
      second.abandon(why);
      settleFor(second);
    }
  }

  /** What is live is silent for remarkably long. */
  void stalled() {
    if (attempt != null) {
      attempt.stalled();
    }
    if (rival != null) {
      rival.stalled();
    }
  }

  /** Ends the live attempt as whole, if its answer has said all it had to say. */
  boolean endsWhole() {
    return attempt != null && attempt.endsWhole();
  }

  boolean committed() {
    return course.committed();
  }

  /** Why the call failed, as the last attempt knows it. */
  Failure failure() {
    return course.failure();
  }

  boolean stream() {
    return cargo.facts().stream();
  }

  boolean atBoundary() {
    return attempt == null || attempt.atBoundary();
  }

  String contentType() {
    if (stream()) {
      return EVENT_STREAM;
    }
    boolean binary = attempt != null && attempt.head().isBinary();
    return binary ? AnswerHead.BINARY : JSON;
  }

  /** The length to announce: known where an answer passes as it came. */
  long contentLength() {
    return attempt == null || stream() ? -1 : attempt.passedLength();
  }

  /** What the caller is told of a call that failed, in place of what the last attempt said. */
  Failure failureForCaller() {
    Failure last = course.failure();
    return course.committed() ? last : Refusal.afterAttempts(soonest(last), book.decision());
  }

  /**
   * Whether a count that failed may be guessed instead: not where the caller's own request is at
   * fault. A provider that refuses what we wrote for it says nothing about that.
   */
  boolean mayGuess(Failure failure) {
    boolean theirs =
        failure.origin() == Failure.Origin.CLIENT && failure.kind() != FailureKind.UNSUPPORTED;
    Attempt last = attempt;
    return !theirs || (last != null && !packer.takesAsItCame(last.deployment()));
  }

  long estimatedTokens() {
    return cargo.facts().estimatedPromptTokens();
  }

  /** Where several are full, what counts is when the first of them opens. */
  private Failure soonest(Failure last) {
    boolean full =
        last.kind() == FailureKind.RATE_LIMITED && last.origin() == Failure.Origin.PROVIDER;
    long opens =
        full ? Reopening.inNanos(cargo.route(), book.decision(), tools.now()) : Long.MIN_VALUE;
    long millis = (opens + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    boolean sooner = last.retryAfterMillis() < 0 || millis < last.retryAfterMillis();
    return opens >= 0 && sooner ? last.withRetryAfterMillis(millis) : last;
  }

  /**
   * The provider's own words about a fault of the caller, as a body in the caller's dialect that
   * whoever asks owns; null where there are none, or where they quote our credential.
   */
  @Nullable ByteBuf providersWords(Failure failure) {
    Attempt last = attempt;
    ByteBuf body = last == null ? null : last.refusalBody();
    // What names a field in our words needs none of theirs.
    boolean ours = failure.origin() != Failure.Origin.CLIENT || failure.param() != null;
    if (last == null || body == null || ours) {
      return null;
    }
    Provider provider = last.deployment().provider();
    if (provider.authenticator().isQuotedIn(body)) {
      return null;
    }
    ProviderCodec codec = provider.codec();
    Dialect dialect = cargo.head().dialect();
    if (packer.takesAsItCame(last.deployment()) && codec.passesErrorBody(failure, body)) {
      return body.retainedDuplicate();
    }
    String message = codec.message(body);
    return message == null
        ? null
        : dialect.errorBody(failure.withDetail(message), cargo.head().requestId());
  }

  void exposeHeaders(HeaderSink sink) {
    if (attempt != null) {
      attempt.head().copyTo(sink);
    }
    book.exposeHeaders(sink);
  }

  private static final Failure NO_CREDENTIAL =
      Failure.ofProvider(
          FailureKind.CREDENTIAL, Failure.Retry.UNSENT, "no valid credential for the provider");
  private static final Failure BREAKER_SHUT =
      Failure.ofProvider(
          FailureKind.NO_CANDIDATE, Failure.Retry.UNSENT, "the deployment's breaker is open");
}
