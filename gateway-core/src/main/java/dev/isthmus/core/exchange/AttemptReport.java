package dev.isthmus.core.exchange;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Hedge;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.signal.Cooling;

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

  /**
   * Whose attempt at what; {@code visit} has departed.
   *
   * @param stop of the plan
   * @param hedge whether it runs beside another
   */
  record Subject(
      Deployment deployment, CallFacts facts, Route route, Visit visit, int stop, boolean hedge) {}

  private final Subject subject;
  private final Engine engine;
  private final Lane.Tools tools;
  private final CallBook book;
  private final AttemptRow row;
  private int number;
  private long startNanos;
  private LimitReport limits = LimitReport.NONE;
  private boolean sent;

  /** The row cannot say so: the next call may write to it as soon as this one is over. */
  private boolean ended;

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

  int stop() {
    return subject.stop();
  }

  void started() {
    startNanos = tools.now();
    row.deployment(subject.deployment().name());
    row.startNanos = book.since(startNanos);
    row.hedge = subject.hedge();
    number = book.attemptStarted(startNanos);
  }

  void sent() {
    sent = true;
  }

  void head(int status, LimitReport report) {
    row.status = status;
    limits = report;
    subject.visit().limits(report, tools.now());
  }

  /** What a refusal means for this call. */
  Failure meaning(Failure refusal) {
    return Home.meaning(refusal, subject.facts());
  }

  boolean contentSeen() {
    return row.firstContentNanos >= 0;
  }

  /** The first content is there: as far as health goes, the deployment has done its part. */
  void content() {
    long now = tools.now();
    row.firstContentNanos = book.since(now);
    // A plain answer's first byte comes with its last: how long it took says nothing about health.
    subject.visit().firstContent(stream() ? (now - startNanos) / NANOS : 0, now);
  }

  /** It is silent for remarkably long, before its first content or after. */
  void stalled(Relay relay) {
    if (!contentSeen()) {
      row.silent = true;
      return;
    }
    row.stalls++;
    subject.visit().stalled(relay.contentBytes() / BYTES_PER_TOKEN, tools.now());
  }

  /** Another one was faster; to be said before the end. */
  void lost() {
    row.lost = true;
  }

  /** What it cost, as far as is known. Units: picodollars. */
  long cost() {
    return Math.max(0, row.picodollars);
  }

  /** The attempt is over; {@code relay} knows what was used. */
  void ended(Outcome outcome, Relay relay) {
    if (ended) {
      return;
    }
    ended = true;
    long now = tools.now();
    row.endNanos = book.since(now);
    Usage usage = usage(outcome, relay);
    if (outcome instanceof Outcome.Failed failed) {
      row.failure = failed.failure();
      failed(failed.failure(), usage, now);
    } else if (outcome instanceof Outcome.Completed) {
      subject.visit().whole(usage, now);
      subject.route().outputs().add(usage.output());
    } else {
      subject.visit().blameless(usage, now);
    }
    if (!usage.isNone()) {
      charge(usage, !(outcome instanceof Outcome.Completed));
    }
  }

  private void failed(Failure failure, Usage usage, long now) {
    switch (Visit.verdict(failure)) {
      case SICK -> subject.visit().sick(usage, now);
      case MISCONFIGURED -> misconfigured(failure, usage, now);
      case FULL -> full(failure, usage, now);
      case BLAMELESS -> subject.visit().blameless(usage, now);
    }
  }

  private void misconfigured(Failure failure, Usage usage, long now) {
    if (isOutdated()) {
      // The key or the name that was refused is no longer in force: that is no news.
      subject.visit().blameless(usage, now);
      return;
    }
    subject.visit().misconfigured(usage, now);
    subject.deployment().provider().authenticator().refused();
    engine.events().misconfigured(subject.deployment().name(), failure.kind().name());
  }

  /** Whether the call went by a configuration that another one has replaced. */
  private boolean isOutdated() {
    Deployment now = engine.snapshots().get().routes().deployment(subject.deployment().name());
    return !subject.deployment().equals(now);
  }

  private void full(Failure failure, Usage usage, long now) {
    Cooling cooling = subject.visit().full(failure, limits, usage, now);
    if (cooling == Cooling.DRAINED) {
      engine.events().suspended(subject.deployment().name(), failure.retryAfterMillis() / 1000);
    }
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
    long output = Math.max(relay.contentBytes() / BYTES_PER_TOKEN, hiddenTokens());
    return said == null
        ? Usage.estimated(subject.facts().estimatedPromptTokens(), output)
        : said.withAtLeast(output);
  }

  /** What a model that thinks will have written, unseen, when it lost a race. */
  private long hiddenTokens() {
    if (!row.lost || !subject.deployment().traits().thinking()) {
      return 0;
    }
    long now = tools.now();
    double perSecond = subject.deployment().live().signals().tokensPerSecond(now);
    return (long) ((now - startNanos) / NANOS * perSecond);
  }

  /** Whether the provider told us, or we know, that it did not act. */
  private static boolean unsold(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed
        && (failed.failure().retry() == Failure.Retry.REFUSED
            || failed.failure().retry() == Failure.Retry.UNSENT);
  }

  private void charge(Usage usage, boolean wasted) {
    Prices prices = subject.deployment().prices();
    row.usage(usage);
    if (prices == null) {
      engine.events().unpriced(subject.deployment().name());
    } else {
      row.picodollars = prices.picodollars(usage, subject.facts().fees());
    }
    if (!row.lost) {
      book.used(usage);
      spent();
    }
    book.charge(subject.deployment(), number, usage, row.picodollars, wasted);
  }

  private void spent() {
    Hedge hedge = subject.route().rules().hedge();
    if (hedge != null) {
      hedge.budget().spent(cost());
    }
  }
}
