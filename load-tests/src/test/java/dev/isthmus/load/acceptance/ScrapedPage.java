package dev.isthmus.load.acceptance;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What one scrape of {@code /metrics} says about names and labels. */
final class ScrapedPage {
  private static final String TYPE = "# TYPE ";
  private static final Set<String> SUFFIXES = Set.of("_bucket", "_sum", "_count");

  private final String text;
  private final Set<String> families = new HashSet<>();

  ScrapedPage(String text) {
    this.text = text;
    text.lines()
        .filter(line -> line.startsWith(TYPE))
        .forEach(line -> families.add(line.split(" ", -1)[2]));
  }

  /** Whether something of that name is counted here, even if nothing of it happened yet. */
  boolean has(String metric) {
    return families.contains(metric)
        || SUFFIXES.stream()
            .anyMatch(
                suffix ->
                    metric.endsWith(suffix)
                        && families.contains(
                            metric.substring(0, metric.length() - suffix.length())));
  }

  /** Whether that metric has been seen at least once. */
  boolean hasSample(String metric) {
    return text.lines()
        .anyMatch(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "));
  }

  boolean hasLabel(String metric, String label) {
    Pattern sample = Pattern.compile("^" + metric + "\\{(.*,)?" + label + "=\".*");
    return text.lines().anyMatch(line -> sample.matcher(line).matches());
  }
}
