package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long answers are, for one route and model.
 *
 * <p>Shape: 32 buckets, each reaching from 2^(i/2) to 2^((i+1)/2) tokens, the last without end;
 * what they hold halves every ten minutes, down to a prior of {@value #PRIOR_ANSWERS} answers with
 * a mean of {@value #PRIOR_MEAN} tokens that stays for ever. Figures are right to within a bucket.
 * Threads: any; no lock, no allocation; a figure read during the halving may be between the two.
 */
public final class OutputLengths {
  private static final int BUCKETS = 32;
  private static final long HALVING_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int PRIOR_ANSWERS = 8;
  private static final int PRIOR_MEAN = 250;

  /** An answer counts this many, so that halving leaves fractions of one. */
  private static final long PER_ANSWER = 1L << 20;

  private static final int MOST_HALVINGS = 62;
  private static final double P90 = 0.9;
  private static final double[] LOWER = lowerBounds();
  private static final double[] MEAN = means();
  private static final long[] PRIOR = prior();

  private final Ticker ticker;
  private final AtomicLongArray counts = new AtomicLongArray(PRIOR);
  private final AtomicLong halvedNanos;

  public OutputLengths(Ticker ticker) {
    this.ticker = ticker;
    this.halvedNanos = new AtomicLong(ticker.nanoTime());
  }

  /** Notes an answer that came to its own end; one that was cut says too little. */
  @HotPath
  public void add(long tokens) {
    halve();
    counts.getAndAdd(bucket(tokens), PER_ANSWER);
  }

  /**
   * The expected length of an answer that may have {@code maxTokens}: the mean of {@code
   * min(length, maxTokens)}.
   *
   * @param maxTokens −1 where there is no bound
   */
  @HotPath
  public double mean(long maxTokens) {
    double most = maxTokens < 0 ? Double.MAX_VALUE : maxTokens;
    double sum = 0;
    long all = 0;
    for (int i = 0; i < BUCKETS; i++) {
      long count = counts.get(i);
      all += count;
      sum += count * Math.min(most, MEAN[i]);
    }
    return sum / all;
  }

  /**
   * A length that nine answers in ten keep, no more than {@code maxTokens}.
   *
   * @param maxTokens −1 where there is no bound
   */
  @HotPath
  public long p90(long maxTokens) {
    long all = 0;
    for (int i = 0; i < BUCKETS; i++) {
      all += counts.get(i);
    }
    double wanted = all * P90;
    int bucket = 0;
    long below = 0;
    while (bucket < BUCKETS - 1 && below + counts.get(bucket) < wanted) {
      below += counts.get(bucket++);
    }
    double part = Math.min(1, (wanted - below) / Math.max(1, counts.get(bucket)));
    long tokens = (long) Math.ceil(LOWER[bucket] + part * (LOWER[bucket + 1] - LOWER[bucket]));
    return maxTokens < 0 ? tokens : Math.min(tokens, maxTokens);
  }

  private void halve() {
    long last = halvedNanos.get();
    long periods = (ticker.nanoTime() - last) / HALVING_NANOS;
    if (periods <= 0 || !halvedNanos.compareAndSet(last, last + periods * HALVING_NANOS)) {
      return;
    }
    int halvings = (int) Math.min(MOST_HALVINGS, periods);
    for (int i = 0; i < BUCKETS; i++) {
      long was;
      do {
        was = counts.get(i);
      } while (!counts.compareAndSet(i, was, ((was - PRIOR[i]) >> halvings) + PRIOR[i]));
    }
  }

  private static int bucket(long tokens) {
    if (tokens <= 1) {
      return 0;
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(tokens);
    int bucket = 2 * octave;
    return bucket + 1 < BUCKETS ? bucket + (tokens >= LOWER[bucket + 1] ? 1 : 0) : BUCKETS - 1;
  }

  private static double[] lowerBounds() {
    double[] bounds = new double[BUCKETS + 1];
    for (int i = 0; i <= BUCKETS; i++) {
      bounds[i] = Math.pow(2, i / 2.0);
    }
    return bounds;
  }

  /** The mean of a bucket in which every ratio is as likely as every other. */
  private static double[] means() {
    double[] means = new double[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      means[i] = (LOWER[i + 1] - LOWER[i]) / Math.log(LOWER[i + 1] / LOWER[i]);
    }
    return means;
  }

  /** An exponential of the prior's mean: of two figures, the one that assumes least. */
  private static long[] prior() {
    long[] prior = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      double above = i == 0 ? 1 : Math.exp(-LOWER[i] / PRIOR_MEAN);
      double aboveNext = i == BUCKETS - 1 ? 0 : Math.exp(-LOWER[i + 1] / PRIOR_MEAN);
      prior[i] = Math.round((above - aboveNext) * PRIOR_ANSWERS * PER_ANSWER);
    }
    return prior;
  }
}
