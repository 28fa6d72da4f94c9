package dev.isthmus.load.simulation.policy;

import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.workload.Request;
import java.util.Arrays;
import java.util.List;

/**
 * The rule of hot and cold, with what a client can see in place of probes.
 *
 * <p>Shape: who has more pending than the 0.84 quantile of all is hot; of the others the one with
 * the least latency is picked. The latency is the median of the last 16 first contents, aged over
 * nothing. Source: Prequal (NSDI 2024); it probes servers, which the providers of models do not
 * offer.
 */
final class Prequal implements Picker {
  private static final double HOT_QUANTILE = 0.84;
  private static final int SAMPLES = 16;

  private final double[][] last;
  private final double[] median;
  private final int[] seen;

  Prequal(int backends) {
    last = new double[backends][SAMPLES];
    median = new double[backends];
    seen = new int[backends];
  }

  @Override
  public Backend pick(List<Backend> open, Request request, View view) {
    int[] pending = open.stream().mapToInt(one -> view.of(one).pending).sorted().toArray();
    int bound = pending[(int) (HOT_QUANTILE * (pending.length - 1))];
    // The quantile is somebody's own number, so that there is always one who is not hot.
    return Pickers.best(
        open,
        one -> view.of(one).pending <= bound ? median[one.index()] : Double.POSITIVE_INFINITY);
  }

  @Override
  public void content(Backend backend, double tookSeconds, double seconds) {
    int at = backend.index();
    last[at][seen[at]++ % SAMPLES] = tookSeconds;
    double[] sorted = Arrays.copyOf(last[at], Math.min(seen[at], SAMPLES));
    Arrays.sort(sorted);
    median[at] = sorted[sorted.length / 2];
  }
}
