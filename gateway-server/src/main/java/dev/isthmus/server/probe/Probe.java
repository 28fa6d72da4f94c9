package dev.isthmus.server.probe;

import dev.isthmus.core.observe.Events;
import dev.isthmus.core.signal.EngineReport;
import dev.isthmus.core.signal.Feed;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks one engine how busy it is, time after time: the next time begins when the last one is over,
 * a tenth sooner or later, so that many gateways do not ask in step. After failures in a row it
 * asks half as often for each, down to every 30 s; after three of them somebody is told.
 *
 * <p>Threads: the probes' loop; counts are read by any.
 */
final class Probe implements Scrape.Reply {
  /** One failure is nothing, and neither are two. */
  static final int FAILURES_UNTIL_TOLD = 3;

  private static final long SELDOM_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int MOST_DOUBLINGS = 10;
  private static final double JITTER = 0.1;

  private final ProbePlace place;
  private final Ears ears;
  private final Link link;
  private final AtomicLongArray failures = new AtomicLongArray(Trouble.values().length);
  private ProbeTarget target;
  private int failedInARow;
  private @Nullable Future<?> next;

  /** Who is told what was heard, and the dice. */
  record Ears(Feed feed, Events events, RandomGenerator random) {}

  Probe(ProbeTarget target, ProbePlace place, Ears ears) {
    this.target = target;
    this.place = place;
    this.ears = ears;
    this.link = new Link(place);
  }

  /** Begins at some time within the first period. */
  void begin() {
    later((long) (ears.random().nextDouble() * target.every().toNanos()));
  }

  /**
   * Goes by another configuration from the next time on. What is under way to another address ends
   * unheard: neither its answer nor its connection is the new one's.
   */
  void follow(ProbeTarget other) {
    boolean elsewhere = !other.address().equals(target.address());
    target = other;
    if (elsewhere) {
      end();
      begin();
    }
  }

  /** Asks no more. */
  void end() {
    Future<?> waiting = next;
    if (waiting != null) {
      waiting.cancel(false);
    }
    link.close();
  }

  /** How often it failed for this reason. */
  long failures(Trouble why) {
    return failures.get(why.ordinal());
  }

  private void ask() {
    link.get(target, this);
  }

  @Override
  public void heard(EngineReport report, boolean keep) {
    ears.feed().engine(target.deployment(), report, target.limits());
    if (failedInARow >= FAILURES_UNTIL_TOLD) {
      ears.events().engineHeard(target.deployment().name());
    }
    failedInARow = 0;
    later(jittered(target.every().toNanos()));
  }

  @Override
  public void failed(Trouble why) {
    failures.incrementAndGet(why.ordinal());
    if (++failedInARow == FAILURES_UNTIL_TOLD) {
      String word = why.name().toLowerCase(Locale.ROOT);
      ears.events().engineUnheard(target.deployment().name(), word);
    }
    later(jittered(patience(target.every().toNanos(), failedInARow)));
  }

  /** How long until the next time after {@code failed} failures in a row. */
  static long patience(long everyNanos, int failed) {
    long doubled = everyNanos << Math.min(MOST_DOUBLINGS, failed);
    return Math.max(everyNanos, Math.min(SELDOM_NANOS, doubled));
  }

  private long jittered(long nanos) {
    return (long) (nanos * (1 + JITTER * (2 * ears.random().nextDouble() - 1)));
  }

  private void later(long nanos) {
    next = place.loop().schedule(this::ask, nanos, TimeUnit.NANOSECONDS);
  }
}
