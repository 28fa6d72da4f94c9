package dev.isthmus.load.simulation.fleet;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.load.simulation.VirtualTime;
import dev.isthmus.load.simulation.workload.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One deployment at work: takes calls in or refuses them, lets them queue, answers them in its own
 * time, and fails them when something has befallen it.
 *
 * <p>What a call takes is settled when it begins, and again when its first content is out; a
 * deployment that fills up later does not slow it. Units: seconds of the run. Threads: one.
 */
public final class Backend {
  private static final double REFUSAL_SECONDS = 0.03;
  private static final double FAILURE_SECONDS = 0.05;
  private static final double CONNECT_SECONDS = 1;
  private static final int QUEUE_PER_PLACE = 4;
  private static final double COLD_SECONDS = 3;

  /** What a provider holds where the caller allowed any length; Bedrock the longest there is. */
  private static final long USUAL_OUTPUT = 512;

  /** The longest answer of the model. */
  public static final long LONGEST_OUTPUT = 4096;

  private final int index;
  private final Spec spec;
  private final VirtualTime time;
  private final RandomGenerator random;
  private final Limiter limiter;
  private final PrefixCache cache = new PrefixCache();
  private final Condition condition = new Condition();
  private final Queue<Service> queue = new ArrayDeque<>();
  private final Set<Service> begun = new LinkedHashSet<>();
  private int running;
  private double pricedAt = 1;
  private Prices prices;

  public Backend(int index, Spec spec, VirtualTime time, RandomGenerator random) {
    this.index = index;
    this.spec = spec;
    this.time = time;
    this.random = random;
    this.limiter = limiter(spec.terms(), random);
    this.prices = spec.prices(1);
  }

  private static Limiter limiter(Terms terms, RandomGenerator random) {
    return switch (terms.kind()) {
      case AZURE -> new MinuteLimiter(terms, false, 60 * random.nextDouble());
      case BEDROCK -> new MinuteLimiter(terms, true, 60 * random.nextDouble());
      case OPENAI -> new BucketLimiter(terms, false);
      case ANTHROPIC -> new BucketLimiter(terms, true);
      case VERTEX -> new SharedLimiter(terms, random);
      case PROVISIONED -> new ProvisionedLimiter(terms);
      case OWN -> NoLimiter.INSTANCE;
    };
  }

  public int index() {
    return index;
  }

  public Spec spec() {
    return spec;
  }

  public Condition condition() {
    return condition;
  }

  public Prices prices() {
    double factor = condition.priceFactor;
    if (factor != pricedAt) {
      pricedAt = factor;
      prices = spec.prices(factor);
    }
    return prices;
  }

  /** The condition's limit factor has changed. */
  public void rescale() {
    limiter.scale(condition.limitFactor, time.seconds());
  }

  /** Every connection to it is reset: whatever it answers or lets wait is over. */
  public void sever() {
    List<Service> all = new ArrayList<>(queue);
    all.addAll(begun);
    queue.clear();
    all.forEach(service -> service.fail(RESET));
  }

  /** Calls that it holds: those it answers, and those that wait for a place. */
  public int held() {
    return running + queue.size();
  }

  /** Sends a call; what becomes of it, {@code listener} hears from later events. */
  public Service send(Request request, Service.Listener listener) {
    Service service = new Service(this, request, cache.held(request, time.seconds()), listener);
    if (random.nextDouble() < condition.unreachable) {
      service.later(CONNECT_SECONDS, () -> service.fail(UNREACHABLE));
      return service;
    }
    listener.onSent();
    if (random.nextDouble() < condition.failing) {
      service.later(FAILURE_SECONDS * noise(), () -> service.fail(BROKEN));
    } else if (!limiter.tryAdmit(service.load(), time.seconds())) {
      refuse(service);
    } else {
      service.hangs(random.nextDouble() < condition.hanging);
      takeIn(service);
    }
    return service;
  }

  private void refuse(Service service) {
    long millis = limiter.retryAfterMillis(service.load(), time.seconds());
    long stated = condition.headers == Condition.Headers.AS_DOCUMENTED ? millis : -1;
    LimitReport report = heard(limiter.report(time.seconds()));
    Failure full = FULL.withRetryAfterMillis(stated);
    service.later(REFUSAL_SECONDS * noise(), () -> service.refused(report, full));
  }

  private void takeIn(Service service) {
    if (!spec.tempo().places() || running < spec.tempo().concurrency()) {
      begin(service);
    } else if (queue.size() < QUEUE_PER_PLACE * spec.tempo().concurrency()) {
      service.queues();
      queue.add(service);
    } else {
      service.later(REFUSAL_SECONDS, () -> service.fail(BUSY));
    }
  }

