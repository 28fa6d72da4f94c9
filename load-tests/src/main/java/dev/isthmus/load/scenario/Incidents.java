package dev.isthmus.load.scenario;

import static dev.isthmus.load.scenario.Law.atLeast;
import static dev.isthmus.load.scenario.Law.atMost;

import java.util.ArrayList;
import java.util.List;

/** The scenarios in which something happens to a cloud while the load stays as it is. */
final class Incidents {
  static final double CALLS_PER_SECOND = 80;
  private static final double GONE = 0.02;
  private static final double BACK = 0.8;
  private static final double RECOVERY_SECONDS = 60;

  private static final String SICK = "azure-eastus2";
  private static final List<String> AZURE = List.of("azure-eastus2", "azure-swedencentral");
  static final List<String> ALL = Stage.usual().names();

  private static final String SLOW_FIRST = "{\"kind\":\"slow_first_token\",\"factor\":8}";
  private static final String SLOW_DECODE_4 = "{\"kind\":\"slow_decode\",\"factor\":4}";
  private static final String SLOW_DECODE_5 = "{\"kind\":\"slow_decode\",\"factor\":5}";
  private static final String HUNG = "{\"kind\":\"stall_before_head\"}";
  private static final String FULL =
      "{\"kind\":\"status\",\"status\":429,\"retry_form\":\"seconds\",\"retry_after_ms\":3000}";

  /** What a route's {@code first_content} of 5 s allows a call that is moved, and a bit. */
  private static final double MOVED_SECONDS = 7;

  private Incidents() {}

  static List<Scenario> all() {
    return List.of(
        brownOut(), totalLoss(), storm(), hung(), slowDecode(), PriceChange.scenario(), thunder());
  }

  private static Scenario brownOut() {
    return new Scenario(
        "brown-out",
        "Regional brown-out",
        "One of four regions goes on answering, but its first token takes 8 times and every"
            + " further token 4 times as long.",
        "Calls leave the slow region within seconds, callers notice a short bump at most, and the"
            + " region gets its share back once it is well.",
        Stage.usual(),
        CALLS_PER_SECOND,
        new Incident(
            SICK + " is slow",
            stand -> {
              stand.fault(SICK, SLOW_FIRST);
              stand.fault(SICK, SLOW_DECODE_4);
            },
            stand -> stand.mend(SICK)),
        laws(
            List.of(SICK),
            nobodyFails(),
            asQuickAsBefore(),
            atLeast(0.7, Unit.TIMES, DECODE, Measures::decodeFactor).atFullPace()));
  }

  private static Scenario totalLoss() {
    return new Scenario(
        "total-loss",
        "Total loss of one cloud",
        "Both Azure regions go dark at once: ports closed, open connections reset; later they come"
            + " back.",
        "Calls without content move to the other cloud unnoticed; only answers that had begun to"
            + " show are cut, and say so; Azure gets its share back step by step.",
        Stage.usual(),
        CALLS_PER_SECOND,
        new Incident(
            "Azure is gone",
            stand -> {
              for (String name : AZURE) {
                stand.kill(name);
              }
            },
            stand -> {
              for (String name : AZURE) {
                stand.reopen(name);
              }
            }),
        laws(
            AZURE,
            atMost(
                0,
                Unit.CALLS,
                "calls that failed although no content of theirs had been shown by then",
                Measures::avoidableFailures),
            asQuickAsBefore()));
  }

  private static Scenario storm() {
    return new Scenario(
        "429-storm",
        "429 storm",
        "Both Azure regions refuse every call with 429 and ask to come back in 3 seconds.",
        "The gateway waits as it is told instead of knocking: few 429s upstream, none for callers.",
        Stage.usual(),
        CALLS_PER_SECOND,
        new Incident(
            "Azure answers 429",
            stand -> {
              for (String name : AZURE) {
                stand.fault(name, FULL);
              }
            },
            stand -> {
              for (String name : AZURE) {
                stand.mend(name);
              }
            }),
        laws(
            AZURE,
            nobodyFails(),
            atMost(
                    2,
                    Unit.PER_SECOND,
                    "429s from both regions together, after the reaction time",
                    Incidents::limitedPerSecond)
                .atFullPace(),
            asQuickAsBefore()));
  }

  private static double limitedPerSecond(Evidence evidence) {
    double from = evidence.fault().from() + evidence.pace().reaction();
    double to = evidence.fault().to();
    return evidence.growth(Sample::limited, AZURE, from, to) / (to - from);
  }

