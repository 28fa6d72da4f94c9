package dev.isthmus.core.exchange;

import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.govern.Admission;
import dev.isthmus.core.govern.Asked;
import dev.isthmus.core.govern.Caller;
import dev.isthmus.core.govern.Gatekeeper;
import dev.isthmus.core.govern.Grant;
import dev.isthmus.core.govern.Identified;
import dev.isthmus.core.govern.Seat;
import dev.isthmus.core.govern.Wishes;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.RouteTable;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One call, from its head to its ledger row: takes the request in, has it admitted and planned, and
 * carries out what its {@link Course} decides. Everything happens by plain calls on one event loop;
 * the single {@code finish} runs exactly once, however the call ends.
 */
final class Exchange implements Inbound, Attempt.Owner {
  private final Engine engine;
  private final Lane.Tools tools;
  private final InForce inForce;
  private final RequestHead head;
  private final Downstream downstream;
  private final Answer answer;
  private final CallBook book;
  private final Runnable tick = this::tick;
  private @Nullable Caller caller;
  private Wishes wishes = Wishes.NONE;
  private @Nullable Seat seat;
  private @Nullable Intake intake;
  private @Nullable Journey journey;
  private boolean finished;

  Exchange(
      Engine engine, Lane.Tools tools, InForce inForce, RequestHead head, Downstream downstream) {
    this.engine = engine;
    this.tools = tools;
    this.inForce = inForce;
    this.head = head;
    this.downstream = downstream;
    this.answer = new Answer(downstream, head.dialect(), head.requestId());
    this.book = new CallBook(engine, tools, head);
  }

  /**
   * Looks at the head alone: size and key.
   *
   * @param place where a caller that is known has come in; it is left at the end
   */
  void open(Identified identified, @Nullable Seat place) {
    seat = place;
    Failure wrong = head.dialect().checkHeaders(head.headers());
    if (identified instanceof Identified.Refused refused) {
      refuse(refused.failure());
    } else if (wrong != null) {
      refuse(wrong);
    } else if (head.contentLength() > engine.limits().maxBodyBytes()) {
      refuse(Intake.tooLarge(engine.limits().maxBodyBytes()));
    } else if (identified instanceof Caller known && place != null) {
      caller = known;
      book.caller(known);
      take(inForce.gatekeeper().asked(known, head.headers()), place);
    }
  }

  private void take(Asked asked, Seat place) {
    if (asked instanceof Asked.Refused refused) {
      refuse(refused.failure());
    } else if (asked instanceof Wishes read) {
      wishes = read;
      intake = new Intake(head, engine.limits(), place.bodies(), tools.allocator());
    }
  }

  @Override
  public boolean wantsBody() {
    return intake != null && !finished;
  }

  /** The body is not over, and nothing speaks against it yet. */
  private boolean taking() {
    return wantsBody() && journey == null;
  }

  @Override
  public void onBody(ByteBuf part) {
    if (intake == null || !taking()) {
      part.release();
      return;
    }
    Failure failure = intake.add(part);
    if (failure != null) {
      refuse(failure);
    }
  }

  @Override
  public void onBodyEnd() {
    if (intake == null || caller == null || !taking()) {
      return;
    }
    book.bodyEnded();
    Failure failure = intake.finish(head.pathModel());
    if (failure != null) {
      refuse(failure);
      return;
    }
    admit(caller, intake);
  }

  private void admit(Caller known, Intake whole) {
    RouteTable routes = inForce.routes();
    Home home = Home.of(whole.facts(), known, routes);
    CallFacts facts = home.facts();
    book.asked(facts, routes.version());
    // What is wrong with a call tells nothing of a model that its caller may not see.
    Route route = known.maySee(facts.model()) ? routes.route(facts.model()) : null;
    Failure wrong = home.wrong() == null && route != null ? home.wrongOn(route) : home.wrong();
    if (wrong != null || route == null) {
      refuse(wrong == null ? Gatekeeper.NO_SUCH_MODEL : wrong);
      return;
    }
    long expected = route.outputs().p90(facts.maxOutputTokens());
    Admission admission = inForce.gatekeeper().admit(known, facts, expected, tools.now());
    if (admission instanceof Admission.Refused refused) {
      refuse(refused.failure());
    } else if (admission instanceof Grant grant) {
      Terms terms = wishes.within(grant.terms());
      long affinity = wishes.session() == AffinityKey.NONE ? ofBody(whole) : wishes.session();
      travel(new Journey.Cargo(whole, route, terms, head, home, affinity), grant);
    }
  }

  private void travel(Journey.Cargo cargo, Grant grant) {
    book.admitted(cargo.route(), grant, cargo.terms());
    Journey started = new Journey(this, cargo, engine, tools, book);
    journey = started;
    act(started.begin());
  }

  /** What the body names as its session, or else how it begins. */
  private long ofBody(Intake whole) {
    long session = whole.session();
    Caller known = caller;
    return session == AffinityKey.NONE || known == null
        ? whole.beginning()
        : AffinityKey.ofSession(session, known.name());
  }

  /** Carries out one action, and those that follow from it. */
  private void act(Course.Action first) {
    try {
      carryOut(first);
    } catch (OutOfMemoryError e) {
      // Netty's bound of direct memory, mostly: this call goes, and the process stays.
      breakOff(NO_MEMORY);
    } catch (RuntimeException | Error e) {
      // A mistake of ours may cost this call, and neither its place nor its memory.
      engine.events().broken(e);
      breakOff(BROKEN);
    }
  }

  private void carryOut(Course.Action first) {
    Journey on = journey;
    Course.Action action = first;
    while (on != null && !finished && action != Course.Action.WAIT) {
      action = carryOut(on, action);
    }
    if (on != null && !finished) {
      on.arm(tick);
    }
  }

