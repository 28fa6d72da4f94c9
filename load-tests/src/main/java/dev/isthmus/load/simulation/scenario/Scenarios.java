package dev.isthmus.load.simulation.scenario;

import static dev.isthmus.load.simulation.scenario.Fleets.AZURE_EAST;
import static dev.isthmus.load.simulation.scenario.Fleets.AZURE_NORTH;
import static dev.isthmus.load.simulation.scenario.Fleets.AZURE_WEST;
import static dev.isthmus.load.simulation.scenario.Fleets.BEDROCK_EAST;
import static dev.isthmus.load.simulation.scenario.Fleets.OPENAI;
import static dev.isthmus.load.simulation.scenario.Fleets.OWN_EAST;
import static dev.isthmus.load.simulation.scenario.Fleets.OWN_WEST;
import static dev.isthmus.load.simulation.scenario.Fleets.PROVISIONED;
import static dev.isthmus.load.simulation.scenario.Fleets.VERTEX;

import dev.isthmus.load.simulation.fleet.Condition;
import dev.isthmus.load.simulation.fleet.Spec;
import dev.isthmus.load.simulation.workload.Arrivals;
import dev.isthmus.load.simulation.workload.Shape;
import dev.isthmus.load.simulation.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All scenarios. A run is ten minutes; something happens from the fourth to the sixth. */
public final class Scenarios {
  private static final double WARM = 120;
  private static final double FROM = 240;
  private static final double TO = 360;
  private static final double END = 600;
  private static final double PER_SECOND = 40;
  private static final double FLAP = 20;
  private static final Span QUIET = new Span(WARM, Double.NaN, Double.NaN, END);
  private static final Span SPAN = new Span(WARM, FROM, TO, END);
  private static final List<Integer> AZURE =
      List.of(PROVISIONED, AZURE_EAST, AZURE_NORTH, AZURE_WEST);

  /** All that is in one region, whoever runs it. */
  private static final List<Integer> EAST = List.of(AZURE_EAST, BEDROCK_EAST, OWN_EAST);

  /** What everybody prefers: the quickest, and free of charge. */
  private static final List<Integer> FAVOURITE = List.of(PROVISIONED);

  private Scenarios() {}

  /** Those that constants may be fitted on, in the order of the report. */
  public static List<Scenario> fitted() {
    List<Scenario> all = new ArrayList<>();
    all.add(quiet("steady", "nothing happens", Fleets.usual()));
    all.add(quiet("skewed", "capacities differ by a factor of twenty", Fleets.skewed()));
    all.addAll(slow());
    all.addAll(failing());
    all.addAll(limited());
    all.addAll(changing());
    all.addAll(sizes());
    return all;
  }

  private static List<Scenario> slow() {
    Consumer<Condition> brownOut = brownOut(8, 4);
    return List.of(
        one(
            "brown-out",
            "a region answers 8 times later, at a quarter of the pace",
            EAST,
            brownOut),
        twoAtOnce(),
        one(
            "slow-provisioned",
            "the same for what is free of charge and always preferred",
            FAVOURITE,
            brownOut),
        one(
            "slow-decode",
            "answers begin as usual and go on at a sixth of the pace",
            EAST,
            struck -> struck.tokenFactor = 6),
        one(
            "thinking",
            "half of the calls think first; a region is slow",
            EAST,
            brownOut,
            workload().thinking(0.5)));
  }

  private static Scenario twoAtOnce() {
    return scenario(
        "two-at-once",
        "one region answers 8 times later, another provider 4 times",
        List.of(
            new Incident(FROM, TO, EAST, brownOut(8, 4)),
            new Incident(FROM, TO, List.of(OPENAI), brownOut(4, 2))),
        workload());
  }

  private static List<Scenario> failing() {
    return List.of(
        one("hang", "silence", FAVOURITE, struck -> struck.hanging = 1),
        one("sinkhole", "500 at once", FAVOURITE, struck -> struck.failing = 1),
        flapping(),
        one(
            "provider-loss",
            "a provider is gone: no connection, 500, silence",
            AZURE,
            Scenarios::lose),
        recovery());
  }

  private static void lose(Condition struck) {
    struck.unreachable = 0.5;
    struck.failing = 0.6;
    struck.hanging = 1;
  }

  private static Scenario flapping() {
    List<Incident> incidents = new ArrayList<>();
    for (double at = FROM; at < TO; at += 2 * FLAP) {
      incidents.add(new Incident(at, at + FLAP, FAVOURITE, struck -> struck.failing = 1));
    }
    return scenario("flapping", "500 for 20 s, well for 20 s", incidents, workload());
  }

  private static Scenario recovery() {
    List<Incident> incidents = new ArrayList<>();
    incidents.add(new Incident(FROM, TO, AZURE, Scenarios::lose));
    incidents.add(new Incident(TO + 0.001, TO + FLAP, AZURE, struck -> weak(struck, 0.25)));
    incidents.add(
        new Incident(TO + FLAP + 0.001, TO + 2 * FLAP, AZURE, struck -> weak(struck, 0.5)));
    return scenario(
        "recovery",
        "the provider comes back cold, with a quarter of its limits",
        incidents,
        workload());
  }

