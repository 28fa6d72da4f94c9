package dev.isthmus.load.scenario;

import java.io.IOException;

/**
 * Steady load, in the middle of which something happens.
 *
 * @param what is wrong, for people
 */
record Incident(String what, Change strike, Change mend) implements Play {

  /** Does something to a stand. */
  @FunctionalInterface
  interface Change {
    Change NONE = stand -> {};

    void on(Stand stand) throws IOException, InterruptedException;
  }

  @Override
  public void perform(Performance performance) throws IOException, InterruptedException {
    Pace pace = performance.pace();
    performance.load(performance.callsPerSecond(), pace.seconds());
    performance.until(pace.before());
    strike.on(performance.stand());
    double from = performance.now();
    performance.until(pace.before() + pace.during());
    mend.on(performance.stand());
    performance.band(new Band(what, from, performance.now(), true));
    performance.until(pace.seconds());
  }
}
