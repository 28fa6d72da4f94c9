package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.Sale.End;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a simulated cloud received and sold: the truth that ledgers are checked against.
 *
 * <p>Threads: any. Bound: the last {@value #ROWS} requests; totals cover all of them.
 */
public final class Bill {

  private static final int ROWS = 200_000;

  private final AtomicLong requestBytes = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong connectionsEver = new AtomicLong();
  private final Map<Long, Sale> open = new HashMap<>();
  private final Deque<Sale> closed = new ArrayDeque<>();
  private final Map<String, Total> totals = new LinkedHashMap<>();
  private long lastSequence;
  private long dropped;

  /** Bytes that reached the service port, of any kind. */
  public long requestBytes() {
    return requestBytes.get();
  }

  /** Connections open now. */
  public int connectionsOpen() {
    return connections.get();
  }

  /** Connections ever accepted. */
  public long connectionsEver() {
    return connectionsEver.get();
  }

  /** Requests that ended, oldest first. */
  public synchronized List<Sale> sales() {
    return List.copyOf(closed);
  }

  /** Requests that are being answered. */
  public synchronized List<Sale> openSales() {
    return List.copyOf(open.values());
  }

  /** Requests that ended in {@code end}. */
  public synchronized List<Sale> sales(End end) {
    return closed.stream().filter(sale -> sale.end() == end).toList();
  }

  /**
   * Waits until {@code count} requests have ended since the last {@link #clear}.
   *
   * @throws IllegalStateException where that takes longer than {@code timeout}
   */
  public synchronized List<Sale> awaitSales(int count, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (closed.size() < count) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        throw new IllegalStateException(
            "requests ended: " + closed.size() + " (expected: " + count + ")");
      }
      wait(leftMillis);
    }
    return List.copyOf(closed);
  }

  /** Totals by deployment; requests that named none stand under an empty name. */
  public synchronized Map<String, Total> totals() {
    return new LinkedHashMap<>(totals);
  }

  /** Everything sold. */
  public synchronized Total total() {
    return totals.values().stream().reduce(Total.NONE, Total::plus);
  }

  /** Forgets all that ended. */
  public synchronized void clear() {
    dropped += closed.size();
    closed.clear();
    totals.clear();
    requestBytes.set(0);
  }

  /** Requests, how many of each end, tokens and money. */
  public record Total(
      long requests,
      long complete,
      long refused,
      long cancelled,
      long broken,
      TokenCount tokens,
      long picodollars) {

    static final Total NONE = new Total(0, 0, 0, 0, 0, TokenCount.NONE, 0);

    static Total of(Sale sale) {
      End end = sale.end();
      return new Total(
          1,
          end == End.COMPLETE ? 1 : 0,
          end == End.REFUSED ? 1 : 0,
          end == End.CANCELLED ? 1 : 0,
          end == End.BROKEN ? 1 : 0,
          sale.tokens(),
          sale.picodollars());
    }

    Total plus(Total other) {
      return new Total(
          requests + other.requests,
          complete + other.complete,
          refused + other.refused,
          cancelled + other.cancelled,
          broken + other.broken,
          tokens.plus(other.tokens),
          picodollars + other.picodollars);
    }
  }

  void received(int bytes) {
    requestBytes.addAndGet(bytes);
  }

  void connected() {
    connections.incrementAndGet();
    connectionsEver.incrementAndGet();
  }

  void disconnected() {
    connections.decrementAndGet();
  }

  /** Notes that a request came, before it is known what it asks for. */
  synchronized Sale open(String requestId, String clientRequestId, long nowNanos) {
    Sale sale =
        new Sale(
            ++lastSequence,
            requestId,
            clientRequestId,
            new Sale.What("", "", false),
            0,
            End.OPEN,
            TokenCount.NONE,
            0,
            false,
            new Sale.Times(nowNanos, 0, 0));
    open.put(sale.sequence(), sale);
    return sale;
  }

  /** Notes the end of a request that {@link #open} began. */
  synchronized void close(Sale sale) {
    open.remove(sale.sequence());
    closed.addLast(sale);
    if (closed.size() > ROWS) {
      closed.removeFirst();
      dropped++;
    }
    totals.merge(sale.what().deployment(), Total.of(sale), Total::plus);
    notifyAll();
  }

  /**
   * Requests in the order in which they ended, from number {@code from} on, at most {@code most}.
   */
  synchronized List<Sale> page(long from, int most) {
    return closed.stream().skip(Math.max(0, from - dropped)).limit(most).toList();
  }

  static Sale.Times ended(Sale.Times times, long nowNanos) {
    return new Sale.Times(
        times.startNanos(), nowNanos, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
  }
}
