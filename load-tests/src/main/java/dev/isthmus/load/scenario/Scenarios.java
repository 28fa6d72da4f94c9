package dev.isthmus.load.scenario;

import static dev.isthmus.load.scenario.Law.atLeast;
import static dev.isthmus.load.scenario.Law.atMost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All scenarios by name, in the order in which they are told. */
final class Scenarios {
  private static final double STEADY_CALLS_PER_SECOND = 100;
  private static final double LONG_AFTER = 3_600;
  private static final double FIRST_TOKEN_SECONDS = 0.6;

  private Scenarios() {}

  static Map<String, Scenario> all() {
    List<Scenario> list = new ArrayList<>();
    list.add(steady());
    list.addAll(Incidents.all());
    list.add(Overload.scenario());
    list.add(SlowReading.scenario());
    Map<String, Scenario> byName = new LinkedHashMap<>();
    list.forEach(one -> byName.put(one.name(), one));
    return byName;
  }

  private static Scenario steady() {
    List<String> all = Stage.usual().names();
    return new Scenario(
        "steady",
        "Steady load",
        "Nothing happens: four equal regions, plain calls and streams in equal parts.",
        "Every call is answered at the clouds' own speed, the regions share the work, and the"
            + " ledger agrees with the clouds' bills.",
        Stage.usual(),
        STEADY_CALLS_PER_SECOND,
        performance -> {
          performance.load(performance.callsPerSecond(), performance.pace().seconds() / 2.0);
          performance.until(performance.pace().seconds() / 2.0);
        },
        List.of(
            atMost(0, Unit.CALLS, "calls that failed", Measures::failures),
            atMost(
                FIRST_TOKEN_SECONDS,
                Unit.SECONDS,
                "first token of streams, 99th percentile (the clouds' own: about 0.4 s)",
                evidence -> Measures.firstTokenP99(evidence.calls())),
            atMost(
                1.01,
                Unit.TIMES,
                "attempts upstream for each call",
                evidence -> attempts(evidence, all)),
            atMost(
                0.40,
                Unit.SHARE,
                "largest share of one region",
                evidence -> all.stream().mapToDouble(one -> share(evidence, one)).max().orElse(1)),
            atLeast(
                0.10,
                Unit.SHARE,
                "smallest share of one region",
                evidence -> all.stream().mapToDouble(one -> share(evidence, one)).min().orElse(0)),
            atMost(
                0.001,
                Unit.SHARE,
                "difference between the ledger and the clouds' bills",
                Scenarios::bookError)));
  }

  private static double share(Evidence evidence, String name) {
    return evidence.calls().share(List.of(name));
  }

  private static double attempts(Evidence evidence, List<String> names) {
    return evidence.growth(Sample::attempts, names, 0, evidence.seconds() + LONG_AFTER)
        / evidence.calls().count();
  }

  private static double bookError(Evidence evidence) {
    Sample last = evidence.samples().get(evidence.samples().size() - 1);
    double billed = Sample.total(last.billed());
    return Math.abs(Sample.total(last.dollars()) - billed) / billed;
  }
}
