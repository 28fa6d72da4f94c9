package dev.isthmus.core.exchange;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Live;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.signal.Cooling;
import dev.isthmus.core.signal.Flight;

/**
 * What one attempt tells the rest of the gateway about itself: measurements, capacity, breaker,
 * books, decision. Each fact is told once, and the end exactly once, however the attempt ends.
 *
 * <p>Threads: one event loop.
 */
final class AttemptReport {
  private static final double NANOS = 1e9;
  private static final int BYTES_PER_TOKEN = 4;
  private static final int FIRST_REFUSAL_STATUS = 300;

  /** Whose attempt at what; {@code flight} has departed, {@code permit} is the breaker's. */
  record Subject(Deployment deployment, CallFacts facts, Route route, Flight flight, long permit) {
    Live live() {
      return deployment.live();
    }
  }

  private final Subject subject;
  private final Engine engine;
  private final Lane.Tools tools;
  private final CallBook book;
  private final Decision.AttemptRow row;
  private long startNanos;
  private LimitReport limits = LimitReport.NONE;
  private boolean sent;

  AttemptReport(Subject subject, Engine engine, Lane.Tools tools, CallBook book) {
    this.subject = subject;
    this.engine = engine;
    this.tools = tools;
    this.book = book;
    this.row = book.decision().openAttempt();
  }

  boolean stream() {
    return subject.facts().stream();
  }

  void started() {
    startNanos = tools.now();
    row.deployment = subject.deployment().name();
    row.startNanos = book.since(startNanos);
    book.attemptStarted(subject.deployment(), startNanos);
  }

  void sent() {
    sent = true;
  }

  void head(int status, LimitReport report) {
    row.status = status;
    limits = report;
    subject.flight().limits(report, tools.now());
  }

  boolean contentSeen() {
    return row.firstContentNanos >= 0;
  }

  /** The first content is there: as far as health goes, the deployment has done its part. */
  void content() {
    long now = tools.now();
    row.firstContentNanos = book.since(now);
    subject.flight().firstContent(now);
    // A plain answer's first byte comes with its last: how long it took says nothing about health.
    double seconds = stream() ? (now - startNanos) / NANOS : 0;
    subject.live().breaker().succeed(subject.permit(), seconds, now);
    subject.live().slowStart().succeeded();
  }

  /** The attempt is over; {@code relay} knows what was used. */
  void ended(Outcome outcome, Relay relay) {
    if (row.endNanos >= 0) {
      return;
    }
    long now = tools.now();
    row.endNanos = book.since(now);
    Usage usage = usage(outcome, relay);
    if (outcome instanceof Outcome.Failed failed) {
      row.failure = failed.failure();
      failed(failed.failure(), usage, now);
    } else if (outcome instanceof Outcome.Completed) {
      subject.flight().ended(usage, now);
      subject.route().outputs().add(usage.output());
    } else {
      blameless(usage, now);
    }
    if (!usage.equals(Usage.NONE)) {
      charge(usage, !(outcome instanceof Outcome.Completed));
    }
  }

  private void failed(Failure failure, Usage usage, long now) {
    switch (verdict(failure)) {
      case SICK -> {
        subject.live().breaker().fail(subject.permit(), now);
        subject.live().slowStart().failed();
        subject.flight().failed(usage, now);
      }
      case MISCONFIGURED -> {
        if (isOutdated()) {
          // The key or the name that was refused is no longer in force: that is no news.
          blameless(usage, now);
          return;
        }
        subject.live().breaker().misconfigured(subject.permit(), now);
        subject.flight().abandoned(usage, now);
        subject.deployment().provider().authenticator().refused();
        engine.events().misconfigured(subject.deployment().name(), failure.kind().name());
      }
      case FULL -> full(failure, usage, now);
      case BLAMELESS -> blameless(usage, now);
    }
  }

  /** Whether the call went by a configuration that another one has replaced. */
  private boolean isOutdated() {
    Deployment now = engine.snapshots().get().routes().deployment(subject.deployment().name());
    return !subject.deployment().equals(now);
  }

  private void full(Failure failure, Usage usage, long now) {
    if (contentSeen()) {
      // Too late for a refusal: it was let in and has answered.
      blameless(usage, now);
      return;
    }
    releasePermit(now);
    Cooling cooling = subject.flight().refused(failure, limits, now);
    if (cooling == Cooling.DRAINED) {
      engine.events().suspended(subject.deployment().name(), failure.retryAfterMillis() / 1000);
    }
  }

  private void blameless(Usage usage, long now) {
    releasePermit(now);
    subject.flight().abandoned(usage, now);
  }

  /** Gives the breaker no verdict, unless the first content was one already. */
  private void releasePermit(long now) {
    if (!contentSeen()) {
      subject.live().breaker().ignore(subject.permit(), now);
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
      case RATE_LIMITED, BILLING -> Verdict.FULL;
      case CREDENTIAL, DEPLOYMENT_NOT_FOUND -> Verdict.MISCONFIGURED;
      default -> Verdict.SICK;
    };
  }

  /** What was used: the provider's word, else our estimate of what it will have counted. */
  private Usage usage(Outcome outcome, Relay relay) {
    Usage said = relay.usage();
    if (said != null && said.reported()) {
      return said;
    }
    if (!sent || row.status >= FIRST_REFUSAL_STATUS || unsold(outcome)) {
      return Usage.NONE;
    }
    long output = relay.contentBytes() / BYTES_PER_TOKEN;
    return said == null
        ? Usage.estimated(subject.facts().estimatedPromptTokens(), output)
        : said.withAtLeast(output);
  }

  /** Whether the provider told us, or we know, that it did not act. */
  private static boolean unsold(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed
        && (failed.failure().retry() == Failure.Retry.REFUSED
            || failed.failure().retry() == Failure.Retry.UNSENT);
  }

  private void charge(Usage usage, boolean wasted) {
    Prices prices = subject.deployment().prices();
    row.usage = usage;
    if (prices == null) {
      engine.events().unpriced(subject.deployment().name());
    } else {
      row.picodollars = prices.picodollars(usage, subject.facts().fees());
    }
    book.charge(subject.deployment(), usage, row.picodollars, wasted);
  }
}
