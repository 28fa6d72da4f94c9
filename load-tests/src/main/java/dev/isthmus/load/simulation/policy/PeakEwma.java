package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.call.Usage;
import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.workload.Request;
import java.util.List;

/**
 * Two choices by peak-sensitive average latency times pending calls.
 *
 * <p>Shape: {@code cost = rtt > cost ? rtt : cost·w + rtt·(1−w)} with {@code w = e^(−Δt/τ)}, τ = 10
 * s; the load is {@code cost·(pending+1)}; looking is a sample of zero; one that was never seen and
 * has calls pending is dreaded. Source: Finagle's PeakEwma at 1e8497ea. The round trip is the whole
 * call, as a balancer of HTTP sees it.
 */
final class PeakEwma implements Picker {
  private static final double TAU_SECONDS = 10;
  private static final double DREADED = Long.MAX_VALUE >> 16;

  private final double[] cost;
  private final double[] stamp;

  PeakEwma(int backends) {
    cost = new double[backends];
    stamp = new double[backends];
  }

  @Override
  public Backend pick(List<Backend> open, Request request, View view) {
    return Pickers.best(Pickers.two(open, view), one -> load(one, view));
  }

  private double load(Backend one, View view) {
    int pending = view.of(one).pending;
    observe(one.index(), 0, view.seconds());
    double now = cost[one.index()];
    return now == 0 && pending != 0 ? DREADED + pending : now * (pending + 1);
  }

  private void observe(int backend, double rtt, double seconds) {
    double w = Math.exp(-(seconds - stamp[backend]) / TAU_SECONDS);
    cost[backend] = rtt > cost[backend] ? rtt : cost[backend] * w + rtt * (1 - w);
    stamp[backend] = seconds;
  }

  @Override
  public void whole(Backend backend, Usage usage, double tookSeconds, double seconds) {
    observe(backend.index(), tookSeconds, seconds);
  }

  @Override
  public void failed(Backend backend, boolean timeout, double tookSeconds, double seconds) {
    observe(backend.index(), tookSeconds, seconds);
  }
}
