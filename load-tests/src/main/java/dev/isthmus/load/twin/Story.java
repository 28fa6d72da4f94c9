package dev.isthmus.load.twin;

import dev.isthmus.load.simulation.run.Diary;
import java.util.ArrayList;
import java.util.List;

/** What was seen of one run, in virtual time or over sockets. Threads: one. */
final class Story implements Diary {
  private final List<CallNote> calls = new ArrayList<>();
  private final List<AttemptNote> attempts = new ArrayList<>();

  @Override
  public void ended(CallNote call) {
    calls.add(call);
  }

  @Override
  public void ended(AttemptNote attempt) {
    attempts.add(attempt);
  }

  List<CallNote> calls(Phase phase) {
    return calls.stream().filter(call -> phase.holds(call.seconds())).toList();
  }

  List<AttemptNote> attempts(Phase phase) {
    return attempts.stream().filter(attempt -> phase.holds(attempt.seconds())).toList();
  }
}
