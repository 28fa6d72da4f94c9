package dev.isthmus.core.exchange;

import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.UsageTap;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.Asked;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.Translated;
import dev.isthmus.core.dialect.turn.Translator;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderCodec;
import dev.isthmus.core.provider.Unsigned;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Live;
import dev.isthmus.core.route.Plan;
import dev.isthmus.core.route.Question;
import dev.isthmus.core.route.Refusal;
import dev.isthmus.core.route.Reopening;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.signal.Flight;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * An admitted call under way: asks the {@link Course} what comes next, makes the attempts, and
 * keeps the one timer. Threads: one event loop.
 */
final class Journey {

  /** What travels: the request, the rules of its route, and what it is allowed. */
  record Cargo(Intake request, Route route, Terms terms, RequestHead head) {
    CallFacts facts() {
      return request.facts();
    }
  }

  private static final double NANOS = 1e9;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MILLIS_PER_SECOND = 1000;
  private static final String POST = "POST";
  private static final String JSON = "application/json";
  private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

  private final Attempt.Owner owner;
  private final Cargo cargo;
  private final Engine engine;
  private final Lane.Tools tools;
  private final CallBook book;
  private final Course course;
  private final Alarm alarm;
  private final Rest rest;
  private Plan plan;
  private @Nullable Attempt attempt;

