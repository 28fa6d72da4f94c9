package dev.isthmus.load.scenario;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** One scenario's result as JSON: the only thing that reports are made from. */
final class ResultJson {
  private static final double MICROS_PER_MILLI = 1000;
  private static final double[] PERCENTS = {50, 90, 95, 99, 99.9};

  private ResultJson() {}

  static ObjectNode of(Judgement judgement) {
    Scenario scenario = judgement.scenario();
    Evidence evidence = judgement.evidence();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", scenario.name()).put("title", scenario.title());
    json.put("done", scenario.done()).put("expected", scenario.expected());
    json.put("verdict", judgement.result().name().toLowerCase(Locale.ROOT));
    json.put("seconds", evidence.seconds());
    json.put("calls_per_second", scenario.callsPerSecond());
    ArrayNode flags = json.putArray("gateway_jvm_flags");
    scenario.stage().jvmFlags().forEach(flags::add);
    verdicts(json.putArray("verdicts"), judgement.verdicts());
    bands(json.putArray("bands"), evidence.bands());
    calls(json.putObject("calls"), evidence);
    generator(json.putObject("generator"), judgement);
    ObjectNode figures = json.putObject("figures");
    new TreeMap<>(evidence.figures()).forEach(figures::put);
    List<String> deployments = scenario.stage().sites().stream().map(Site::name).toList();
    json.set("series", Seconds.json(evidence, deployments));
    return json;
  }

  private static void verdicts(ArrayNode array, List<Verdict> verdicts) {
    for (Verdict verdict : verdicts) {
      ObjectNode json = array.addObject();
      json.put("law", verdict.law()).put("expected", verdict.expected());
      json.put("found", verdict.found()).put("unit", verdict.unit());
      if (Double.isFinite(verdict.value())) {
        json.put("value", verdict.value());
      } else {
        json.putNull("value");
      }
      json.put("bound", verdict.bound());
      json.put("result", verdict.result().name().toLowerCase(Locale.ROOT));
    }
  }

  private static void bands(ArrayNode array, List<Band> bands) {
    for (Band band : bands) {
      array
          .addObject()
          .put("name", band.name())
          .put("from", band.from())
          .put("to", band.to())
          .put("fault", band.fault());
    }
  }

  private static void calls(ObjectNode json, Evidence evidence) {
    CallSet calls = evidence.calls();
    json.put("due", calls.count()).put("ok", calls.ok().count());
    ObjectNode outcomes = json.putObject("outcomes");
    ObjectNode statuses = json.putObject("statuses");
    calls
        .calls()
        .forEach(
            call -> {
              add(outcomes, call.outcome().name().toLowerCase(Locale.ROOT));
              add(statuses, Integer.toString(call.status()));
            });
    percentiles(json.putObject("first_token_ms"), calls.streams().micros(CallSet::firstToken));
    percentiles(json.putObject("stream_ms"), calls.streams().ok().micros(CallSet::whole));
    percentiles(json.putObject("plain_ms"), calls.plain().ok().micros(CallSet::whole));
  }

  private static void add(ObjectNode counts, String name) {
    counts.put(name, counts.path(name).asLong() + 1);
  }

  private static void generator(ObjectNode json, Judgement judgement) {
    percentiles(json.putObject("lag_ms"), judgement.evidence().load().lag());
    json.put("most_lag_ms", Judgement.MOST_LAG_MILLIS);
    json.put("samples_missed", judgement.evidence().ending().missedLooks());
  }

  private static void percentiles(ObjectNode json, Histogram micros) {
    json.put("count", micros.getTotalCount());
    for (double percent : PERCENTS) {
      String name = percent == Math.rint(percent) ? "p" + (int) percent : "p" + percent;
      json.put(name.replace(".", ""), micros.getValueAtPercentile(percent) / MICROS_PER_MILLI);
    }
    json.put("max", micros.getMaxValue() / MICROS_PER_MILLI);
  }
}
