package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.provider.ProviderCodec;
import dev.isthmus.core.route.Deployment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One try at one deployment: hears the wire, relays what may pass, and tells its owner the few
 * things that matter. It reports to measurements, breaker and books exactly once.
 *
 * <p>What comes once its answer is committed passes without its owner: each object more that is
 * touched for every part of many streams is memory that no cache holds any more.
 *
 * <p>Threads: one event loop.
 */
final class Attempt implements Upstream.Listener {

  /** The call that this attempt is made for. */
  interface Owner {
    void attemptSent();

    /** The answer's first content is there; what is held may go out. */
    void attemptAnswers(Attempt attempt);

    /** The socket has no more for now, and the answer is not committed yet. */
    void attemptPauses(Attempt attempt);

    void attemptWhole(Attempt attempt);

    void attemptFailed(Attempt attempt, Failure failure);
  }

  private enum State {
    WAITING,
    RELAYING,
    REFUSED,
    OVER
  }

  private final Owner owner;
  private final Shipment shipment;
  private final Relay relay;
  private final Outlet outlet;
  private final AttemptReport report;
  private final Ticker ticker;
  private State state = State.WAITING;
  private Upstream.@Nullable Call call;
  private @Nullable Refused refused;
  private AnswerHead head = AnswerHead.NONE;
  private boolean answering;
  private long heardNanos;

  Attempt(Owner owner, Shipment shipment, Outlet outlet, AttemptReport report, Ticker ticker) {
    this.owner = owner;
    this.shipment = shipment;
    this.relay = shipment.relay();
    this.outlet = outlet;
    this.report = report;
    this.ticker = ticker;
  }

  /** Takes the request's body. */
  void start(Upstream upstream, Upstream.Request request) {
    report.started();
    heardNanos = ticker.nanoTime();
    call = upstream.send(request, this);
  }

  /** What was sent; its body is no longer ours. */
  Shipment shipment() {
    return shipment;
  }

  Deployment deployment() {
    return shipment.deployment();
  }

  /** The stop of the plan that it is made at. */
  int stop() {
    return report.stop();
  }

  AnswerHead head() {
    return head;
  }

  AttemptReport report() {
    return report;
  }

  /** When the last part of its answer came, or else when it started. */
  long heardNanos() {
    return heardNanos;
  }

  boolean atBoundary() {
    return relay.atBoundary();
  }

  /** Everything held goes out, and all that follows passes. */
  void commit() {
    outlet.open();
  }

  /** Asks for more, once the caller can take it. */
  void read() {
    if (call != null && state != State.OVER) {
      call.read();
    }
  }

  /** Ends the attempt from our side. */
  void abandon(Outcome why) {
    if (state == State.OVER) {
      return;
    }
    if (call != null) {
      call.cancel();
    }
    over(relay.complete() ? Outcome.COMPLETED : why);
  }

  /** Ends the attempt because another one was faster: nobody is to blame. */
  void lose() {
    if (state == State.OVER) {
      return;
    }
    if (call != null) {
      call.cancel();
    }
    report.lost();
    over(Outcome.CANCELLED);
  }

  /** It is silent for remarkably long. */
  void stalled() {
    if (state != State.OVER) {
      report.stalled(relay);
    }
  }

  /**
   * Ends the attempt where its answer said that it is over, though its connection did not.
   *
   * @return false where there is no such answer: nothing happened
   */
  boolean endsWhole() {
    if (state != State.RELAYING || !relay.complete()) {
      return false;
    }
    if (call != null) {
      call.cancel();
    }
    onEnd();
    return true;
  }

  /** The length of an answer that passes whole, −1 where it is not known. */
  long passedLength() {
    if (relay instanceof PassThrough passed) {
      return passed.keepsLength() ? head.contentLength() : -1;
    }
    return outlet.heldBytes();
  }

  /** The refusal's body, borrowed until this attempt is over, or null. */
  @Nullable ByteBuf refusalBody() {
    return refused == null ? null : refused.body();
  }

