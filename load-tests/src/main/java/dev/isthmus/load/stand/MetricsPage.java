package dev.isthmus.load.stand;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One page of Prometheus text, as {@code /metrics} shows it. */
public final class MetricsPage {
  private static final Pattern DEPLOYMENT = Pattern.compile("deployment=\"([^\"]*)\"");

  private final String text;

  public MetricsPage(String text) {
    this.text = text;
  }

  /** Adds up the samples called {@code name} whose labels contain {@code label}. */
  public double sum(String name, String label) {
    return text.lines()
        .filter(line -> is(line, name))
        .filter(line -> line.contains(label))
        .mapToDouble(MetricsPage::value)
        .sum();
  }

  /** The same by deployment. */
  public Map<String, Double> byDeployment(String name, String label) {
    Map<String, Double> sums = new HashMap<>();
    text.lines()
        .filter(line -> is(line, name) && line.contains(label))
        .forEach(
            line -> {
              Matcher found = DEPLOYMENT.matcher(line);
              if (found.find()) {
                sums.merge(found.group(1), value(line), Double::sum);
              }
            });
    return sums;
  }

  private static boolean is(String line, String name) {
    return line.startsWith(name)
        && line.length() > name.length()
        && (line.charAt(name.length()) == '{' || line.charAt(name.length()) == ' ');
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