  private static void weak(Condition struck, double part) {
    struck.limitFactor = part;
    struck.firstFactor = 2;
    struck.coldUntil = TO + FLAP;
  }

  private static List<Scenario> limited() {
    List<Integer> metered =
        List.of(PROVISIONED, AZURE_EAST, AZURE_NORTH, AZURE_WEST, OPENAI, BEDROCK_EAST);
    return List.of(
        one("429-storm", "limits fall to 15 %", AZURE, struck -> struck.limitFactor = 0.15),
        whole("headers-missing", "heads say nothing of limits", metered, Condition.Headers.MISSING),
        whole("headers-minus-one", "heads say -1", metered, Condition.Headers.MINUS_ONE));
  }

  /** It is so for the whole of the run, and calls are a third more. */
  private static Scenario whole(
      String name, String says, List<Integer> who, Condition.Headers headers) {
    Incident incident = new Incident(0, END, who, struck -> struck.headers = headers);
    Workload more = Workload.of(Arrivals.steady(PER_SECOND * 4 / 3), Shape.CONVERSATION);
    return new Scenario(
        name, says, Fleets.usual(), more, List.of(incident), List.of(), QUIET, 1, false);
  }

  private static List<Scenario> changing() {
    Scenario price =
        one(
            "price",
            "own machines cost three times as much",
            List.of(OWN_EAST, OWN_WEST),
            struck -> {
              struck.priceFactor = 3;
            });
    List<Spec> fleet = Fleets.usual();
    Scenario joins =
        new Scenario(
            "joins",
            "a cheap and quick deployment joins, cold",
            fleet,
            workload(),
            List.of(
                new Incident(
                    FROM, TO, List.of(OWN_EAST), struck -> struck.coldUntil = FROM + FLAP)),
            List.of(OWN_EAST),
            SPAN,
            1,
            false);
    return List.of(price, joins);
  }

  private static List<Scenario> sizes() {
    List<Scenario> all = new ArrayList<>();
    for (int size : new int[] {18, 50}) {
      all.add(
          new Scenario(
              size + "-deployments",
              "a region of " + size + " is slow",
              Fleets.of(size),
              workload(),
              List.of(new Incident(FROM, TO, EAST, brownOut(8, 4))),
              List.of(),
              SPAN,
              1,
              false));
    }
    for (int replicas : new int[] {4, 16}) {
      all.add(
          one(
                  replicas + "-replicas",
                  replicas + " gateways, each by itself; 500 at once",
                  FAVOURITE,
                  struck -> struck.failing = 1)
              .replicas(replicas));
    }
    return all;
  }

  /** Those on which nothing was fitted. */
  public static List<Scenario> heldOut() {
    return List.of(
        held(
            "held-bursts",
            "bursts and a drifting rate; a cloud region is 4 times slower",
            List.of(new Incident(FROM, TO, List.of(VERTEX), brownOut(4, 2))),
            Workload.of(new Arrivals(PER_SECOND, 3, 0.3), Shape.CONVERSATION)),
        held(
            "held-long",
            "long prompts; a third of answers hang",
            List.of(new Incident(FROM, TO, List.of(OWN_WEST), struck -> struck.hanging = 0.33)),
            Workload.of(Arrivals.steady(PER_SECOND / 10), Shape.LONG)),
        held(
            "held-code",
            "prompts of code; half of a region's calls fail",
            List.of(
                new Incident(
                    FROM,
                    TO,
                    List.of(AZURE_EAST, PROVISIONED),
                    struck -> {
                      struck.failing = 0.5;
                    })),
            Workload.of(Arrivals.steady(PER_SECOND), Shape.CODE)),
        held(
            "held-loss",
            "our own machines are gone, while limits fall to 40 %",
            List.of(
                new Incident(
                    FROM,
                    TO,
                    List.of(OWN_EAST, OWN_WEST),
                    struck -> {
                      struck.unreachable = 1;
                    }),
                new Incident(FROM + FLAP, TO, List.of(OPENAI), struck -> struck.limitFactor = 0.4)),
            workload()));
  }

  private static Scenario held(
      String name, String says, List<Incident> incidents, Workload workload) {
    return new Scenario(name, says, Fleets.usual(), workload, incidents, List.of(), SPAN, 1, true);
  }

  private static Workload workload() {
    return Workload.of(Arrivals.steady(PER_SECOND), Shape.CONVERSATION);
  }

  private static Scenario quiet(String name, String says, List<Spec> fleet) {
    return new Scenario(name, says, fleet, workload(), List.of(), List.of(), QUIET, 1, false);
  }

  private static Scenario one(
      String name, String says, List<Integer> who, Consumer<Condition> does) {
    return one(name, says, who, does, workload());
  }

  private static Scenario one(
      String name, String says, List<Integer> who, Consumer<Condition> does, Workload workload) {
    return scenario(name, says, List.of(new Incident(FROM, TO, who, does)), workload);
  }

  private static Scenario scenario(
      String name, String says, List<Incident> incidents, Workload workload) {
    return new Scenario(name, says, Fleets.usual(), workload, incidents, List.of(), SPAN, 1, false);
  }

  private static Consumer<Condition> brownOut(double first, double pace) {
    return struck -> {
      struck.firstFactor = first;
      struck.tokenFactor = pace;
    };
  }
}
