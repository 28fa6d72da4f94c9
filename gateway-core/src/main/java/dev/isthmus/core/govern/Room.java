package dev.isthmus.core.govern;

import dev.isthmus.core.bytes.BodyBudget;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.HotPath;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The places for calls in this process: how many are taken, and who may have the next.
 *
 * <p>A class leaves the last {@value #LEFT_PERCENT} % of the places to each class that is more
 * urgent, or {@value #BURSTS} times the square root of the calls which that has inside, if these
 * are more, up to half of the places: as far as callers who know nothing of each other come in
 * bursts. So batch calls are turned away first and interactive ones last. So that nobody starves,
 * standard and batch calls each keep {@value #KEPT_PERCENT} % for themselves. Only classes that
 * some caller has count here. Where {@value #CROWDED_PERCENT} % of what is open to a class is taken
 * by it and by more urgent ones, a caller only gets in below its share: the places, divided by the
 * callers of these classes that are inside.
 *
 * <p>Nothing waits here: there is no queue that could grow. Shape: the three counts are one word,
 * so that no two loops take the same place. Threads: any; no lock, no allocation on entry.
 */
public final class Room {
  static final int LEFT_PERCENT = 10;
  static final int BURSTS = 3;
  static final int KEPT_PERCENT = 5;
  static final int CROWDED_PERCENT = 90;

  /** What a whole room may have at most. */
  public static final int MOST_PLACES = 1_000_000;

  /** The part of all held bodies that one caller may have, in quarters. */
  private static final int BODY_QUARTERS = 3;

  private static final int QUARTERS = 4;

  private static final CallClass[] CLASSES = CallClass.values();
  private static final int CLASS_BITS = 21;
  private static final long CLASS_MASK = (1L << CLASS_BITS) - 1;
  private static final int PERCENT = 100;

  private final int places;
  private final long largestBody;
  private final BodyBudget bodies;
  private final Comeback comeback;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicIntegerArray callers = new AtomicIntegerArray(CLASSES.length);
  private final AtomicInteger expected = new AtomicInteger();
  private final LongAdder[] turnedAway = new LongAdder[Shed.values().length * CLASSES.length];

  /**
   * @param bodies what all held bodies may take
   * @param largestBody what one of them may take
   */
  public Room(int places, BodyBudget bodies, long largestBody, long nowNanos) {
    if (places < 1 || places > MOST_PLACES) {
      throw new IllegalArgumentException(
          "places: " + places + " (expected: 1 to " + MOST_PLACES + ")");
    }
    this.places = places;
    this.largestBody = Math.min(largestBody, bodies.maxBytes());
    this.bodies = bodies;
    this.comeback = new Comeback(places, nowNanos);
    for (int i = 0; i < turnedAway.length; i++) {
      turnedAway[i] = new LongAdder();
    }
  }

  public int places() {
    return places;
  }

  /** Calls of one class that are inside. */
  public int inside(CallClass callClass) {
    return count(taken.get(), callClass);
  }

  /** Calls that were turned away so far. */
  public long turnedAway(Shed why, CallClass callClass) {
    return turnedAway[index(why, callClass)].sum();
  }

  public BodyBudget bodies() {
    return bodies;
  }

  /** There are callers of that class. */
  void expect(CallClass callClass) {
    expected.getAndUpdate(seen -> seen | bit(callClass));
  }

  /** What the bodies of one caller may take: all but a quarter, or one at its largest. */
  BodyBudget bodiesOfOne() {
    return bodies.part(Math.max(bodies.maxBytes() / QUARTERS * BODY_QUARTERS, largestBody));
  }

  /**
   * Takes a place, or says why there is none.
   *
   * @param own calls of the same caller that are inside
   */
  @HotPath
  @Nullable Shed tryEnter(CallClass callClass, int own) {
    while (true) {
      long seen = taken.get();
      Shed why = judge(callClass, own, seen);
      if (why != null) {
        return why;
      }
      if (taken.compareAndSet(seen, seen + one(callClass))) {
        return null;
      }
    }
  }

  @HotPath
  void leave(CallClass callClass) {
    taken.addAndGet(-one(callClass));
    comeback.left();
  }

  /** A caller of that class that had no call inside has one, or the other way round. */
  @HotPath
  void callers(CallClass callClass, int more) {
    callers.addAndGet(callClass.ordinal(), more);
  }

  /** Whether {@code own} calls are less than half of what a caller has on average. */
  boolean isModest(int own) {
    long all = 0;
    for (int i = 0; i < CLASSES.length; i++) {
      all += callers.get(i);
    }
    return 2 * all * own < total(taken.get());
  }

  void count(Shed why, CallClass callClass) {
    turnedAway[index(why, callClass)].increment();
  }

  long comebackMillis(long nowNanos) {
    return comeback.millis(nowNanos);
  }

  @HotPath
  private @Nullable Shed judge(CallClass callClass, int own, long seen) {
    int total = total(seen);
    if (total < places && count(seen, callClass) < kept(callClass)) {
      return null;
    }
    int open = open(callClass, seen);
    if (total >= open) {
      return total >= places || callClass == CallClass.INTERACTIVE ? Shed.CALLS : Shed.CALL_CLASS;
    }
    long urgent = total(seen & maskTo(callClass));
    boolean crowded = urgent * PERCENT >= (long) open * CROWDED_PERCENT;
    return crowded && own >= share(callClass, own) ? Shed.CALLER_SHARE : null;
  }

  /** The number of taken places from which on this class is turned away. */
  @HotPath
  private int open(CallClass callClass, long seen) {
    int open = places;
    for (int i = 0; i < callClass.ordinal(); i++) {
      open -= left(CLASSES[i], seen);
    }
    for (int i = callClass.ordinal() + 1; i < CLASSES.length; i++) {
      open -= Math.max(0, kept(CLASSES[i]) - count(seen, CLASSES[i]));
    }
    return open;
  }

  /** The places that less urgent classes leave to this one. */
  private int left(CallClass callClass, long seen) {
    if ((expected.get() & bit(callClass)) == 0) {
      return 0;
    }
    int burst = (int) Math.ceil(BURSTS * Math.sqrt((double) count(seen, callClass)));
    return Math.max(percent(LEFT_PERCENT), Math.min(burst, places / 2));
  }

  private int kept(CallClass callClass) {
    boolean keeps = callClass != CallClass.INTERACTIVE && (expected.get() & bit(callClass)) != 0;
    return keeps ? percent(KEPT_PERCENT) : 0;
  }

  private int percent(int percent) {
    return (int) ((long) places * percent / PERCENT);
  }

  /** What each caller would have if all had the same, whoever asks included. */
  private int share(CallClass callClass, int own) {
    int inside = 0;
    for (int i = 0; i <= callClass.ordinal(); i++) {
      inside += callers.get(i);
    }
    inside = Math.max(1, inside);
    // A lone caller leaves room for a second one, which could else never show that it is there.
    int all = own == 0 || inside == 1 ? inside + 1 : inside;
    return Math.max(1, places / all);
  }

  private static int total(long seen) {
    int total = 0;
    for (CallClass callClass : CLASSES) {
      total += count(seen, callClass);
    }
    return total;
  }

  private static int count(long seen, CallClass callClass) {
    return (int) ((seen >>> (callClass.ordinal() * CLASS_BITS)) & CLASS_MASK);
  }

  /** The counts of that class and of more urgent ones. */
  private static long maskTo(CallClass callClass) {
    return (1L << ((callClass.ordinal() + 1) * CLASS_BITS)) - 1;
  }

  private static long one(CallClass callClass) {
    return 1L << (callClass.ordinal() * CLASS_BITS);
  }

  private static int bit(CallClass callClass) {
    return 1 << callClass.ordinal();
  }

  private static int index(Shed why, CallClass callClass) {
    return why.ordinal() * CLASSES.length + callClass.ordinal();
  }
}
