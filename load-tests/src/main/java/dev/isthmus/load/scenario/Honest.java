package dev.isthmus.load.scenario;

import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.Outcome;

/** Ways of failing that a caller's program understands. */
final class Honest {
  private Honest() {}

  /** A status that says whose fault it is not, or an error event, or a body cut short. */
  static boolean is(CallRecord call) {
    return switch (call.outcome()) {
      case ERROR_STATUS -> call.status() >= 502 && call.status() <= 504;
      case ERROR_EVENT -> true;
      // A plain answer that had begun has no other way to say that it is not whole.
      case BROKEN -> !call.stream() && call.marks().firstContentNanos() != 0;
      default -> call.outcome() == Outcome.OK;
    };
  }
}
