package dev.isthmus.load.scenario;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A run second by second, as JSON. What callers saw stands at the second in which their calls were
 * due; what gateway and clouds counted at the second in which they counted it.
 */
final class Seconds {
  private static final double MILLIS = 1000;
  private static final double MIB = 1 << 20;

  private final Evidence evidence;
  private final List<CallSet> due = new ArrayList<>();
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();

  private Seconds(Evidence evidence) {
    this.evidence = evidence;
    List<List<CallRecord>> calls = new ArrayList<>();
    int count = (int) Math.ceil(evidence.seconds());
    for (int second = 0; second < count; second++) {
      calls.add(new ArrayList<>());
    }
    evidence
        .load()
        .calls()
        .forEach(
            call ->
                calls
                    .get(Math.min(count - 1, (int) Math.max(0, evidence.dueSecond(call))))
                    .add(call));
    calls.forEach(second -> due.add(new CallSet(second)));
  }

  static ObjectNode json(Evidence evidence, List<String> deployments) {
    Seconds seconds = new Seconds(evidence);
    seconds.callers(deployments);
    seconds.counted(deployments);
    seconds.process();
    return seconds.json;
  }

  private void callers(List<String> deployments) {
    line("due", calls -> calls.count());
    line("ok", calls -> calls.ok().count());
    line("output_tokens", calls -> calls.calls().stream().mapToLong(c -> c.outputTokens()).sum());
    percentiles("first_token_ms", calls -> calls.streams(), CallSet::firstToken, 50, 99);
    percentiles("plain_ms", calls -> calls.plain().ok(), CallSet::whole, 50, 99);
    line("stream_tokens_per_second_p50", calls -> calls.percentile(50, CallSet::tokensPerSecond));
    line("stream_tokens_per_second_p5", calls -> calls.percentile(5, CallSet::tokensPerSecond));
    ObjectNode errors = json.putObject("errors");
    for (Outcome kind : Outcome.values()) {
      if (kind != Outcome.OK) {
        fill(
            errors.putArray(kind.name().toLowerCase(Locale.ROOT)),
            calls -> calls.where(call -> call.outcome() == kind).count());
      }
    }
    line("caller_429", calls -> calls.where(call -> call.status() == 429).count());
    ObjectNode share = json.putObject("answered_by");
    for (String name : deployments) {
      fill(
          share.putArray(name),
          calls -> calls.where(call -> call.deployment().equals(name)).count());
    }
  }

  private void percentiles(
      String name,
      Function<CallSet, CallSet> of,
      ToDoubleFunction<CallRecord> seconds,
      double... percents) {
    for (double percent : percents) {
      line(
          name + "_p" + Math.round(percent),
          calls -> MILLIS * of.apply(calls).percentile(percent, seconds));
    }
  }

  private void line(String name, ToDoubleFunction<CallSet> value) {
    fill(json.putArray(name), value);
  }

  private void fill(ArrayNode array, ToDoubleFunction<CallSet> value) {
    due.forEach(calls -> number(array, value.applyAsDouble(calls)));
  }

  private void counted(List<String> deployments) {
    growth("attempts", Sample::attempts, deployments);
    growth("upstream_429", Sample::limited, deployments);
    growth("dollars", Sample::dollars, deployments);
    ObjectNode breakers = json.putObject("breaker");
    ObjectNode inFlight = json.putObject("in_flight");
    for (String name : deployments) {
      ArrayNode states = breakers.putArray(name);
      ArrayNode running = inFlight.putArray(name);
      each(
          (before, after) -> {
            number(states, after.breaker().getOrDefault(name, Double.NaN));
            number(running, after.inFlight().getOrDefault(name, Double.NaN));
          });
    }
  }

  private void growth(
      String name, Function<Sample, Map<String, Double>> counter, List<String> deployments) {
    ObjectNode of = json.putObject(name);
    for (String deployment : deployments) {
      ArrayNode array = of.putArray(deployment);
      List<String> only = List.of(deployment);
      each(
          (before, after) ->
              number(
                  array,
                  (Sample.of(counter.apply(after), only) - Sample.of(counter.apply(before), only))
                      / (after.second() - before.second())));
    }
  }

  private void process() {
    ArrayNode cpu = json.putArray("gateway_cpu");
    ArrayNode resident = json.putArray("gateway_resident_mebibytes");
    ArrayNode heap = json.putArray("gateway_heap_mebibytes");
    ArrayNode direct = json.putArray("gateway_direct_mebibytes");
    each(
        (before, after) -> {
          number(
              cpu,
              (after.process().cpuSeconds() - before.process().cpuSeconds())
                  / (after.second() - before.second()));
          number(resident, after.process().residentBytes() / MIB);
          number(heap, after.process().heapBytes() / MIB);
          number(direct, after.process().directBytes() / MIB);
        });
  }

  private void each(BiConsumer<Sample, Sample> step) {
    List<Sample> samples = evidence.samples();
    ArrayNode times = json.withArray("sampled_at");
    boolean first = times.isEmpty();
    for (int i = 1; i < samples.size(); i++) {
      if (samples.get(i).second() - samples.get(i - 1).second() > 0) {
        step.accept(samples.get(i - 1), samples.get(i));
        if (first) {
          number(times, samples.get(i).second());
        }
      }
    }
  }

  /** JSON knows neither NaN nor infinity: both are null. */
  static void number(ArrayNode array, double value) {
    if (Double.isFinite(value)) {
      array.add(Math.round(value * 1e6) / 1e6);
    } else {
      array.addNull();
    }
  }
}