  Journey(Attempt.Owner owner, Cargo cargo, Engine engine, Lane.Tools tools, CallBook book) {
    this.owner = owner;
    this.cargo = cargo;
    this.engine = engine;
    this.tools = tools;
    this.book = book;
    this.alarm = new Alarm(tools.time().scheduler());
    this.rest = new Rest(book, cargo.route(), engine.limits().waiting(), cargo.facts().bodyBytes());
    this.course =
        new Course(
            cargo.route().deadlines(),
            cargo.facts().stream(),
            cargo.route().rules().repeats(cargo.facts().operation()),
            rest,
            tools.now());
    this.plan = plan();
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
            secondsLeft);
    return tools.router().plan(question, book.decision());
  }

  Course.Action begin() {
    return plan.size() == 0
        ? course.onNowhere(Refusal.ofNoCandidate(book.decision()), tools.now())
        : course.begin(plan, tools.now());
  }

  /** The wait is over: plans anew, with what is known now. */
  Course.Action planAnew() {
    rest.leave(tools.now());
    book.decision().clearCandidates();
    plan = plan();
    return begin();
  }

  /** Starts an attempt at the course's stop, or says what to do where that cannot be. */
  Course.Action start(Downstream downstream) {
    // The attempt before is over, and what it said is no word on this one.
    attempt = null;
    long now = tools.now();
    int stop = course.stop();
    Deployment deployment = plan.deployment(stop);
    Live live = deployment.live();
    if (!deployment.provider().authenticator().isReady()) {
      return course.onRefusedStart(NO_CREDENTIAL, now);
    }
    long permit = panic() ? Breaker.REFUSED : live.breaker().tryAcquire(now);
    if (permit == Breaker.REFUSED && !panic()) {
      return course.onRefusedStart(BREAKER_SHUT, now);
    }
    Shipment shipment = pack(deployment);
    Flight flight = new Flight(live.signals(), live.capacity());
    Failure trouble = shipment.trouble() == null ? depart(flight, stop, now) : shipment.trouble();
    if (trouble != null) {
      live.breaker().ignore(permit, now);
      shipment.release();
      return course.onRefusedStart(trouble, now);
    }
    send(deployment, shipment, report(deployment, flight, permit), downstream);
    return Course.Action.WAIT;
  }

  /** Leaves the live attempt and starts the next. */
  Course.Action move(Downstream downstream) {
    abandon(new Outcome.Failed(course.failure()));
    return start(downstream);
  }

  private boolean panic() {
    return plan.panic();
  }

  /** Takes a place at the stop; what has filled up since the plan was made is passed by. */
  private @Nullable Failure depart(Flight flight, int stop, long now) {
    CallFacts facts = cargo.facts();
    long prompt = facts.estimatedPromptTokens();
    long reserve = plan.reservedTokens(stop);
    long expected = plan.expectedOutputTokens();
    if (plan.relaxed(stop)) {
      flight.departAnyway(prompt, reserve, expected, facts.stream(), now);
      return null;
    }
    Exclusion full = flight.tryDepart(prompt, reserve, expected, facts.stream(), now);
    return full == null ? null : FILLED_UP;
  }

  private void send(
      Deployment deployment, Shipment shipment, AttemptReport report, Downstream downstream) {
    Outlet outlet = new Outlet(downstream);
    Attempt next = new Attempt(owner, deployment, shipment.relay(), outlet, report);
    attempt = next;
    next.start(tools.upstream(), request(deployment, shipment));
  }

  private AttemptReport report(Deployment deployment, Flight flight, long permit) {
    return new AttemptReport(
        new AttemptReport.Subject(deployment, cargo.facts(), cargo.route(), flight, permit),
        engine,
        tools,
        book);
  }

  private Upstream.Request request(Deployment deployment, Shipment shipment) {
    Address address = deployment.provider().endpoint().address();
    String path = path(deployment);
    Unsigned unsigned = new Unsigned(address, POST, path, shipment.contentType(), shipment.body());
    return new Upstream.Request(
        deployment.provider().endpoint().wire(),
        address,
        POST,
        path,
        sink -> requestHeaders(deployment, unsigned, sink),
        shipment.body(),
        cargo.route().deadlines().connect().toNanos());
  }

  /** A translated call has another name where that is what its dialect calls it. */
  private String path(Deployment deployment) {
    CallFacts facts = cargo.facts();
    Operation operation = facts.operation();
    Operation asked = passes(deployment) ? operation : operation.translated();
    return deployment.provider().endpoint().path(asked, facts.stream());
  }

  /** Whether the caller's own request and the provider's answer can pass as they are. */
  private boolean passes(Deployment deployment) {
    return deployment.takesAsItCame(cargo.facts(), cargo.head().dialect().name());
  }

  private void requestHeaders(Deployment deployment, Unsigned request, HeaderSink sink) {
    Provider provider = deployment.provider();
    ProviderCodec codec = provider.codec();
    HeaderView caller = cargo.head().headers();
    sink.add("content-type", request.contentType());
    sink.add("accept", codec.accepts(cargo.facts().stream()));
    sink.add("accept-encoding", "identity");
    sink.add("user-agent", "isthmus");
    sink.add("x-client-request-id", cargo.head().requestId());
    provider.forward().copy(caller, sink);
    codec.addHeaders(passes(deployment) ? caller : null, sink);
    provider.authenticator().authenticate(request, sink);
  }

  /** The request as the deployment wants it, and the way back for its answer; or why not. */
  private record Shipment(
      ByteBuf body, String contentType, Relay relay, @Nullable Failure trouble) {
    void release() {
      body.release();
      relay.release();
    }
  }

  private Shipment trouble(Failure failure) {
    Relay none = new PassThrough(tap(cargo.head().dialect()));
    return new Shipment(Unpooled.EMPTY_BUFFER, JSON, none, failure);
  }

  private Shipment pack(Deployment deployment) {
    ProviderCodec codec = deployment.provider().codec();
    Dialect dialect = cargo.head().dialect();
    if (passes(deployment)) {
      Splice splice = new Splice();
      codec.splice(cargo.facts(), cargo.request().marks(), splice);
      ByteBuf body = splice.apply(cargo.request().body(), tools.allocator());
      String type = dialect.requestType(cargo.head().headers());
      return new Shipment(body, type, new PassThrough(tap(dialect)), null);
    }
    Translator translator =
        engine.translators().between(dialect, cargo.facts().operation(), codec.side());
    return translator == null ? trouble(NO_TRANSLATION) : translate(translator, codec);
  }

  private UsageTap tap(Dialect dialect) {
    CallFacts facts = cargo.facts();
    return dialect.tap(
        facts.operation(),
        facts.stream(),
        facts.includeUsage() ? Dialect.UsageEvents.PASS : Dialect.UsageEvents.DROP);
  }

  private Shipment translate(Translator translator, ProviderCodec codec) {
    LossPolicy policy =
        cargo.route().rules().refuseUntranslatable() ? LossPolicy.STRICT : LossPolicy.LENIENT;
    Translated translated =
        translator.request(
            cargo.request().body(),
            new Target(codec.model(), knownAs(codec), policy, stream()),
            tools.allocator());
    if (translated instanceof Translated.Body body) {
      book.dropped(body.dropped());
      Relay back = new Translation(translator.answer(answerContext(codec, body.asked())));
      return new Shipment(body.body(), body.contentType(), back, null);
    }
    return trouble(((Translated.Refused) translated).failure());
  }

  /** Where operators name models as they like, the gateway's own name tells more. */
  private String knownAs(ProviderCodec codec) {
    return codec.operatorsNameModels() ? plan.deployment(course.stop()).model() : codec.model();
  }

  private AnswerContext answerContext(ProviderCodec codec, Asked asked) {
    CallFacts facts = cargo.facts();
    return new AnswerContext(
        facts.stream(),
        facts.includeUsage(),
        plan.deployment(course.stop()).model(),
        knownAs(codec),
        cargo.head().requestId(),
        tools.time().clock().millis() / MILLIS_PER_SECOND,
        tools.toolCallIds(),
        tools.allocator(),
        asked);
  }

  Course.Action onContent() {
    return course.onContent(tools.now());
  }

  @HotPath
  void onBytes() {
    course.onBytes(tools.now());
  }

  void onSent() {
    course.onSent();
  }

  Course.Action onWhole() {
    return course.onWhole();
  }

  Course.Action onFailure(Failure failure) {
    return course.onFailure(failure, tools.now());
  }

  Course.Action onCut(Failure why) {
    return course.onCut(why);
  }

  Course.Action onTick() {
    return course.onTick(tools.now());
  }

  void arm(Runnable tick) {
    alarm.set(course.nextTickNanos(), tools.now(), tick);
  }

  void disarm() {
    alarm.cancel();
    rest.leave(tools.now());
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

  void abandon(Outcome why) {
    if (attempt != null) {
      attempt.abandon(why);
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
    if (last == null || body == null || failure.origin() != Failure.Origin.CLIENT) {
      return null;
    }
    Provider provider = last.deployment().provider();
    if (provider.authenticator().isQuotedIn(body)) {
      return null;
    }
    ProviderCodec codec = provider.codec();
    Dialect dialect = cargo.head().dialect();
    if (passes(last.deployment()) && codec.passesErrorBody(failure, body)) {
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
  private static final Failure FILLED_UP =
      Failure.ofProvider(
          FailureKind.RATE_LIMITED, Failure.Retry.UNSENT, "the deployment has no room left");
  private static final Failure BREAKER_SHUT =
      Failure.ofProvider(
          FailureKind.NO_CANDIDATE, Failure.Retry.UNSENT, "the deployment's breaker is open");
  private static final Failure NO_TRANSLATION =
      Failure.ofClient(
          FailureKind.UNSUPPORTED, "this operation cannot be translated for the deployment");
}
