package dev.isthmus.server.credential;

import dev.isthmus.core.call.Ticker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Owns the threads on which tokens are refreshed, and knows every credential's state.
 *
 * <p>Threads: any. A sign-in that hangs holds one of four threads, until its library gives up.
 */
public final class CredentialKeeper implements AutoCloseable {

  private static final int THREADS = 4;

  private final ScheduledThreadPoolExecutor threads;
  private final RefreshedToken.Environment environment;
  private volatile Renewals renewals = name -> {};
  private final List<RefreshedToken<?>> kept = new CopyOnWriteArrayList<>();

  /** {@code random} spreads refreshes and is used from several threads. */
  public CredentialKeeper(Ticker ticker, RandomGenerator random) {
    threads = new ScheduledThreadPoolExecutor(THREADS, CredentialKeeper::thread);
    environment =
        new RefreshedToken.Environment(this::later, ticker, random, name -> renewals.renewed(name));
  }

  /** From now on {@code renewals} hears of every credential that replaces another. */
  public void tell(Renewals renewals) {
    this.renewals = renewals;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "credential");
    thread.setDaemon(true);
    return thread;
  }

  private void later(Runnable task, long delayNanos) {
    try {
      Future<?> unused = threads.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      // Nothing is refreshed after close.
    }
  }

  /** Fetches a first token now, and keeps it fresh until this keeper closes. */
  public <T> RefreshedToken<T> keep(String name, TokenFetch<T> fetch) {
    return keep(name, fetch, null);
  }

  /**
   * As {@link #keep(String, TokenFetch)}, for the successor of a sign-in as the same.
   *
   * @param before whose token serves until the first one comes; null where nobody's does
   */
  public <T> RefreshedToken<T> keep(
      String name, TokenFetch<T> fetch, @Nullable RefreshedToken<T> before) {
    RefreshedToken<T> token = new RefreshedToken<>(name, fetch, environment);
    if (before != null) {
      token.inherit(before);
    }
    kept.add(token);
    token.begin();
    return token;
  }

  /** As {@link #keep(String, TokenFetch)}, for what asks no other machine: it is there at once. */
  public <T> RefreshedToken<T> keepAtHand(String name, TokenFetch<T> fetch) {
    RefreshedToken<T> token = new RefreshedToken<>(name, fetch, environment);
    kept.add(token);
    token.beginAtOnce();
    return token;
  }

  /** Stops refreshing what the configuration no longer names. */
  public void drop(RefreshedToken<?> token) {
    kept.remove(token);
    token.end();
  }

  public List<CredentialState> states() {
    return kept.stream().map(RefreshedToken::state).toList();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
