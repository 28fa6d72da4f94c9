package dev.isthmus.load.simulation.run;

import dev.isthmus.core.call.FailureKind;
import org.jspecify.annotations.Nullable;

/** Hears of every call of a run and of each attempt, when it is over. Threads: one. */
public interface Diary {
  /** Nobody is interested. */
  Diary NONE =
      new Diary() {
        @Override
        public void ended(CallNote call) {}

        @Override
        public void ended(AttemptNote attempt) {}
      };

  void ended(CallNote call);

  void ended(AttemptNote attempt);

  /**
   * One call.
   *
   * @param seconds when it came
   * @param backend who showed its first content; −1 where nobody did
   * @param firstSeconds until its first content; NaN where none came
   * @param whole whether its answer was
   * @param tokens of a whole answer and its prompt
   */
  record CallNote(double seconds, int backend, double firstSeconds, boolean whole, long tokens) {}

  /**
   * One attempt.
   *
   * @param seconds when it was sent
   * @param failure null where its answer was whole, or another attempt was faster
   * @param picodollars what it cost
   */
  record AttemptNote(
      double seconds, int backend, @Nullable FailureKind failure, long picodollars) {}
}
