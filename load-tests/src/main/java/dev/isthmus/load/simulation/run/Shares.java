package dev.isthmus.load.simulation.run;

import dev.isthmus.load.simulation.scenario.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who was asked how often, second by second; and from that, how a deployment that was struck was
 * left and came back. Threads: one.
 */
final class Shares {
  private static final int WINDOW = 5;
  private static final int LONG_WINDOW = 10;
  private static final int SETTLED = 120;
  private static final double GONE = 0.02;
  private static final double BACK = 0.8;
  private static final double HALF = 0.5;

  private final int[][] asked;
  private final boolean[] struck;
  private final Span span;

  Shares(Span span, int backends, int[] struck) {
    this.span = span;
    this.asked = new int[(int) Math.ceil(span.end()) + 1][backends];
    this.struck = new boolean[backends];
    Arrays.stream(struck).forEach(one -> this.struck[one] = true);
  }

  void asked(int backend, double seconds) {
    asked[Math.min(asked.length - 1, (int) seconds)][backend]++;
  }

  /** The part of attempts from one second to another that went to whoever was struck. */
  private double share(int from, int to) {
    int all = 0;
    int theirs = 0;
    for (int second = Math.max(0, from); second < Math.min(to, asked.length); second++) {
      for (int i = 0; i < struck.length; i++) {
        all += asked[second][i];
        theirs += struck[i] ? asked[second][i] : 0;
      }
    }
    return all == 0 ? 0 : (double) theirs / all;
  }

  double before() {
    return share((int) span.warm(), (int) span.from());
  }

  List<Double> series() {
    List<Double> series = new ArrayList<>();
    for (int second = 0; second < asked.length; second++) {
      series.add(share(second, second + 1));
    }
    return series;
  }

  /** Seconds until its share is below 2 %, over five seconds; the incident's length if never. */
  double drain() {
    int from = (int) span.from();
    int length = (int) (span.to() - span.from());
    if (before() < GONE) {
      return Double.NaN;
    }
    for (int i = 0; i < length; i++) {
      if (share(from + i, from + Math.min(length, i + WINDOW)) < GONE) {
        return i;
      }
    }
    return length;
  }

  /** Seconds until its share is above 80 % of what it was; what is left of the run if never. */
  double restore() {
    double before = before();
    int to = (int) span.to();
    int left = (int) (span.end() - span.to());
    if (before < GONE) {
      return Double.NaN;
    }
    for (int i = 0; i < left; i++) {
      if (share(to + i, to + i + LONG_WINDOW) > BACK * before) {
        return i;
      }
    }
    return left;
  }

  /**
   * How often its share fell below half of what it was, after having been above 80 % again; from
   * the incident's beginning until two minutes after its end.
   */
  double swings() {
    int last = (int) Math.min(span.to() + SETTLED, span.end() - LONG_WINDOW);
    double before = before();
    boolean high = true;
    int falls = 0;
    for (int second = (int) span.from(); second < last; second++) {
      double now = share(second, second + LONG_WINDOW);
      if (high && now < HALF * before) {
        high = false;
        falls++;
      } else if (!high && now > BACK * before) {
        high = true;
      }
    }
    return before < GONE ? Double.NaN : Math.max(0, falls - 1);
  }

  /** How much of the shares moves from one five seconds to the next. */
  double herding() {
    double moved = 0;
    int count = 0;
    for (int at = (int) span.warm(); at + 2 * WINDOW < asked.length; at += WINDOW) {
      moved += distance(at, at + WINDOW);
      count++;
    }
    return count == 0 ? Double.NaN : moved / count;
  }

  private double distance(int first, int second) {
    double sum = 0;
    int allFirst = all(first);
    int allSecond = all(second);
    if (allFirst == 0 || allSecond == 0) {
      return 0;
    }
    for (int i = 0; i < struck.length; i++) {
      double was = (double) of(i, first) / allFirst;
      sum += Math.abs(was - (double) of(i, second) / allSecond);
    }
    return sum / 2;
  }

  private int all(int from) {
    int sum = 0;
    for (int i = 0; i < struck.length; i++) {
      sum += of(i, from);
    }
    return sum;
  }

  private int of(int backend, int from) {
    int sum = 0;
    for (int second = from; second < from + WINDOW; second++) {
      sum += asked[second][backend];
    }
    return sum;
  }
}
