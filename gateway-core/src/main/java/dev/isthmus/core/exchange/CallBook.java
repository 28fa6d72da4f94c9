package dev.isthmus.core.exchange;

import dev.isthmus.core.account.Row;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.govern.Caller;
import dev.isthmus.core.govern.Grant;
import dev.isthmus.core.govern.LimitHeaders;
import dev.isthmus.core.observe.CallRecord;
import dev.isthmus.core.observe.DecisionRing;
import dev.isthmus.core.observe.Timeline;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Hedge;
import dev.isthmus.core.route.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one call that is written down: its decision, its times, what it used and what it
 * took from budgets. It is closed exactly once. Threads: one event loop.
 */
final class CallBook implements Rest.Books {
  private final Engine engine;
  private final Lane.Tools tools;
  private final RequestHead head;
  private final Decision decision;
  private final Timeline timeline;
  private final Open open = new Open();

  /** What is held until the call ends. */
  private static final class Open {
    private @Nullable Caller caller;
    private @Nullable Grant grant;
    private @Nullable Route route;
    private @Nullable Deployment last;
    private List<String> dropped = List.of();
    private Usage usage = Usage.NONE;
    private int attempts;
    private int retries;
  }

  CallBook(Engine engine, Lane.Tools tools, RequestHead head) {
    this.engine = engine;
    this.tools = tools;
    this.head = head;
    this.decision = tools.decisions().take();
    this.timeline = new Timeline(tools.now());
    CallSummary summary = decision.summary();
    summary.requestId(head.requestId());
    summary.atMillis = tools.time().clock().millis();
  }

  @Override
  public Decision decision() {
    return decision;
  }

  void caller(Caller caller) {
    open.caller = caller;
    decision.summary().caller = caller.name();
  }

  void bodyEnded() {
    timeline.bodyEndNanos = tools.now();
  }

  void asked(CallFacts facts, String configVersion) {
    decision.summary().facts(facts);
    decision.summary().model = facts.model();
    decision.summary().configVersion = configVersion;
  }

  void admitted(Route route, Grant grant, Terms terms) {
    open.route = route;
    open.grant = grant;
    decision.summary().terms = terms;
    decision.summary().route = route.name();
    decision.summary().objective = route.objective().name();
    engine.retryBudget().callStarted();
    Hedge hedge = route.rules().hedge();
    if (hedge != null) {
      hedge.budget().called();
    }
  }

  @Override
  public boolean tryRetry() {
    boolean granted = engine.retryBudget().tryAcquire();
    open.retries += granted ? 1 : 0;
    return granted;
  }

  /** Nanoseconds from the call's start to {@code nowNanos}. */
  long since(long nowNanos) {
    return nowNanos - timeline.openedNanos;
  }

  /** Gives the attempt's number, from 1. */
  int attemptStarted(long nowNanos) {
    if (timeline.dispatchedNanos < 0) {
      timeline.dispatchedNanos = nowNanos;
    }
    return ++open.attempts;
  }

  /** Whose answer the caller gets, as things stand. */
  void answers(Shipment shipment) {
    open.last = shipment.deployment();
    open.dropped = shipment.dropped();
  }

  void firstContent() {
    timeline.firstContentNanos = tools.now();
  }

  @Override
  public void waits(long nowNanos) {
    decision.summary().waits++;
    decision.summary().waitedNanos -= nowNanos;
  }

  @Override
  public void waited(long nowNanos) {
    decision.summary().waitedNanos += nowNanos;
  }

  /** What an attempt used that lost no race: the caller's own limits are settled with the last. */
  void used(Usage usage) {
    open.usage = usage;
  }

  /** Enters one attempt into the ledger. */
  void charge(Deployment deployment, int attempt, Usage usage, long picodollars, boolean wasted) {
    Caller caller = open.caller;
    if (caller == null) {
      return;
    }
    engine
        .ledger()
        .attempt(
            new Row(
                head.requestId(),
                attempt,
                deployment.id(),
                caller.id(),
                usage,
                picodollars < 0 ? null : picodollars,
                decision.summary().configVersion,
                wasted));
  }

  /** Tells the caller what it may know. */
  void exposeHeaders(HeaderSink sink) {
    Caller caller = open.caller;
    if (caller == null) {
      return;
    }
    if (open.grant != null) {
      LimitHeaders.add(open.grant.limits(timeline.bodyEndNanos), sink);
    }
    if (!open.dropped.isEmpty()) {
      sink.add("x-isthmus-dropped", String.join(", ", open.dropped));
    }
    if (caller.expose() == Caller.Expose.NONE) {
      return;
    }
    sink.add("x-isthmus-decision", DecisionRing.text(decision.summary().id));
    if (open.attempts > 0) {
      sink.add("x-isthmus-attempts", open.attempts);
    }
    substituted(sink);
    if (caller.expose() == Caller.Expose.FULL && open.last != null) {
      sink.add("x-isthmus-deployment", open.last.name());
    }
  }

  private void substituted(HeaderSink sink) {
    Deployment last = open.last;
    if (open.route != null && last != null && open.route.substitutes(last)) {
      sink.add("x-isthmus-substitute", last.model());
    }
  }

  void close(Outcome outcome, int status) {
    timeline.endedNanos = tools.now();
    decision.summary().endNanos = since(timeline.endedNanos);
    decision.summary().firstContentNanos = timeline.firstContentAfterNanos();
    decision.summary().outcome = outcome;
    decision.summary().status = status;
    settle();
    audit(outcome);
    CallFacts facts = decision.summary().facts();
    tools
        .callLog()
        .finished(
            new CallRecord(
                head.operation(),
                facts != null && facts.stream(),
                status,
                open.attempts,
                open.usage,
                outcome,
                timeline,
                decision));
    tools.decisions().publish(decision);
  }

  private void settle() {
    if (open.grant != null) {
      open.grant.close(open.usage, timeline.endedNanos);
      engine.retryBudget().callEnded();
    }
    for (; open.retries > 0; open.retries--) {
      engine.retryBudget().release();
    }
  }

  private void audit(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed
        && failed.failure().kind() == FailureKind.RESIDENCY) {
      Failure failure = failed.failure();
      CallSummary summary = decision.summary();
      engine
          .events()
          .residencyRefused(summary.caller, summary.route, summary.requestId(), failure.detail());
    }
  }
}
