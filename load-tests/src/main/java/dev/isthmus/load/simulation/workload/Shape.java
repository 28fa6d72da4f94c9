package dev.isthmus.load.simulation.workload;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How long calls are: mixtures of log-normal distributions, fitted to the figures that are known of
 * public traces.
 *
 * @param prompt in tokens
 * @param output in tokens
 * @param reuse the part of prompts' tokens that a session's call before already had
 */
public record Shape(String name, List<Part> prompt, List<Part> output, double reuse) {

  /** One log-normal of a mixture; {@code median} in tokens, drawn values at most {@code most}. */
  public record Part(double weight, double median, double sigma, double most) {}

  /** Conversations with an assistant; Azure's trace of 2023. */
  public static final Shape CONVERSATION =
      new Shape(
          "azure-conversation",
          List.of(
              new Part(0.34, 330, 0.75, 4142),
              new Part(0.42, 1060, 0.12, 4142),
              new Part(0.24, 2150, 0.5, 4142)),
          List.of(new Part(0.63, 88, 0.5, 700), new Part(0.37, 412, 0.18, 640)),
          0.3);

  /** Completion of code: long prompts, short answers; Azure's trace of 2023. */
  public static final Shape CODE =
      new Shape(
          "azure-code",
          List.of(new Part(0.3, 200, 0.9, 7437), new Part(0.7, 2100, 0.7, 7437)),
          List.of(new Part(0.75, 10.5, 0.45, 1000), new Part(0.25, 48, 0.9, 1000)),
          0.3);

  /** Long conversations over documents; Mooncake's trace of 2024. */
  public static final Shape LONG =
      new Shape(
          "mooncake-conversation",
          List.of(
              new Part(0.29, 1300, 0.75, 126_000),
              new Part(0.51, 8000, 0.6, 126_000),
              new Part(0.2, 24_000, 0.77, 126_000)),
          List.of(
              new Part(0.32, 70, 1.1, 2000),
              new Part(0.56, 415, 0.25, 2000),
              new Part(0.12, 590, 0.42, 2000)),
          0.366);

  /**
   * Conversations that have just begun: what no provider keeps in a cache, and no gateway takes for
   * a session.
   */
  public static final Shape SHORT =
      new Shape(
          "short",
          List.of(new Part(0.6, 260, 0.5, 700), new Part(0.4, 520, 0.12, 700)),
          List.of(new Part(0.63, 88, 0.5, 700), new Part(0.37, 412, 0.18, 640)),
          0);

  public Shape {
    prompt = List.copyOf(prompt);
    output = List.copyOf(output);
  }

  long drawPrompt(RandomGenerator random) {
    return draw(prompt, random);
  }

  long drawOutput(RandomGenerator random) {
    return draw(output, random);
  }

  private static long draw(List<Part> mixture, RandomGenerator random) {
    double at = random.nextDouble();
    int chosen = 0;
    while (chosen < mixture.size() - 1 && at >= mixture.get(chosen).weight()) {
      at -= mixture.get(chosen++).weight();
    }
    Part part = mixture.get(chosen);
    double drawn = part.median() * Math.exp(part.sigma() * random.nextGaussian());
    return Math.max(1, Math.round(Math.min(part.most(), drawn)));
  }
}
