package dev.isthmus.load.acceptance;

/** One page of Prometheus text, as {@code /metrics} shows it. */
final class MetricsPage {
  private final String text;

  MetricsPage(String text) {
    this.text = text;
  }

  /** Adds up the samples called {@code name} whose labels contain {@code label}. */
  double sum(String name, String label) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
