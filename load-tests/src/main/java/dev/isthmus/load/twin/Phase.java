package dev.isthmus.load.twin;

import dev.isthmus.load.simulation.scenario.Span;
import java.util.List;

/**
 * A stretch of a run. Units: seconds since its beginning; calls belong to the one that they come
 * in.
 */
record Phase(String name, double from, double to) {

  boolean holds(double seconds) {
    return seconds >= from && seconds < to;
  }

  /** Before, during and after the incident; all of it where there is none. */
  static List<Phase> of(Span span) {
    return span.hasIncident()
        ? List.of(
            new Phase("before", span.warm(), span.from()),
            new Phase("during", span.from(), span.to()),
            new Phase("after", span.to(), span.end()))
        : List.of(new Phase("all of it", span.warm(), span.end()));
  }
}