  private static Scenario hung() {
    return new Scenario(
        "hung",
        "Hung backend",
        "One region takes every call and never answers a byte.",
        "Silence is noticed before anything times out: new calls go elsewhere, those that wait are"
            + " moved after 5 seconds, and none fails.",
        Stage.usual(),
        CALLS_PER_SECOND,
        new Incident(SICK + " hangs", stand -> stand.fault(SICK, HUNG), stand -> stand.mend(SICK)),
        laws(
            List.of(SICK),
            nobodyFails(),
            atMost(
                MOVED_SECONDS,
                Unit.SECONDS,
                "slowest first token of any stream",
                evidence -> Measures.slowest(evidence.calls().streams(), CallSet::firstToken)),
            asQuickAsBefore()));
  }

  private static Scenario slowDecode() {
    return new Scenario(
        "slow-decode",
        "Slow decode",
        "One region's first tokens are as quick as ever, but each further token takes 5 times as"
            + " long.",
        "A gateway that looked at first tokens only would see nothing; this one moves the calls.",
        Stage.usual(),
        CALLS_PER_SECOND,
        new Incident(
            SICK + " decodes slowly",
            stand -> stand.fault(SICK, SLOW_DECODE_5),
            stand -> stand.mend(SICK)),
        laws(
            List.of(SICK),
            nobodyFails(),
            atLeast(0.7, Unit.TIMES, DECODE, Measures::decodeFactor).atFullPace()));
  }

  private static Scenario thunder() {
    List<Law> laws = new ArrayList<>();
    laws.add(
        atMost(
            0,
            Unit.CALLS,
            "calls that failed other than by 502, 503 or 504, or a stream's error event",
            evidence -> evidence.calls().failed().where(call -> !Honest.is(call)).count()));
    laws.add(
        atMost(
            1,
            Unit.SECONDS,
            "until a call is refused while all clouds are away (median)",
            evidence -> evidence.adapted().failed().percentile(50, CallSet::whole)));
    laws.add(
        atLeast(
            0.99,
            Unit.SHARE,
            "calls answered, of those due later than the reaction time after the return",
            Incidents::answeredAfter));
    laws.add(
        atMost(
                0.45,
                Unit.SHARE,
                "largest share of one region after the return",
                evidence ->
                    ALL.stream()
                        .mapToDouble(one -> late(evidence).share(List.of(one)))
                        .max()
                        .orElse(1))
            .atFullPace());
    laws.add(
        atMost(
                1.5,
                Unit.TIMES,
                "first token, 99th percentile, after the return against before",
                evidence ->
                    Measures.firstTokenP99(late(evidence))
                        / Measures.firstTokenP99(evidence.before()))
            .atFullPace());
    return new Scenario(
        "thundering-recovery",
        "Thundering recovery",
        "All four regions go dark at once and come back at the same moment, under full load.",
        "Nobody can answer meanwhile: calls are refused at once and honestly. On return no region"
            + " is trampled, and a few seconds later all is as before.",
        Stage.usual(),
        CALLS_PER_SECOND,
        new Incident(
            "all clouds are gone",
            stand -> {
              for (String name : ALL) {
                stand.kill(name);
              }
            },
            stand -> {
              for (String name : ALL) {
                stand.reopen(name);
              }
            }),
        laws);
  }

  private static double answeredAfter(Evidence evidence) {
    CallSet late = late(evidence);
    return late.count() == 0 ? Double.NaN : (double) late.ok().count() / late.count();
  }

  private static CallSet late(Evidence evidence) {
    double settled = Math.min(evidence.pace().reaction(), evidence.pace().after() / 2.0);
    return evidence.due(evidence.fault().to() + settled, evidence.seconds());
  }

  private static final String DECODE =
      "speed of the slowest twentieth of streams, after the reaction time, against before";

  static Law nobodyFails() {
    return atMost(0, Unit.CALLS, "calls that failed", Measures::failures);
  }

  static Law asQuickAsBefore() {
    return atMost(
            1.5,
            Unit.TIMES,
            "first token, 99th percentile, after the reaction time against before",
            Measures::firstTokenFactor)
        .atFullPace();
  }

  /** The laws of a scenario in which {@code sick} are sick, its own first. */
  static List<Law> laws(List<String> sick, Law... own) {
    List<Law> laws = new ArrayList<>(List.of(own));
    laws.add(
        atMost(
                GONE,
                Unit.SHARE,
                "share of attempts at the sick, after the reaction time",
                Measures.attemptShare(sick, ALL))
            .atFullPace());
    laws.add(
        atMost(
                RECOVERY_SECONDS,
                Unit.SECONDS,
                "from the end of the fault until they have 80 % of their share again",
                Measures.recovery(sick, BACK))
            .atFullPace());
    return laws;
  }
}
