package dev.isthmus.load.simulation.scenario;

import static dev.isthmus.load.simulation.scenario.Fleets.AZURE_EAST;
import static dev.isthmus.load.simulation.scenario.Fleets.AZURE_NORTH;
import static dev.isthmus.load.simulation.scenario.Fleets.AZURE_WEST;
import static dev.isthmus.load.simulation.scenario.Fleets.BEDROCK_EAST;
import static dev.isthmus.load.simulation.scenario.Fleets.OWN_EAST;
import static dev.isthmus.load.simulation.scenario.Fleets.OWN_WEST;
import static dev.isthmus.load.simulation.scenario.Fleets.PROVISIONED;

import dev.isthmus.load.simulation.fleet.Condition;
import dev.isthmus.load.simulation.fleet.Spec;
import dev.isthmus.load.simulation.workload.Arrivals;
import dev.isthmus.load.simulation.workload.Shape;
import dev.isthmus.load.simulation.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Scenarios that two processors can also have over real sockets, in real time: a minute long, with
 * half as many calls as usual, whose prompts are short, and a fleet that is smaller in proportion.
 * Nothing befalls anybody in them that a simulated cloud could not be told to do.
 */
public final class ShortScenarios {
  private static final double PER_SECOND = 20;
  private static final int FLAPS = 3;
  private static final Span A_MINUTE = new Span(6, 22, 42, 62);

  /** In proportion to the calls; tokens fewer still, as prompts are short. */
  private static final Fleets.Size SIZE = new Fleets.Size(0.22, 0.4);

  private static final List<Integer> EAST = List.of(AZURE_EAST, BEDROCK_EAST, OWN_EAST);
  private static final List<Integer> FAVOURITE = List.of(PROVISIONED);

  private final Span span;

  private ShortScenarios(Span span) {
    this.span = span;
  }

  /** All of them, in the order of the report. */
  public static List<Scenario> all() {
    return within(A_MINUTE);
  }

  /** The same at other times. */
  public static List<Scenario> within(Span span) {
    return new ShortScenarios(span).list();
  }

  private List<Scenario> list() {
    return List.of(
        quiet("steady", "nothing happens", Fleets.usual(SIZE)),
        quiet("skewed", "capacities differ by a factor of twenty", Fleets.skewed(SIZE)),
        one(
            "brown-out",
            "a region answers 8 times later, at a quarter of the pace",
            EAST,
            struck -> {
              struck.firstFactor = 8;
              struck.tokenFactor = 4;
            }),
        sooner()
            .one(
                "hang",
                "what everybody prefers falls silent",
                FAVOURITE,
                struck -> struck.hanging = 1),
        one("sinkhole", "it answers 500 at once", FAVOURITE, struck -> struck.failing = 1),
        flapping(),
        loss(),
        one(
            "price",
            "own machines cost three times as much, and stay so",
            List.of(OWN_EAST, OWN_WEST),
            struck -> {
              struck.priceFactor = 3;
            }));
  }

  /**
   * The same with an incident that is over before those who went back to look have waited in vain:
   * whether they have would else be chance, and with it all that comes after.
   */
  private ShortScenarios sooner() {
    double part = 0.6;
    double to = span.from() + part * (span.to() - span.from());
    return new ShortScenarios(new Span(span.warm(), span.from(), to, span.end()));
  }

  private Scenario flapping() {
    List<Incident> incidents = new ArrayList<>();
    double flap = (span.to() - span.from()) / (2 * FLAPS - 1);
    for (int i = 0; i < FLAPS; i++) {
      double at = span.from() + 2 * i * flap;
      incidents.add(new Incident(at, at + flap, FAVOURITE, struck -> struck.failing = 1));
    }
    return scenario("flapping", "500 and well in turns, 4 s each", incidents);
  }

  /** Each region of the provider goes its own way, as a port is either open or not. */
  private Scenario loss() {
    return scenario(
        "provider-loss",
        "a provider's regions: one cannot be reached, one answers 500, one is silent",
        List.of(
            incident(
                List.of(PROVISIONED, AZURE_NORTH),
                struck -> {
                  struck.unreachable = 1;
                  struck.severed = true;
                }),
            incident(List.of(AZURE_EAST), struck -> struck.failing = 1),
            incident(List.of(AZURE_WEST), struck -> struck.hanging = 1)));
  }

  private Scenario one(String name, String says, List<Integer> who, Consumer<Condition> does) {
    return scenario(name, says, List.of(incident(who, does)));
  }

  private Incident incident(List<Integer> who, Consumer<Condition> does) {
    return new Incident(span.from(), span.to(), who, does);
  }

  private Scenario scenario(String name, String says, List<Incident> incidents) {
    return new Scenario(
        name, says, Fleets.usual(SIZE), workload(), incidents, List.of(), span, 1, false);
  }

  private Scenario quiet(String name, String says, List<Spec> fleet) {
    Span quiet = new Span(span.warm(), Double.NaN, Double.NaN, span.to());
    return new Scenario(name, says, fleet, workload(), List.of(), List.of(), quiet, 1, false);
  }

  private static Workload workload() {
    return Workload.of(Arrivals.steady(PER_SECOND), Shape.SHORT);
  }
}
