package dev.isthmus.server.credential;

import dev.isthmus.core.call.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A token that is renewed before it ends, and used until it ends where renewing fails.
 *
 * <p>One refresh runs at a time. A failed one is tried again after 1 s, doubling to 60 s. Times are
 * monotonic: a lifetime counts from the moment the token came.
 *
 * <p>Threads: {@link #current} and {@link #state} any, without waiting; refreshes on the keeper's.
 */
public final class RefreshedToken<T> {

  static final long LEAST_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long MOST_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** At most one forced refresh in this time: a wrong key must not become a storm of sign-ins. */
  static final long FORCED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int MOST_DOUBLINGS = 6;

  /** Of the time between two looks for what replaces a refused token: 10 s to 320 s. */
  private static final int MOST_LOOK_DOUBLINGS = 5;

  private static final double JITTER = 0.25;

  private final String name;
  private final TokenFetch<T> fetch;
  private final Environment environment;
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private final AtomicLong turn = new AtomicLong();
  private final AtomicLong forcedNanos;
  private volatile boolean ended;
  private volatile boolean refused;
  private volatile int looks;
  private volatile Snapshot<T> snapshot = new Snapshot<>(null, 0, 0, null);

  /** What a token needs of the world. */
  record Environment(Later later, Ticker ticker, RandomGenerator random, Renewals renewals) {}

  /** Runs something after a while, on a thread that may block. */
  @FunctionalInterface
  interface Later {
    void run(Runnable task, long delayNanos);
  }

  private record Snapshot<T>(
      @Nullable Fetched<T> good, long goodNanos, int failures, @Nullable String error) {

    boolean holds(long nowNanos) {
      return good != null && (good.lasts() || leftNanos(nowNanos) > 0);
    }

    long leftNanos(long nowNanos) {
      return good == null ? 0 : good.lifetime().toNanos() - (nowNanos - goodNanos);
    }
  }

  RefreshedToken(String name, TokenFetch<T> fetch, Environment environment) {
    this.name = name;
    this.fetch = fetch;
    this.environment = environment;
    this.forcedNanos = new AtomicLong(environment.ticker().nanoTime() - FORCED_NANOS);
  }

  void begin() {
    schedule(0);
  }

  /** As {@link #begin}, but the first fetch is over when this returns. */
  void beginAtOnce() {
    refresh(turn.incrementAndGet());
  }

  /** Serves what {@code before} has, until the first fetch; not if that was refused. */
  void inherit(RefreshedToken<T> before) {
    Snapshot<T> theirs = before.snapshot;
    if (!before.refused && snapshot.good() == null) {
      snapshot = new Snapshot<>(theirs.good(), theirs.goodNanos(), 0, null);
    }
  }

  /** Plans no more refreshes. */
  void end() {
    ended = true;
  }

  /** What holds right now, or null. */
  public @Nullable T current() {
    Snapshot<T> now = snapshot;
    Fetched<T> good = now.good();
    return good != null && now.holds(environment.ticker().nanoTime()) ? good.token() : null;
  }

  /**
   * The provider refused the token: asks for a new one now, at most once in 10 s. The old one stays
   * in use until then, because the refusal may have had other grounds. Where the same one comes
   * again, it is looked for another soon, and then less and less often.
   */
  public void invalidate() {
    refused = true;
    looks = 0;
    long now = environment.ticker().nanoTime();
    long last = forcedNanos.get();
    if (now - last >= FORCED_NANOS && forcedNanos.compareAndSet(last, now)) {
      schedule(0);
    }
  }

  public CredentialState state() {
    Snapshot<T> now = snapshot;
    long nanos = environment.ticker().nanoTime();
    Fetched<T> good = now.good();
    boolean ends = good != null && !good.lasts() && now.holds(nanos);
    return new CredentialState(
        name,
        now.holds(nanos),
        ends ? TimeUnit.NANOSECONDS.toSeconds(now.leftNanos(nanos)) : -1,
        now.failures(),
        now.error());
  }

  /** The newest plan is the only one: an older one finds that its turn has passed. */
  private void schedule(long delayNanos) {
    long mine = turn.incrementAndGet();
    if (ended) {
      return;
    }
    environment.later().run(() -> refresh(mine), delayNanos);
  }

  private void refresh(long mine) {
    if (turn.get() != mine || !refreshing.compareAndSet(false, true)) {
      return;
    }
    long delayNanos;
    try {
      delayNanos = fetched(fetch.fetch());
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return;
    } catch (Exception | LinkageError e) {
      delayNanos = failed(e);
    } finally {
      refreshing.set(false);
    }
    schedule(delayNanos);
  }

  private long fetched(Fetched<T> good) {
    Fetched<T> before = snapshot.good();
    boolean same = before != null && before.token().equals(good.token());
    snapshot = new Snapshot<>(good, environment.ticker().nanoTime(), 0, null);
    long usual = good.refreshNanos(environment.random());
    if (!same) {
      refused = false;
      environment.renewals().renewed(name);
    }
    return refused ? Math.min(usual, soon()) : usual;
  }

  private long soon() {
    int doublings = Math.min(looks, MOST_LOOK_DOUBLINGS);
    looks = doublings + 1;
    return FORCED_NANOS << doublings;
  }

  private long failed(Throwable e) {
    Snapshot<T> before = snapshot;
    int failures = before.failures() + 1;
    snapshot =
        new Snapshot<>(before.good(), before.goodNanos(), failures, e.getClass().getSimpleName());
    long wait =
        Math.min(MOST_BACKOFF_NANOS, LEAST_BACKOFF_NANOS << Math.min(failures - 1, MOST_DOUBLINGS));
    return (long) (wait * (1 - JITTER * environment.random().nextDouble()));
  }

  @Override
  public String toString() {
    return state().toString();
  }
}
