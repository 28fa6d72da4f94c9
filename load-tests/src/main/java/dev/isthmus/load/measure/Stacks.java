package dev.isthmus.load.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a profile's stacks add up to, one line each: frames from the outermost on, then how often.
 * Threads: one.
 */
final class Stacks {
  private static final Pattern DETAIL = Pattern.compile("_\\[[0-9ijc]]$|0x[0-9a-f]+|\\.[0-9]+$");
  private static final String LOOP = "SingleThreadEventExecutor";
  private static final String OURS = "dev/isthmus/";

  /** Whose code runs. */
  enum Owner {
    KERNEL,
    OURS,
    NETTY,
    JDK,
    JVM
  }

  private final Map<Owner, Long> owners = new HashMap<>();
  private final Map<String, Long> innermost = new HashMap<>();
  private final Map<String, Long> below = new HashMap<>();
  private final Map<String, Long> elsewhere = new HashMap<>();
  private long onLoops;
  private long all;

  Stacks(List<String> lines) {
    for (String line : lines) {
      int end = line.lastIndexOf(' ');
      if (end > 0) {
        add(
            Arrays.asList(line.substring(0, end).split(";", -1)),
            Long.parseLong(line.substring(end + 1)));
      }
    }
  }

  private void add(List<String> frames, long count) {
    all += count;
    if (frames.stream().noneMatch(frame -> frame.contains(LOOP))) {
      elsewhere.merge(thread(frames.get(0)), count, Long::sum);
      return;
    }
    onLoops += count;
    Owner owner = owner(frames.get(frames.size() - 1));
    owners.merge(owner, count, Long::sum);
    if (owner == Owner.KERNEL) {
      return;
    }
    List<String> own = new ArrayList<>();
    for (String frame : frames) {
      if (frame.startsWith(OURS)) {
        own.add(plain(frame));
      }
    }
    if (!own.isEmpty()) {
      innermost.merge(own.get(own.size() - 1), count, Long::sum);
    }
    Set<String> once = new HashSet<>(own);
    once.forEach(frame -> below.merge(frame, count, Long::sum));
  }

  private static Owner owner(String frame) {
    if (frame.endsWith("_[k]")) {
      return Owner.KERNEL;
    }
    if (frame.startsWith(OURS)) {
      return Owner.OURS;
    }
    if (frame.startsWith("io/netty/")) {
      return Owner.NETTY;
    }
    boolean jdk = frame.startsWith("java/") || frame.startsWith("jdk/") || frame.startsWith("sun/");
    return jdk ? Owner.JDK : Owner.JVM;
  }

  private static String plain(String frame) {
    return DETAIL.matcher(frame).replaceAll("").substring(OURS.length());
  }

  private static String thread(String frame) {
    return frame.startsWith("[") ? frame.replaceAll("[-#0-9 ]*(tid=[0-9]+)?]$", "]") : "other";
  }

  /** Shares of what runs on event loops, as Markdown; {@code most} lines of each kind. */
  String markdown(int most) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Event loops have %.1f %% of %,d samples; of these:%n%n",
            100.0 * onLoops / Math.max(1, all),
            all));
    table(text, "whose code runs", named(owners), Owner.values().length, onLoops);
    text.append("\nOf ours, with all but the kernel's that it calls:\n\n");
    table(text, "innermost frame of ours", innermost, most, onLoops);
    text.append("\nThe same, with what other frames of ours below do:\n\n");
    table(text, "frame of ours", below, most, onLoops);
    text.append("\nBeside event loops:\n\n");
    table(text, "thread", elsewhere, most / 2, Math.max(1, all));
    return text.toString();
  }

  private static Map<String, Long> named(Map<Owner, Long> counts) {
    Map<String, Long> names = new HashMap<>();
    counts.forEach((owner, count) -> names.put(owner.name().toLowerCase(Locale.ROOT), count));
    return names;
  }

  private static void table(
      StringBuilder text, String what, Map<String, Long> counts, int most, long whole) {
    text.append("| ").append(what).append(" | % |\n| --- | --- |\n");
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(most)
        .forEach(
            each ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "| `%s` | %.1f |%n",
                        each.getKey(),
                        100.0 * each.getValue() / Math.max(1, whole))));
  }
}
