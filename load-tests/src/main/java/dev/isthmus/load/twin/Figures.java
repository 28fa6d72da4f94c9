package dev.isthmus.load.twin;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.load.simulation.run.Diary.AttemptNote;
import dev.isthmus.load.simulation.run.Diary.CallNote;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one deployment, or all of them together, came to in one phase; NaN where nothing is known.
 * Simulation and sockets are counted by this one rule.
 *
 * @param answered calls whose first content it showed
 * @param share of all attempts that were sent, wherever they led
 * @param firstSeconds until their first content, the median
 * @param errors attempts that failed otherwise than by 429; for all together calls that failed
 * @param limited attempts that were refused with 429
 * @param dollars what its attempts cost for a million tokens of whole answers and their prompts
 */
record Figures(
    double answered,
    double share,
    double firstSeconds,
    double errors,
    double limited,
    double dollars) {
  /** All deployments together. */
  static final int ALL = -1;

  private static final double PICODOLLARS = 1e12;
  private static final double MILLION = 1e6;

  static Figures of(Story story, Phase phase, int backend) {
    List<CallNote> own =
        story.calls(phase).stream()
            .filter(call -> call.backend() >= 0)
            .filter(call -> backend == ALL || call.backend() == backend)
            .toList();
    List<AttemptNote> all = story.attempts(phase);
    List<AttemptNote> attempts =
        all.stream().filter(attempt -> backend == ALL || attempt.backend() == backend).toList();
    double limited = count(attempts, true);
    double failedCalls = story.calls(phase).stream().filter(call -> !call.whole()).count();
    double picodollars = attempts.stream().mapToDouble(AttemptNote::picodollars).sum();
    double tokens = own.stream().mapToDouble(CallNote::tokens).sum();
    return new Figures(
        own.size(),
        all.isEmpty() ? Double.NaN : (double) attempts.size() / all.size(),
        median(own),
        backend == ALL ? failedCalls : count(attempts, false),
        limited,
        tokens == 0 ? Double.NaN : picodollars / PICODOLLARS / tokens * MILLION);
  }

  private static double count(List<AttemptNote> attempts, boolean limited) {
    return attempts.stream()
        .filter(attempt -> attempt.failure() != null)
        .filter(attempt -> (attempt.failure() == FailureKind.RATE_LIMITED) == limited)
        .count();
  }

  private static double median(List<CallNote> calls) {
    double[] sorted = calls.stream().mapToDouble(CallNote::firstSeconds).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  /** The mean of each; a figure that is not known in a run is left out of its mean. */
  static Figures mean(List<Figures> of) {
    return new Figures(
        mean(of, Figures::answered),
        mean(of, Figures::share),
        mean(of, Figures::firstSeconds),
        mean(of, Figures::errors),
        mean(of, Figures::limited),
        mean(of, Figures::dollars));
  }

  private static double mean(List<Figures> of, ToDoubleFunction<Figures> figure) {
    return of.stream()
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
