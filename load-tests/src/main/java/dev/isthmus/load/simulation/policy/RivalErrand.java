package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.exchange.Course;
import dev.isthmus.core.route.Itinerary;
import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.fleet.Spec;
import dev.isthmus.load.simulation.workload.Request;
import org.jspecify.annotations.Nullable;

/** One call in a rival's hands. Threads: one. */
final class RivalErrand implements Errand {
  /** More than almost any call uses. */
  static final int MOST_STOPS = 10;

  private static final double NANOS = 1e9;

  /** As long as the gateway waits at least for a first content before it asks another. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final Rival rival;
  private final Request request;
  private int retries;

  RivalErrand(Rival rival, Request request) {
    this.rival = rival;
    this.request = request;
  }

  @Override
  public Course.Budget budget() {
    return this::tryRetry;
  }

  private boolean tryRetry() {
    boolean granted = rival.retries().tryAcquire();
    retries += granted ? 1 : 0;
    return granted;
  }

  @Override
  public Trip plan(long nowNanos, double secondsLeft) {
    return new Order(rival.order(request));
  }

  @Override
  public void closed(long nowNanos) {
    for (; retries > 0; retries--) {
      rival.retries().release();
    }
    rival.retries().callEnded();
  }

  private final class Order implements Trip, Itinerary {
    private final int[] backends;

    Order(int[] backends) {
      this.backends = backends;
    }

    @Override
    public Itinerary itinerary() {
      return this;
    }

    @Override
    public int backend(int stop) {
      return backends[stop];
    }

    private Backend at(int stop) {
      return rival.fleet().all().get(backends[stop]);
    }

    @Override
    public Failure nowhere() {
      return NOWHERE;
    }

    @Override
    public Watch start(int stop, long nowNanos) {
      return new Seen(at(stop), nowNanos);
    }

    @Override
    public int size() {
      return backends.length;
    }

    @Override
    public int candidate(int stop) {
      return backends[stop];
    }

    @Override
    public boolean sameOperator(int stop, int candidate) {
      return at(stop).spec().provider().equals(of(candidate).provider());
    }

    @Override
    public boolean sameFate(int stop, int candidate) {
      return sameOperator(stop, candidate)
          && at(stop).spec().region().equals(of(candidate).region());
    }

    private Spec of(int backend) {
      return rival.fleet().all().get(backend).spec();
    }

    @Override
    public long patienceNanos(int stop) {
      return rival.fleet().thinking() ? -1 : PATIENCE_NANOS;
    }

    @Override
    public long expectedFirstContentNanos(int stop) {
      return 0;
    }

    @Override
    public boolean sound(int stop, long nowNanos) {
      return healthy(stop) && rival.sight(backends[stop]).failuresInARow == 0;
    }

    @Override
    public boolean healthy(int stop) {
      return !rival.sight(backends[stop]).isOut(rival.fleet().time().seconds());
    }
  }

  private final class Seen implements Watch {
    private final Backend backend;
    private final Sight sight;
    private final long sinceNanos;
    private boolean answered;

    Seen(Backend backend, long nowNanos) {
      this.backend = backend;
      this.sight = rival.sight(backend.index());
      this.sinceNanos = nowNanos;
      sight.pending++;
      sight.waiting++;
      rival.picker().sent(backend, seconds());
    }

    private double seconds() {
      return rival.fleet().time().seconds();
    }

    private double took(long nowNanos) {
      return (nowNanos - sinceNanos) / NANOS;
    }

    @Override
    public @Nullable Failure refusal() {
      return null;
    }

    @Override
    public void limits(LimitReport report, long nowNanos) {
      // None of the rivals looks at what is left.
    }

    @Override
    public void content(double seconds, long nowNanos) {
      answered = true;
      sight.waiting--;
      rival.cooling().succeeded(sight, backend.index(), seconds());
      rival.picker().content(backend, seconds, seconds());
    }

    @Override
    public void whole(Usage usage, long nowNanos) {
      end();
      rival.picker().whole(backend, usage, took(nowNanos), seconds());
    }

    @Override
    public void failed(Failure failure, Usage usage, long nowNanos) {
      end();
      if (failure.kind() == FailureKind.RATE_LIMITED) {
        long retryAfter = failure.retryAfterMillis();
        rival.cooling().refused(sight, backend.index(), retryAfter, seconds());
      } else {
        rival.cooling().failed(sight, backend.index(), seconds());
      }
      boolean timeout = failure.kind() == FailureKind.FIRST_CONTENT_TIMEOUT;
      rival.picker().failed(backend, timeout, took(nowNanos), seconds());
    }

    private void end() {
      sight.pending--;
      sight.waiting -= answered ? 0 : 1;
      answered = true;
    }
  }

  private static final Failure NOWHERE =
      Failure.ofPolicy(FailureKind.NO_CANDIDATE, "there is no deployment", -1);
}
