package dev.isthmus.load.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.stand.MetricsPage;
import dev.isthmus.load.stand.ProcessProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks at gateway and clouds once a second. A look that fails is left out: what is missing then
 * shows in the report. Threads: one of its own; the methods are for any other.
 */
final class Sampler implements AutoCloseable {
  private static final double NANOS = 1e9;
  private static final double PICODOLLARS = 1e12;
  private static final String ATTEMPTS = "isthmus_attempts_total";

  private final Stand stand;
  private final ProcessProbe probe;
  private final long startNanos;
  private final List<Sample> samples = new ArrayList<>();
  private final AtomicInteger missed = new AtomicInteger();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "sampler");
            made.setDaemon(true);
            return made;
          });

  private Sampler(Stand stand, ProcessProbe probe, long startNanos) {
    this.stand = stand;
    this.probe = probe;
    this.startNanos = startNanos;
  }

  /** Looks a first time at once; closes {@code probe} in the end. */
  static Sampler start(Stand stand, ProcessProbe probe, long startNanos) {
    Sampler sampler = new Sampler(stand, probe, startNanos);
    var unused = sampler.thread.scheduleAtFixedRate(sampler::look, 0, 1, TimeUnit.SECONDS);
    return sampler;
  }

  private void look() {
    try {
      double second = (System.nanoTime() - startNanos) / NANOS;
      MetricsPage page = new MetricsPage(stand.gateway().admin().get("/metrics"));
      Map<String, Double> billed = new HashMap<>();
      for (Site site : stand.stage().sites()) {
        JsonNode bill = stand.cloud(site.name()).json("/_sim/bill");
        billed.put(site.name(), bill.path("picodollars").asDouble() / PICODOLLARS);
      }
      add(
          new Sample(
              second,
              page.byDeployment(ATTEMPTS, ""),
              page.byDeployment(ATTEMPTS, "outcome=\"rate_limited\""),
              page.byDeployment("isthmus_dollars_total", ""),
              page.byDeployment("isthmus_breaker_state", ""),
              page.byDeployment("isthmus_in_flight", ""),
              billed,
              probe.read()));
    } catch (IOException e) {
      missed.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void add(Sample sample) {
    samples.add(sample);
  }

  /** Looks that failed. */
  int missed() {
    return missed.get();
  }

  /** Stops, and answers what it saw, with a last look now. */
  List<Sample> end() throws InterruptedException {
    thread.execute(this::look);
    thread.shutdown();
    var unused = thread.awaitTermination(10, TimeUnit.SECONDS);
    synchronized (this) {
      return List.copyOf(samples);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    probe.close();
  }
}