  private Course.Action carryOut(Journey on, Course.Action action) {
    switch (action) {
      case START -> {
        return on.start(downstream);
      }
      case REPLAN -> {
        return on.planAnew();
      }
      case LEAVE -> {
        return on.leave();
      }
      case HEDGE -> {
        return on.hedge(downstream);
      }
      case MOVE -> {
        return on.move(downstream);
      }
      case STALL -> on.stalled();
      case COMMIT -> commit(on);
      case SHOW_LIFE -> {
        answer.head(-1, on.contentType(), on::exposeHeaders);
        answer.keepAlive();
      }
      case KEEP_ALIVE -> answer.keepAlive();
      case FAIL -> fail(on);
      case FINISH -> {
        answer.end();
        finish(Outcome.COMPLETED);
      }
      case WAIT -> {}
    }
    return Course.Action.WAIT;
  }

  private void commit(Journey on) {
    book.firstContent();
    if (!answer.headSent()) {
      answer.head(on.contentLength(), on.contentType(), on::exposeHeaders);
    }
    on.commit();
    if (!finished) {
      letGoOfRequest();
    }
  }

  /** No other attempt will be made: an answer may take minutes, and its request has been read. */
  private void letGoOfRequest() {
    if (intake != null) {
      intake.release();
    }
    head.headers().done();
  }

  private void fail(Journey on) {
    if (on.endsWhole()) {
      return;
    }
    Failure failure = on.failureForCaller();
    if (head.operation() == Operation.COUNT && !answer.headSent() && on.mayGuess(failure)) {
      guess(on);
      return;
    }
    boolean boundary = on.stream() && on.atBoundary();
    ByteBuf theirs = answer.headSent() ? null : on.providersWords(failure);
    on.abandon(new Outcome.Failed(on.failure()));
    if (answer.headSent()) {
      answer.interrupt(head.operation(), failure, boundary);
    } else if (theirs != null) {
      answer.refuse(failure, theirs, on::exposeHeaders);
    } else {
      answer.refuse(failure, on::exposeHeaders);
    }
    finish(new Outcome.Failed(failure));
  }

  /** Nobody can count: says what the gateway itself takes the conversation for, and says so. */
  private void guess(Journey on) {
    on.abandon(new Outcome.Failed(on.failure()));
    ByteBuf body = head.dialect().count(on.estimatedTokens());
    answer.whole(
        body,
        sink -> {
          sink.add("x-isthmus-estimated", "true");
          book.exposeHeaders(sink);
        });
    finish(Outcome.COMPLETED);
  }

  private void breakOff(Failure why) {
    Journey on = journey;
    if (finished) {
      return;
    }
    try {
      if (on != null) {
        on.abandon(new Outcome.Failed(why));
      }
      if (answer.headSent()) {
        answer.interrupt(head.operation(), why, /* atBoundary= */ false);
      } else {
        answer.refuseOrEnd(why);
      }
    } finally {
      finish(new Outcome.Failed(why));
    }
  }

  private void tick() {
    Journey on = journey;
    if (on == null || finished) {
      return;
    }
    if (!downstream.isWritable()) {
      // It is the caller who does not read: the provider's silence is of our making.
      on.onBytes();
    }
    act(on.onTick());
  }

  @Override
  public void attemptSent() {
    Journey on = journey;
    if (on != null) {
      on.onSent();
    }
  }

  @Override
  public void attemptAnswers(Attempt attempt) {
    Journey on = journey;
    if (on != null) {
      act(on.onContent(attempt));
    }
  }

  @Override
  public void attemptPauses(Attempt attempt) {
    if (!finished) {
      attempt.read();
    }
  }

  @Override
  public void attemptWhole(Attempt attempt) {
    Journey on = journey;
    if (on != null) {
      act(on.onWhole());
    }
  }

  @Override
  public void attemptFailed(Attempt attempt, Failure failure) {
    Journey on = journey;
    if (on != null && !finished) {
      act(on.onFailure(attempt, failure));
    }
  }

  @Override
  public void onWritable() {
    Journey on = journey;
    if (on != null && !finished) {
      on.onBytes();
      on.read();
    }
  }

  @Override
  public void onBodyFailure(Failure failure) {
    if (taking()) {
      refuse(failure);
    }
  }

  @Override
  public void onCut(Failure why) {
    if (finished) {
      return;
    }
    Journey on = journey;
    if (on == null) {
      refuse(why);
    } else {
      act(on.onCut(why));
    }
  }

  @Override
  public void onHangUp() {
    if (finished) {
      return;
    }
    answer.forget();
    if (journey != null) {
      journey.abandon(Outcome.CANCELLED);
    }
    finish(Outcome.CANCELLED);
  }

  /** Answers an error before any attempt was made. */
  private void refuse(Failure failure) {
    answer.refuse(failure, book::exposeHeaders);
    finish(new Outcome.Failed(failure));
  }

  private void finish(Outcome outcome) {
    if (finished) {
      // The caller hung up while we were writing to it.
      return;
    }
    finished = true;
    if (journey != null) {
      journey.disarm();
    }
    if (intake != null) {
      intake.release();
    }
    if (seat != null) {
      seat.leave();
    }
    book.close(outcome, answer.status());
  }

  private static final Failure BROKEN =
      Failure.ofGateway(FailureKind.INTERNAL, "the gateway broke on this call");
  private static final Failure NO_MEMORY =
      Failure.ofGateway(FailureKind.GATEWAY_OVERLOADED, "the gateway has no memory for this call")
          .withRetryAfterMillis(1000);
}
