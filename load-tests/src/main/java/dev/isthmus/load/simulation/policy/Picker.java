package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.call.Usage;
import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.workload.Request;
import java.util.List;
import java.util.random.RandomGenerator;

/** How a rival picks one of those it may ask, and what it learns from answers. Threads: one. */
interface Picker {

  /** All that a pick may depend on. */
  record View(List<Sight> sights, double seconds, RandomGenerator random) {
    Sight of(Backend backend) {
      return sights.get(backend.index());
    }
  }

  /** One of {@code open}, which is never empty. */
  Backend pick(List<Backend> open, Request request, View view);

  default void sent(Backend backend, double seconds) {}

  default void content(Backend backend, double tookSeconds, double seconds) {}

  default void whole(Backend backend, Usage usage, double tookSeconds, double seconds) {}

  /** It failed, or was refused, {@code tookSeconds} after it was sent. */
  default void failed(Backend backend, boolean timeout, double tookSeconds, double seconds) {}
}
