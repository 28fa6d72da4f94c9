package dev.isthmus.server.upstream;

import dev.isthmus.core.call.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns host names into addresses without making an event loop wait.
 *
 * <p>The system's resolver blocks but knows the hosts file and search domains; it runs on a few
 * threads of its own, once at a time per name, and its answers are kept: fresh for 30 s; after that
 * still used, while a new one is fetched, up to 5 minutes; a failure counts for 1 s. The JDK's own
 * cache should be off ({@code networkaddress.cache.ttl} and its negative twin at 0).
 *
 * <p>Threads: any. The process has one; names come from configuration, which bounds the cache.
 */
public final class CachedResolver implements AutoCloseable {

  static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);
  static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(5);
  static final long FAILED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Addresses kept of one answer. */
  static final int MAX_ADDRESSES = 32;

  private final Lookup lookup;
  private final ExecutorService threads;
  private final Ticker ticker;
  private final ConcurrentHashMap<String, Host> hosts = new ConcurrentHashMap<>();

  /** Asks for a name's addresses, and may block. */
  @FunctionalInterface
  public interface Lookup {
    InetAddress[] lookup(String host) throws UnknownHostException;
  }

  /** Waits for an answer. */
  interface Waiter {
    /** Null where the name has no address. */
    void resolved(@Nullable Answer answer);
  }

  /** Closes {@code threads} with itself. */
  public CachedResolver(Lookup lookup, ExecutorService threads, Ticker ticker) {
    this.lookup = lookup;
    this.threads = threads;
    this.ticker = ticker;
  }

  /** Addresses of one family, to be taken in turn. */
  static final class Answer {
    private final InetAddress[] addresses;
    private final long atNanos;
    private final AtomicInteger turn;

    Answer(InetAddress[] addresses, long atNanos, AtomicInteger turn) {
      this.addresses = addresses;
      this.atNanos = atNanos;
      this.turn = turn;
    }

    int size() {
      return addresses.length;
    }

    /** Where the next connection should begin. */
    int first() {
      return turn.getAndIncrement() & Integer.MAX_VALUE;
    }

    InetAddress address(int index) {
      return addresses[Math.floorMod(index, addresses.length)];
    }
  }

  private record Pending(Executor executor, Waiter waiter) {}

  private static final class Host {
    private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile @Nullable Answer good;
    private volatile long failedNanos;
    private volatile boolean failed;
  }

  /** Answers at once where something is known; otherwise later, on {@code executor}. */
  void resolve(String name, Executor executor, Waiter waiter) {
    Host host = hosts.computeIfAbsent(name, unused -> new Host());
    long now = ticker.nanoTime();
    Answer known = host.good;
    boolean justFailed = host.failed && now - host.failedNanos < FAILED_NANOS;
    if (known != null && now - known.atNanos < KEPT_NANOS) {
      if (now - known.atNanos >= FRESH_NANOS && !justFailed) {
        refresh(name, host);
      }
      waiter.resolved(known);
      return;
    }
    if (justFailed) {
      waiter.resolved(null);
      return;
    }
    host.pending.add(new Pending(executor, waiter));
    refresh(name, host);
  }

  /**
   * Gives the next address of {@code name} in turn; at once where something is known, otherwise
   * later, on {@code executor}. Null where there is none, or where it is not public and {@code
   * allowPrivate} is false.
   */
  public void next(
      String name, boolean allowPrivate, Executor executor, Consumer<@Nullable InetAddress> found) {
    resolve(
        name,
        executor,
        answer -> {
          InetAddress address = answer == null ? null : answer.address(answer.first());
          boolean usable = address != null && (allowPrivate || PublicAddress.isPublic(address));
          found.accept(usable ? address : null);
        });
  }

  private void refresh(String name, Host host) {
    if (!host.busy.compareAndSet(false, true)) {
      return;
    }
    try {
      threads.execute(() -> ask(name, host));
    } catch (RejectedExecutionException full) {
      settle(host, null);
    }
  }

  private void ask(String name, Host host) {
    InetAddress[] found;
    try {
      found = oneFamily(lookup.lookup(name));
    } catch (UnknownHostException | RuntimeException none) {
      found = new InetAddress[0];
    }
    settle(host, found.length == 0 ? null : new Answer(found, ticker.nanoTime(), host.turn));
  }

  /** Nobody who queues before {@code busy} falls is forgotten; who queues after it asks anew. */
  private void settle(Host host, @Nullable Answer answer) {
    if (answer == null) {
      host.failedNanos = ticker.nanoTime();
      host.failed = true;
    } else {
      host.good = answer;
      host.failed = false;
    }
    host.busy.set(false);
    for (Pending one = host.pending.poll(); one != null; one = host.pending.poll()) {
      Waiter waiter = one.waiter();
      one.executor().execute(() -> waiter.resolved(answer));
    }
  }

  /** The system puts the family that it can reach first; turns are taken within it. */
  private static InetAddress[] oneFamily(InetAddress[] all) {
    return Arrays.stream(all)
        .filter(address -> address.getClass() == all[0].getClass())
        .limit(MAX_ADDRESSES)
        .toArray(InetAddress[]::new);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
