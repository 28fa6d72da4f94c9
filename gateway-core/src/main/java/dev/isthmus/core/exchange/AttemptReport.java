package dev.isthmus.core.exchange;

import dev.isthmus.core.account.Ledger;
import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Live;
import dev.isthmus.core.route.Route;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt tells the rest of the gateway about itself: measurements, capacity, breaker,
 * books, decision. Each fact is told once, and the end exactly once, however the attempt ends.
 *
 * <p>Threads: one event loop.
 */
final class AttemptReport {
  private static final double NANOS = 1e9;
  private static final int BYTES_PER_TOKEN = 4;

  /** Whose attempt at what. */
  record Subject(Deployment deployment, CallFacts facts, Route route) {
    Live live() {
      return deployment.live();
    }
  }

  /** What was taken for the attempt and has to be given back. */
  record Stake(long permit, long reservedTokens) {}

  private final Subject subject;
  private final Stake stake;
  private final Engine engine;
  private final Lane.Tools tools;
  private final CallBook book;
  private final Decision.AttemptRow row;
  private final Marks marks = new Marks();

  /** When what happened, in nanoseconds of the loop's clock. */
  private static final class Marks {
    private long startNanos;
    private long contentNanos = -1;
    private long stamp;
    private boolean sent;
    private boolean ended;
  }

  AttemptReport(Subject subject, Stake stake, Engine engine, Lane.Tools tools, CallBook book) {
    this.subject = subject;
    this.stake = stake;
    this.engine = engine;
    this.tools = tools;
    this.book = book;
    this.row = book.decision().openAttempt();
  }

  boolean stream() {
    return subject.facts().stream();
  }

  void started() {
    long now = tools.now();
    marks.startNanos = now;
    marks.stamp = subject.live().capacity().reserve(stake.reservedTokens(), now);
    subject.live().signals().dispatched(now);
    row.deployment = subject.deployment().name();
    row.startNanos = book.since(now);
    book.attemptStarted(subject.deployment(), now);
  }

  void sent() {
    marks.sent = true;
  }

  void head(int status, LimitReport limits) {
    row.status = status;
    if (limits != LimitReport.NONE) {
      subject.live().capacity().report(limits, marks.stamp, tools.now());
    }
  }

  boolean contentSeen() {
    return marks.contentNanos >= 0;
  }

  /** The first content is there: as far as health goes, the deployment has done its part. */
  void content() {
    long now = tools.now();
    marks.contentNanos = now;
    row.firstContentNanos = book.since(now);
    double seconds = (now - marks.startNanos) / NANOS;
    subject.live().breaker().succeed(stake.permit(), seconds, now);
    subject.live().slowStart().succeeded();
    if (stream()) {
      subject.live().signals().firstContent(seconds, subject.facts().estimatedPromptTokens(), now);
    } else {
      subject.live().signals().firstContentUnknown(now);
    }
  }

  /** The attempt is over; {@code relay} knows what was used. */
  void ended(Outcome outcome, Relay relay) {
    if (marks.ended) {
      return;
    }
    marks.ended = true;
    long now = tools.now();
    row.endNanos = book.since(now);
    row.failure = outcome instanceof Outcome.Failed failed ? failed.failure() : null;
    Usage usage = usage(outcome, relay);
    tellHealth(outcome, now);
    tellSpeed(outcome, usage, now);
    subject.live().capacity().release(marks.stamp, stake.reservedTokens(), usage.total(), now);
    if (usage != Usage.NONE) {
      charge(usage);
    }
  }

  /** Breaker, ramp and failure counts: whose fault it was decides who hears of it. */
  private void tellHealth(Outcome outcome, long now) {
    Live live = subject.live();
    if (!(outcome instanceof Outcome.Failed failed)) {
      if (!contentSeen()) {
        live.breaker().ignore(stake.permit(), now);
      }
      return;
    }
    Failure failure = failed.failure();
    switch (verdict(failure)) {
      case SICK -> {
        live.breaker().fail(stake.permit(), now);
        live.slowStart().failed();
      }
      case MISCONFIGURED -> {
        live.breaker().misconfigured(stake.permit(), now);
        subject.deployment().provider().authenticator().refused();
        engine.events().misconfigured(subject.deployment().name(), failure.kind().name());
      }
      case FULL -> {
        live.breaker().ignore(stake.permit(), now);
        live.capacity().rateLimited(failure.retryAfterMillis(), now);
      }
      case BLAMELESS -> live.breaker().ignore(stake.permit(), now);
    }
  }

  private enum Verdict {
    SICK,
    MISCONFIGURED,
    FULL,
    BLAMELESS
  }

  /** A full deployment is not a sick one, and a caller's mistake says nothing about anybody. */
  private static Verdict verdict(Failure failure) {
    if (failure.origin() != Failure.Origin.PROVIDER) {
      return Verdict.BLAMELESS;
    }
    return switch (failure.kind()) {
      case RATE_LIMITED -> Verdict.FULL;
      case CREDENTIAL, DEPLOYMENT_NOT_FOUND, BILLING -> Verdict.MISCONFIGURED;
      case CONNECT,
              TLS,
              RESET,
              MALFORMED,
              SERVER_ERROR,
              OVERLOADED,
              FIRST_CONTENT_TIMEOUT,
              STALL ->
          Verdict.SICK;
      default -> Verdict.BLAMELESS;
    };
  }

  private void tellSpeed(Outcome outcome, Usage usage, long now) {
    var signals = subject.live().signals();
    boolean failed =
        outcome instanceof Outcome.Failed bad && verdict(bad.failure()) == Verdict.SICK;
    if (failed) {
      signals.failed(contentSeen(), now);
    } else if (outcome == Outcome.COMPLETED) {
      double seconds = (now - (stream() ? marks.contentNanos : marks.startNanos)) / NANOS;
      signals.completed(usage.output(), seconds, usage.cachedInput(), usage.input(), now);
      subject.route().outputs().add(usage.output());
    } else {
      signals.abandoned(contentSeen(), now);
    }
  }

  /** What was used: the provider's word, else our estimate of what it will have counted. */
  private Usage usage(Outcome outcome, Relay relay) {
    Usage reported = relay.usage();
    if (reported != null) {
      return reported;
    }
    if (!marks.sent || row.status >= 300 || refused(outcome)) {
      return Usage.NONE;
    }
    return Usage.estimated(
        subject.facts().estimatedPromptTokens(), relay.contentBytes() / BYTES_PER_TOKEN);
  }

  private static boolean refused(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed
        && (failed.failure().retry() == Failure.Retry.REFUSED
            || failed.failure().retry() == Failure.Retry.UNSENT
            || failed.failure().kind() == FailureKind.SERVER_ERROR);
  }

  private void charge(Usage usage) {
    Prices prices = subject.deployment().prices();
    row.usage = usage;
    row.picodollars = prices == null ? -1 : prices.picodollars(usage);
    if (prices == null) {
      engine.events().unpriced(subject.deployment().name());
    }
    engine.ledger().attempt(ledgerRow(usage, prices));
    book.used(usage);
  }

  private Ledger.Row ledgerRow(Usage usage, @Nullable Prices prices) {
    return book.ledgerRow(subject.deployment(), usage, prices);
  }
}
