package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.model.SimulatedModel.Temper;

/**
 * One deployment of a simulated cloud.
 *
 * @param name what a request calls it: in the path on Azure, in the body elsewhere
 * @param model what its answers call it
 */
public record Deployment(
    String name,
    String model,
    Temper temper,
    Tempo tempo,
    Limits limits,
    Tariff tariff,
    Traits traits) {

  private static final Temper PROSE = new Temper(120, 0, 4096);

  /**
   * What else sets a deployment apart.
   *
   * @param provisioned bought capacity, so that its limit is a utilisation and not a quota
   * @param asyncFilter Azure's asynchronous content filter: annotations arrive late
   * @param dimensions of its vectors where it is an embedding model, else 0
   * @param engine of a self-hosted server
   */
  public record Traits(boolean provisioned, boolean asyncFilter, int dimensions, Engine engine) {
    static final Traits PLAIN = new Traits(false, false, 0, Engine.WIDE);
  }

  /**
   * The batch of a self-hosted engine; calls beyond it wait.
   *
   * @param slots calls that it works on at one time; 0 is no limit
   * @param kvTokens the size of its key-value cache; 0 is not told
   */
  public record Engine(int slots, long kvTokens) {
    static final Engine WIDE = new Engine(0, 0);
  }

  /** A chat model that answers at once, free of charge, without limits. */
  public static Deployment of(String name, String model) {
    return new Deployment(
        name, model, PROSE, Tempo.INSTANT, Limits.NONE, Tariff.FREE, Traits.PLAIN);
  }

  /** An embedding model with vectors of {@code dimensions} numbers. */
  public static Deployment embedding(String name, String model, int dimensions) {
    return of(name, model).traits(new Traits(false, false, dimensions, Engine.WIDE));
  }

  public Deployment temper(Temper to) {
    return new Deployment(name, model, to, tempo, limits, tariff, traits);
  }

  /** Makes it a model that thinks first: {@code tokens} of reasoning in the median. */
  public Deployment thinking(int tokens) {
    return temper(new Temper(temper.answerTokens(), tokens, temper.mostTokens()));
  }

  public Deployment tempo(Tempo to) {
    return new Deployment(name, model, temper, to, limits, tariff, traits);
  }

  public Deployment limits(Limits to) {
    return new Deployment(name, model, temper, tempo, to, tariff, traits);
  }

  public Deployment tariff(Tariff to) {
    return new Deployment(name, model, temper, tempo, limits, to, traits);
  }

  public Deployment provisioned() {
    return traits(new Traits(true, traits.asyncFilter(), traits.dimensions(), traits.engine()));
  }

  public Deployment asyncFilter() {
    return traits(new Traits(traits.provisioned(), true, traits.dimensions(), traits.engine()));
  }

  /** Gives it a batch of {@code slots} calls, behind which others wait, and a cache. */
  public Deployment engine(int slots, long kvTokens) {
    return traits(
        new Traits(
            traits.provisioned(),
            traits.asyncFilter(),
            traits.dimensions(),
            new Engine(slots, kvTokens)));
  }

  private Deployment traits(Traits to) {
    return new Deployment(name, model, temper, tempo, limits, tariff, to);
  }

  boolean embeds() {
    return traits.dimensions() > 0;
  }

  /** Models of OpenAI's own that refuse {@code max_tokens}. */
  boolean refusesMaxTokens() {
    return model.matches("(o\\d|gpt-5).*");
  }
}
