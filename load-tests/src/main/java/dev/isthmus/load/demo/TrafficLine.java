package dev.isthmus.load.demo;

import dev.isthmus.load.generator.LiveSecond;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One line a second: who answered how many of the calls that ended in it. */
final class TrafficLine {
  private static final int BAR_WIDTH = 10;

  private final PrintWriter out;

  TrafficLine(PrintWriter out) {
    this.out = out;
  }

  void say(String news) {
    out.println("  --- " + news);
    out.flush();
  }

  void show(int second, LiveSecond now) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%4ds  %3d ok %2d failed  p50 %5.0f ms ",
                second,
                now.ok(),
                now.ended() - now.ok(),
                now.latencyP50Millis()));
    for (Map.Entry<String, Long> entry : new TreeMap<>(now.deployments()).entrySet()) {
      if (!entry.getKey().isEmpty()) {
        double share = now.share(entry.getKey());
        text.append("  ").append(entry.getKey()).append(' ').append(bar(share));
      }
    }
    out.println(text);
    out.flush();
  }

  private static String bar(double share) {
    int full = (int) Math.round(share * BAR_WIDTH);
    return "#".repeat(full)
        + ".".repeat(BAR_WIDTH - full)
        + String.format(Locale.ROOT, " %3.0f%%", 100 * share);
  }
}
