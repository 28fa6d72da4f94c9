package dev.isthmus.core.observe;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** Counts what happens at the edge without becoming a call. Threads: any. */
public final class EdgeMeters {
  private final Gauge connections;
  private final Counter refused;
  private final Counter cut;

  EdgeMeters(CollectorRegistry registry) {
    connections =
        Gauge.build("isthmus_connections", "Callers' connections open now").register(registry);
    refused =
        Counter.build("isthmus_edge_refusals_total", "Requests that never became calls")
            .labelNames("reason")
            .register(registry);
    cut =
        Counter.build("isthmus_edge_cuts_total", "Connections or streams that the edge ended")
            .labelNames("reason")
            .register(registry);
  }

  public void opened() {
    connections.inc();
  }

  public void closed() {
    connections.dec();
  }

  public void refused(Enum<?> why) {
    refused.labels(Meters.lower(why)).inc();
  }

  public void cut(Enum<?> why) {
    cut.labels(Meters.lower(why)).inc();
  }
}
