package dev.isthmus.load.simulation.scenario;

import dev.isthmus.load.simulation.fleet.Spec;
import dev.isthmus.load.simulation.fleet.Tariff;
import dev.isthmus.load.simulation.fleet.Tempo;
import dev.isthmus.load.simulation.fleet.Terms;
import java.util.ArrayList;
import java.util.List;

/** The fleets of the scenarios: one model at several providers, made for 40 calls a second. */
final class Fleets {
  static final int PROVISIONED = 0;
  static final int AZURE_EAST = 1;
  static final int AZURE_NORTH = 2;
  static final int AZURE_WEST = 3;
  static final int OPENAI = 4;
  static final int BEDROCK_EAST = 5;
  static final int BEDROCK_WEST = 6;
  static final int VERTEX = 7;
  static final int OWN_EAST = 8;
  static final int OWN_WEST = 9;

  private static final Tariff FREE = Tariff.PROVISIONED;
  private static final Tariff USUAL_PRICE = new Tariff(2.5, 10);
  private static final long REQUESTS_PER_1000 = 6;
  private static final int USUAL = 10;

  private Fleets() {}

  /** Ten deployments of five kinds, in all about twice of what is needed. */
  static List<Spec> usual() {
    return usual(Size.WHOLE);
  }

  /**
   * How large a fleet is, as parts of the usual one.
   *
   * @param tokens of its limits
   * @param places of its own machines
   */
  record Size(double tokens, double places) {
    static final Size WHOLE = new Size(1, 1);

    Size times(double part) {
      return new Size(tokens * part, places * part);
    }
  }

  /** The same for calls that are fewer and shorter. */
  static List<Spec> usual(Size size) {
    return ten(size, 1);
  }

  /** The same kinds again and again, together as large as ten. */
  static List<Spec> of(int deployments) {
    List<Spec> specs = new ArrayList<>();
    for (int round = 0; specs.size() < deployments; round++) {
      Size part = Size.WHOLE.times((double) USUAL / deployments);
      for (Spec one : ten(part, 1 + 0.05 * round)) {
        if (specs.size() < deployments) {
          specs.add(one.again(round));
        }
      }
    }
    return specs;
  }

  /** Half of them with a tenth of the capacity, the others with twice as much. */
  static List<Spec> skewed() {
    return skewed(Size.WHOLE);
  }

  /** The same for calls that are fewer and shorter. */
  static List<Spec> skewed(Size size) {
    List<Spec> specs = new ArrayList<>();
    List<Spec> small = ten(size.times(0.1), 1);
    List<Spec> large = ten(size.times(1.9), 1);
    for (int i = 0; i < USUAL; i++) {
      boolean little = i == AZURE_EAST || i == BEDROCK_WEST || i == OPENAI || i == OWN_WEST;
      specs.add(little ? small.get(i) : large.get(i));
    }
    return specs;
  }

  private static List<Spec> ten(Size size, double slower) {
    double part = size.tokens();
    Terms azure = asked(Terms.Kind.AZURE, 900_000 * part);
    Terms bedrock = asked(Terms.Kind.BEDROCK, 1_000_000 * part);
    Tempo own = Tempo.own(0.30 * slower, 45, Math.max(4, (int) Math.round(40 * size.places())));
    return List.of(
        spec("azure/north-provisioned", quick(0.25, 90, slower), provisioned(part), FREE, 0),
        spec("azure/east", quick(0.45, 60, slower), azure, USUAL_PRICE, 1),
        spec("azure/north", quick(0.50, 60, slower), azure, USUAL_PRICE, 1),
        spec("azure/west", quick(0.55, 55, slower), azure, USUAL_PRICE, 1),
        spec(
            "openai/global",
            quick(0.40, 70, slower),
            asked(Terms.Kind.OPENAI, 1_500_000 * part),
            USUAL_PRICE,
            2),
        spec("bedrock/east", quick(0.60, 50, slower), bedrock, new Tariff(2.4, 9.6), 2),
        spec("bedrock/west", quick(0.65, 50, slower), bedrock, USUAL_PRICE, 2),
        spec(
            "vertex/central",
            quick(0.40, 80, slower),
            new Terms(Terms.Kind.VERTEX, (long) (500_000 * part), -1),
            new Tariff(2.2, 8.8),
            2),
        spec("own/east", own, Terms.own(), new Tariff(2, 8), 1),
        spec("own/west", own, Terms.own(), new Tariff(2, 8), 1));
  }

  private static Tempo quick(double firstSeconds, double tokensPerSecond, double slower) {
    return Tempo.cloud(firstSeconds * slower, tokensPerSecond);
  }

  private static Terms provisioned(double part) {
    return new Terms(Terms.Kind.PROVISIONED, (long) (850_000 * part), -1);
  }

  private static Terms asked(Terms.Kind kind, double perMinute) {
    long tokens = (long) perMinute;
    return new Terms(kind, tokens, tokens * REQUESTS_PER_1000 / 1000);
  }

  private static Spec spec(String name, Tempo tempo, Terms terms, Tariff tariff, int priority) {
    String[] parts = name.split("[/-]", -1);
    return new Spec(new Spec.Place(name, parts[0], parts[1]), tempo, terms, tariff, priority);
  }
}
