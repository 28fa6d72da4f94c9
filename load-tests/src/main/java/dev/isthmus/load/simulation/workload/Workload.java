package dev.isthmus.load.simulation.workload;

import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of a scenario are like.
 *
 * @param arrivals when they come
 * @param shape how long they are
 * @param thinking the part of calls whose model thinks before it answers
 * @param rows lengths from a trace, in place of those of {@code shape}; null for none
 */
public record Workload(
    Arrivals arrivals, Shape shape, double thinking, @Nullable List<TraceRow> rows) {

  /** The route's name, and the model's. */
  public static final String MODEL = "simulated";

  private static final int SESSIONS = 400;
  private static final double BYTES_PER_TOKEN = 4;
  private static final double BYTES_SIGMA = 0.15;

  /** How many calls leave the most open that the model may answer. */
  private static final double UNBOUNDED = 0.25;

  private static final int[] ALLOWED = {256, 512, 1024, 2048, 4096};
  private static final double THINKING_MEDIAN = 500;
  private static final double THINKING_SIGMA = 0.8;
  private static final double THINKING_MOST = 6000;

  public static Workload of(Arrivals arrivals, Shape shape) {
    return new Workload(arrivals, shape, 0, null);
  }

  public Workload thinking(double part) {
    return new Workload(arrivals, shape, part, rows);
  }

  /** The same calls, as long as those of a trace. */
  public Workload lengthsOf(List<TraceRow> trace) {
    return new Workload(arrivals, shape, thinking, trace);
  }

  /** The calls of one run. */
  public Calls calls(RandomGenerator random) {
    return new Calls(this, random);
  }

  /** Draws one call after another. */
  public static final class Calls {
    private final Workload workload;
    private final RandomGenerator random;
    private final long[] lastPrompt = new long[SESSIONS];
    private int number;

    private Calls(Workload workload, RandomGenerator random) {
      this.workload = workload;
      this.random = random;
    }

    public Request next() {
      TraceRow row = row();
      int session = random.nextInt(SESSIONS);
      double part = 2 * workload.shape.reuse() * random.nextDouble();
      long prefix = Math.min(lastPrompt[session], (long) (row.prompt() * Math.min(1, part)));
      lastPrompt[session] = row.prompt();
      long thinking = random.nextDouble() < workload.thinking ? thinking() : 0;
      long most = most(row.output() + thinking);
      return new Request(
          number++,
          facts(row.prompt(), most),
          row.prompt(),
          row.output(),
          thinking,
          session,
          prefix);
    }

    private TraceRow row() {
      List<TraceRow> rows = workload.rows;
      return rows == null
          ? new TraceRow(0, workload.shape.drawPrompt(random), workload.shape.drawOutput(random))
          : rows.get(number % rows.size());
    }

    private long thinking() {
      double drawn = THINKING_MEDIAN * Math.exp(THINKING_SIGMA * random.nextGaussian());
      return Math.round(Math.min(THINKING_MOST, drawn));
    }

    private long most(long output) {
      boolean unbounded = random.nextDouble() < UNBOUNDED;
      int first = random.nextInt(ALLOWED.length);
      for (int i = first; i < ALLOWED.length && !unbounded; i++) {
        if (ALLOWED[i] >= output) {
          return ALLOWED[i];
        }
      }
      return -1;
    }

    private CallFacts facts(long prompt, long most) {
      double perToken = BYTES_PER_TOKEN * Math.exp(BYTES_SIGMA * random.nextGaussian());
      long bytes = Math.max(1, (long) (prompt * perToken));
      return new CallFacts(
          Operation.CHAT, MODEL, true, true, bytes, bytes, 0, most, 1, Capability.CHAT.bit());
    }
  }
}
