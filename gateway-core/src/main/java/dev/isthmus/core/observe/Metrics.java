package dev.isthmus.core.observe;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.Gauge;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** All metrics of this process, and their text for Prometheus. Threads: any. */
public final class Metrics {
  private final CollectorRegistry registry = new CollectorRegistry();
  private final Meters meters = new Meters(registry);
  private final EdgeMeters edge = new EdgeMeters(registry);
  private final ConfigMeters configuration = new ConfigMeters(registry);

  /** Metrics of calls, and those of the JVM. */
  public Metrics() {
    DefaultExports.register(registry);
    String version = Metrics.class.getPackage().getImplementationVersion();
    Gauge.build("isthmus_build_info", "1; what runs here")
        .labelNames("version")
        .register(registry)
        .labels(version == null ? "unpackaged" : version)
        .set(1);
  }

  public Meters meters() {
    return meters;
  }

  public EdgeMeters edge() {
    return edge;
  }

  public ConfigMeters configuration() {
    return configuration;
  }

  /** Adds gauges that are read when somebody asks. */
  public void gauges(GaugeSource source) {
    registry.register(new Reading(source));
  }

  /** Adds a counter that somebody else keeps; {@code name} goes without its {@code _total}. */
  public void counter(String name, String help, LongSupplier count) {
    registry.register(
        new Collector() {
          @Override
          public List<MetricFamilySamples> collect() {
            return List.of(new CounterMetricFamily(name, help, (double) count.getAsLong()));
          }
        });
  }

  /** Adds values that are kept elsewhere and read when somebody asks. */
  public void readings(Readings.Source source) {
    registry.register(new Readings(source));
  }

  /** The text that Prometheus scrapes. */
  public String text() {
    StringWriter text = new StringWriter(1 << 14);
    try {
      TextFormat.write004(text, registry.metricFamilySamples());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  public static String contentType() {
    return TextFormat.CONTENT_TYPE_004;
  }

  /** Says the present values of some gauges. */
  @FunctionalInterface
  public interface GaugeSource {
    void read(GaugeSink sink);
  }

  /** Takes one value of one gauge, labelled by deployment. */
  @FunctionalInterface
  public interface GaugeSink {
    void value(String name, String help, String deployment, double value);
  }

  private static final class Reading extends Collector {
    private static final List<String> LABELS = List.of("deployment");
    private final GaugeSource source;

    Reading(GaugeSource source) {
      this.source = source;
    }

    @Override
    public List<MetricFamilySamples> collect() {
      Map<String, MetricFamilySamples> families = new LinkedHashMap<>();
      source.read(
          (name, help, deployment, value) ->
              families
                  .computeIfAbsent(
                      name,
                      key -> new MetricFamilySamples(key, Type.GAUGE, help, new ArrayList<>()))
                  .samples
                  .add(new MetricFamilySamples.Sample(name, LABELS, List.of(deployment), value)));
      return List.copyOf(families.values());
    }
  }
}
