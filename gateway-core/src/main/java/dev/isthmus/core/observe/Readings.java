package dev.isthmus.core.observe;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values that are kept elsewhere and read when somebody asks, so that counting them costs nothing
 * extra. Threads: any.
 */
public final class Readings extends Collector {
  private static final String TOTAL = "_total";

  private final Source source;

  /** Says the present values. */
  @FunctionalInterface
  public interface Source {
    void read(Sink sink);
  }

  /** Takes one value of one family; {@code labels} are names and values in turn. */
  public interface Sink {
    /** A value that goes up and down. */
    void gauge(String name, String help, double value, String... labels);

    /** A value that only goes up; its name ends in {@code _total}. */
    void counter(String name, String help, double value, String... labels);
  }

  Readings(Source source) {
    this.source = source;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    Families families = new Families();
    source.read(families);
    return List.copyOf(families.byName.values());
  }

  private static final class Families implements Sink {
    private final Map<String, MetricFamilySamples> byName = new LinkedHashMap<>();

    @Override
    public void gauge(String name, String help, double value, String... labels) {
      family(name, Type.GAUGE, help).samples.add(sample(name, value, labels));
    }

    @Override
    public void counter(String name, String help, double value, String... labels) {
      String family = name.substring(0, name.length() - TOTAL.length());
      family(family, Type.COUNTER, help).samples.add(sample(name, value, labels));
    }

    private MetricFamilySamples family(String name, Type type, String help) {
      return byName.computeIfAbsent(
          name, key -> new MetricFamilySamples(key, type, help, new ArrayList<>()));
    }

    private static Sample sample(String name, double value, String... labels) {
      List<String> names = new ArrayList<>();
      List<String> values = new ArrayList<>();
      for (int i = 0; i < labels.length; i += 2) {
        names.add(labels[i]);
        values.add(labels[i + 1]);
      }
      return new Sample(name, names, values, value);
    }
  }
}