  @Override
  public void onSent() {
    report.sent();
    owner.attemptSent();
  }

  @Override
  public void onHead(int status, HeaderView headers) {
    if (state != State.WAITING) {
      return;
    }
    report.head(status, deployment().provider().codec().readLimits(status, headers));
    AnswerHead read = AnswerHead.of(status, headers);
    ProviderCodec codec = deployment().provider().codec();
    if (read.isGood() && codec.isAnswer(read.contentType(), report.stream())) {
      head = read;
      state = State.RELAYING;
      relay.head(headers);
    } else {
      refused = new Refused(status, headers, ByteBufAllocator.DEFAULT);
      state = State.REFUSED;
    }
    read();
  }

  @HotPath
  @Override
  public void onBody(ByteBuf body) {
    if (state == State.RELAYING) {
      relay.see(body, outlet);
      if (state == State.RELAYING) {
        seen();
      } else {
        // The caller hung up while this was written.
        release();
      }
    } else if (refused != null && state == State.REFUSED) {
      refused.add(body);
    } else {
      body.release();
    }
  }

  @HotPath
  private void seen() {
    heardNanos = ticker.nanoTime();
    Failure error = relay.error();
    if (!answering && answers(error)) {
      answer();
    }
    if (error != null && state == State.RELAYING) {
      fail(error);
    }
  }

  private void answer() {
    answering = true;
    report.content();
    owner.attemptAnswers(this);
  }

  /**
   * Whether what is held may go out. In a stream, content before an error was content, however the
   * two were cut into parts; a document that is broken where it stands had better not begin.
   */
  private boolean answers(@Nullable Failure error) {
    return (relay.contentSeen() || outlet.isFull()) && (error == null || report.stream());
  }

  @HotPath
  @Override
  public void onBatchEnd() {
    if (state == State.REFUSED) {
      read();
    } else if (state != State.OVER && outlet.isOpen()) {
      outlet.flush();
      if (outlet.isWritable()) {
        read();
      }
    } else if (state != State.OVER) {
      owner.attemptPauses(this);
    }
  }

  @Override
  public void onEnd() {
    if (state == State.REFUSED && refused != null) {
      fail(report.meaning(refused.read(deployment().provider().codec())));
    } else if (state == State.RELAYING) {
      relay.end(outlet);
      seen();
      if (state == State.RELAYING) {
        wholeOr(CUT_OFF);
      }
    } else if (state == State.WAITING) {
      fail(CUT_OFF);
    }
  }

  @Override
  public void onFailure(Failure failure) {
    if (state == State.RELAYING && relay.complete()) {
      onEnd();
    } else if (state == State.REFUSED && refused != null) {
      fail(report.meaning(refused.read(deployment().provider().codec())));
    } else if (state != State.OVER) {
      fail(failure);
    }
  }

  /** An answer that said that it is over is whole, however its connection ended. */
  private void wholeOr(Failure failure) {
    if (!relay.complete()) {
      fail(failure);
      return;
    }
    if (!answering) {
      answer();
    }
    if (state == State.RELAYING) {
      over(Outcome.COMPLETED);
      owner.attemptWhole(this);
    }
  }

  private void fail(Failure failure) {
    Failure seen = answering ? failure.withRetry(Failure.Retry.NEVER) : failure;
    if (call != null) {
      call.cancel();
    }
    state = State.OVER;
    report.ended(new Outcome.Failed(seen), relay);
    owner.attemptFailed(this, seen);
    release();
  }

  private void over(Outcome outcome) {
    state = State.OVER;
    report.ended(outcome, relay);
    release();
  }

  private void release() {
    relay.release();
    outlet.drop();
    if (refused != null) {
      refused.release();
      refused = null;
    }
  }

  private static final Failure CUT_OFF =
      Failure.ofProvider(
          FailureKind.RESET,
          Failure.Retry.UNANSWERED,
          "the answer ended before it said that it was over");
}
