package dev.isthmus.server.probe;

import dev.isthmus.core.observe.Events;
import dev.isthmus.core.observe.Readings;
import dev.isthmus.core.signal.Feed;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Asks the engines of all deployments that want it how busy they are, and publishes what they say
 * through the {@link Feed}. Threads: any; the work is done on the place's loop.
 */
public final class Probes implements Readings.Source, AutoCloseable {
  private final ProbePlace place;
  private final Probe.Ears ears;
  private final Map<String, Probe> probes = new ConcurrentHashMap<>();

  public Probes(ProbePlace place, Feed feed, Events events, RandomGenerator random) {
    this.place = place;
    this.ears = new Probe.Ears(feed, events, random);
  }

  /** From now on these are asked, and no others. */
  public void retain(List<ProbeTarget> targets) {
    place.loop().execute(() -> follow(targets));
  }

  private void follow(List<ProbeTarget> targets) {
    Set<String> wanted = new HashSet<>();
    for (ProbeTarget target : targets) {
      String name = target.deployment().name();
      wanted.add(name);
      Probe known = probes.get(name);
      if (known != null) {
        known.follow(target);
      } else {
        Probe probe = new Probe(target, place, ears);
        probes.put(name, probe);
        probe.begin();
      }
    }
    probes.keySet().stream().filter(name -> !wanted.contains(name)).toList().forEach(this::end);
  }

  private void end(String name) {
    Probe gone = probes.remove(name);
    if (gone != null) {
      gone.end();
    }
  }

  @Override
  public void read(Readings.Sink sink) {
    probes.forEach(
        (name, probe) -> {
          for (Trouble why : Trouble.values()) {
            sink.counter(
                "isthmus_probe_failures_total",
                "Times that an engine's own metrics could not be had",
                (double) probe.failures(why),
                "deployment",
                name,
                "reason",
                why.name().toLowerCase(Locale.ROOT));
          }
        });
  }

  /** Asks nobody any more. */
  @Override
  public void close() {
    retain(List.of());
  }
}
