package dev.isthmus.load.scenario;

import java.io.IOException;

/** What happens in a scenario, from the first call of its load to the last. */
@FunctionalInterface
interface Play {
  void perform(Performance performance) throws IOException, InterruptedException;
}
