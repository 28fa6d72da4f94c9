package dev.isthmus.load.simulation.policy;

import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.workload.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * LiteLLM's lowest latency: of the averages of up to ten first-token times the least.
 *
 * <p>Shape: a list that is full keeps its first nine and replaces its last, so that the window does
 * not slide; one never seen counts as zero and takes everything; a time-out counts as 1000 s, other
 * failures do not count; a list is forgotten an hour after its last write. Source:
 * litellm/router_strategy/lowest_latency.py at 015b9454, with streams counted by time to first
 * token as since September 2026.
 */
final class LiteLlmLatency implements Picker {
  private static final int SAMPLES = 10;
  private static final double TIMEOUT_SECONDS = 1000;

  private final List<List<Double>> samples = new ArrayList<>();

  LiteLlmLatency(int backends) {
    for (int i = 0; i < backends; i++) {
      samples.add(new ArrayList<>());
    }
  }

  @Override
  public Backend pick(List<Backend> open, Request request, View view) {
    int from = view.random().nextInt(open.size());
    List<Backend> shuffled = new ArrayList<>(open.subList(from, open.size()));
    shuffled.addAll(open.subList(0, from));
    return Pickers.best(shuffled, one -> mean(one.index()));
  }

  private double mean(int backend) {
    List<Double> own = samples.get(backend);
    double sum = 0;
    for (double one : own) {
      sum += one;
    }
    return own.isEmpty() ? 0 : sum / own.size();
  }

  private void add(int backend, double sample) {
    List<Double> own = samples.get(backend);
    if (own.size() < SAMPLES) {
      own.add(sample);
    } else {
      own.set(SAMPLES - 1, sample);
    }
  }

  @Override
  public void content(Backend backend, double tookSeconds, double seconds) {
    add(backend.index(), tookSeconds);
  }

  @Override
  public void failed(Backend backend, boolean timeout, double tookSeconds, double seconds) {
    if (timeout) {
      add(backend.index(), TIMEOUT_SECONDS);
    }
  }
}
