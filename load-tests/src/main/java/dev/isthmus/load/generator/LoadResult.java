package dev.isthmus.load.generator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What a run came to.
 *
 * @param outcomes only those that happened
 * @param statuses of all answers that had a head
 * @param deployments who gave those answers; an empty name where the target did not say
 * @param refusals how the first answers of another status than 200 begin
 */
public record LoadResult(
    LoadPlan plan,
    Counts counts,
    Map<Outcome, Long> outcomes,
    Map<Integer, Long> statuses,
    Map<String, Long> deployments,
    Latencies latencies,
    List<LiveSecond> seconds,
    List<CallRecord> calls,
    List<String> refusals) {

  public LoadResult {
    outcomes = Map.copyOf(outcomes);
    statuses = Map.copyOf(statuses);
    deployments = Map.copyOf(deployments);
    seconds = List.copyOf(seconds);
    calls = List.copyOf(calls);
    refusals = List.copyOf(refusals);
  }

  /** Calls and tokens; {@code elapsedSeconds} from the first scheduled call to the last end. */
  public record Counts(
      long scheduled, long ended, double elapsedSeconds, long inputTokens, long outputTokens) {}

  /**
   * All from the scheduled time of the call, but for gaps. Units: microseconds.
   *
   * @param lag how much later than scheduled the generator itself turned to each call; where this
   *     is long, the run says nothing about its target
   */
  public record Latencies(
      Histogram plain, Histogram streams, Histogram firstContent, Histogram gaps, Histogram lag) {}

  public long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** The share of answers that {@code deployment} gave. */
  public double share(String deployment) {
    long all = deployments.values().stream().mapToLong(Long::longValue).sum();
    return all == 0 ? 0 : (double) deployments.getOrDefault(deployment, 0L) / all;
  }

  /** Whether every call that was due ended well. */
  public boolean allOk() {
    return count(Outcome.OK) == counts.scheduled();
  }

  /** A page for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "target", plan.target().toString());
    line(
        text,
        "calls",
        counts.scheduled()
            + " due, "
            + counts.ended()
            + " ended in "
            + format(counts.elapsedSeconds())
            + " s");
    line(text, "outcomes", sorted(outcomes).toString());
    line(text, "statuses", new TreeMap<>(statuses).toString());
    refusals.forEach(refusal -> line(text, "refused", refusal));
    new TreeMap<>(deployments)
        .forEach((name, count) -> line(text, "answered by", share(name, count)));
    line(text, "tokens", counts.inputTokens() + " in, " + counts.outputTokens() + " out");
    line(text, "plain, ms", histogram(latencies.plain()));
    line(text, "stream, ms", histogram(latencies.streams()));
    line(text, "first content, ms", histogram(latencies.firstContent()));
    line(text, "chunk gap, ms", histogram(latencies.gaps()));
    line(text, "generator lag, ms", histogram(latencies.lag()));
    return text.toString();
  }

  /** The same for programs. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("target", plan.target().toString()).put("seed", plan.seed());
    json.put("calls_per_second", plan.rate().callsPerSecond());
    json.put("streaming_share", plan.mix().streamingShare());
    json.put("scheduled", counts.scheduled()).put("ended", counts.ended());
    json.put("elapsed_seconds", counts.elapsedSeconds());
    json.put("input_tokens", counts.inputTokens()).put("output_tokens", counts.outputTokens());
    ObjectNode named = json.putObject("outcomes");
    sorted(outcomes).forEach((name, count) -> named.put(name, count));
    ObjectNode codes = json.putObject("statuses");
    new TreeMap<>(statuses).forEach((code, count) -> codes.put(code.toString(), count));
    ObjectNode who = json.putObject("deployments");
    new TreeMap<>(deployments).forEach(who::put);
    json.set("plain_ms", numbers(latencies.plain()));
    json.set("stream_ms", numbers(latencies.streams()));
    json.set("first_content_ms", numbers(latencies.firstContent()));
    json.set("gap_ms", numbers(latencies.gaps()));
    json.set("generator_lag_ms", numbers(latencies.lag()));
    return json;
  }

  private String share(String name, long count) {
    String who = name.isEmpty() ? "(not said)" : name;
    return who + "  " + count + "  " + format(100 * share(name)) + " %";
  }

  private static TreeMap<String, Long> sorted(Map<Outcome, Long> outcomes) {
    TreeMap<String, Long> sorted = new TreeMap<>();
    outcomes.forEach(
        (outcome, count) -> sorted.put(outcome.name().toLowerCase(Locale.ROOT), count));
    return sorted;
  }

  private static String histogram(Histogram of) {
    if (of.getTotalCount() == 0) {
      return "-";
    }
    return "p50 "
        + at(of, 50)
        + "  p90 "
        + at(of, 90)
        + "  p99 "
        + at(of, 99)
        + "  p99.9 "
        + at(of, 99.9)
        + "  max "
        + format(of.getMaxValue() / 1000.0);
  }

  private static String at(Histogram of, double percentile) {
    return format(of.getValueAtPercentile(percentile) / 1000.0);
  }

  private static ObjectNode numbers(Histogram of) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("count", of.getTotalCount());
    node.put("p50", of.getValueAtPercentile(50) / 1000.0);
    node.put("p90", of.getValueAtPercentile(90) / 1000.0);
    node.put("p99", of.getValueAtPercentile(99) / 1000.0);
    node.put("p999", of.getValueAtPercentile(99.9) / 1000.0);
    return node.put("max", of.getMaxValue() / 1000.0);
  }

  private static String format(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-18s %s%n", name, value));
  }
}