  private void begin(Service service) {
    running++;
    begun.add(service);
    service.begins(limiter.report(time.seconds()));
    if (service.hangs()) {
      return;
    }
    Request request = service.request();
    double first = firstSeconds(running - 1) * noise() + prefillSeconds(request, service.cached());
    double thinking = (double) request.thinking() * tokenSeconds(running - 1);
    service.later(first + thinking, service::content);
  }

  private double firstSeconds(int others) {
    double cold = Math.max(0, condition.coldUntil - time.seconds());
    double warm = spec.tempo().firstSeconds() * spec.tempo().firstFactor(others);
    return warm * condition.firstFactor + Math.min(COLD_SECONDS, cold);
  }

  private double prefillSeconds(Request request, long cached) {
    long tokens = request.prompt() - cached;
    return tokens * spec.tempo().prefillSeconds() * Math.max(1, condition.firstFactor / 2);
  }

  private double tokenSeconds(int others) {
    return spec.tempo().tokenSeconds(others) * condition.tokenFactor;
  }

  /** The first content is out; how long the rest takes. */
  double decodeSeconds(Request request) {
    return Math.max(0, request.output() - 1) * tokenSeconds(running - 1) * noise();
  }

  boolean breaks() {
    return random.nextDouble() < condition.breaking;
  }

  double part() {
    return random.nextDouble();
  }

  /** A call that was taken in is over; {@code began} where it had a place. */
  void leave(Service service, boolean began, long output) {
    limiter.settle(service.load(), output, time.seconds());
    if (!began) {
      queue.remove(service);
      return;
    }
    running--;
    begun.remove(service);
    Service next = queue.poll();
    if (next != null) {
      begin(next);
    }
  }

  void keep(Request request) {
    cache.keep(request, time.seconds());
  }

  LimitReport heard(LimitReport report) {
    return switch (condition.headers) {
      case AS_DOCUMENTED -> report;
      case MISSING -> LimitReport.NONE;
      case MINUS_ONE -> new LimitReport(-1, report.limitTokens(), -1, -1, -1, -1, -1, -1);
    };
  }

  VirtualTime time() {
    return time;
  }

  long most(Request request) {
    if (request.allowed() >= 0) {
      return request.allowed();
    }
    return spec.terms().kind() == Terms.Kind.BEDROCK ? LONGEST_OUTPUT : USUAL_OUTPUT;
  }

  private double noise() {
    double sigma = spec.tempo().sigma();
    return Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
  }

  /** Whether it would take this call now, and answer it: the truth, for an oracle. */
  public boolean wouldServe(Request request) {
    long cached = cache.held(request, time.seconds());
    var load = new Limiter.Load(request.prompt(), cached, most(request));
    boolean room =
        !spec.tempo().places() || queue.size() < QUEUE_PER_PLACE * spec.tempo().concurrency();
    return condition.lost() < 0.5 && room && limiter.admits(load, time.seconds());
  }

  /** When the first content would come on average: the truth. */
  public double expectedFirstSeconds(Request request) {
    long cached = cache.held(request, time.seconds());
    double wait = 0;
    if (spec.tempo().places() && running >= spec.tempo().concurrency()) {
      double whole = firstSeconds(running) + request.output() * tokenSeconds(running);
      wait = (queue.size() + 1) * whole / spec.tempo().concurrency();
    }
    return wait
        + firstSeconds(running)
        + prefillSeconds(request, cached)
        + request.thinking() * tokenSeconds(running);
  }

  /** When the answer would be whole on average: the truth. */
  public double expectedTotalSeconds(Request request) {
    return expectedFirstSeconds(request) + request.output() * tokenSeconds(running);
  }

  /** What the call would cost: the truth. Units: dollars. */
  public double dollars(Request request) {
    double cached = (double) cache.held(request, time.seconds());
    double answer = (double) (request.output() + request.thinking());
    return prices().dollars((double) request.prompt(), cached, answer);
  }

  private static final Failure UNREACHABLE =
      Failure.ofProvider(FailureKind.CONNECT, Failure.Retry.UNSENT, "no connection");
  private static final Failure BROKEN =
      Failure.ofProvider(FailureKind.SERVER_ERROR, Failure.Retry.UNANSWERED, "500");
  static final Failure RESET =
      Failure.ofProvider(FailureKind.RESET, Failure.Retry.UNANSWERED, "reset");
  private static final Failure BUSY =
      Failure.ofProvider(FailureKind.OVERLOADED, Failure.Retry.UNANSWERED, "503");
  private static final Failure FULL =
      Failure.ofProvider(FailureKind.RATE_LIMITED, Failure.Retry.REFUSED, "429");
}
