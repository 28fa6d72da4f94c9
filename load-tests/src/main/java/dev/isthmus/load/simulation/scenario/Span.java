package dev.isthmus.load.simulation.scenario;

/**
 * Which part of a run counts. Units: seconds since its beginning.
 *
 * @param warm from when on calls count
 * @param from when something befalls somebody; NaN where nothing does
 * @param to when that is over
 * @param end when the last call comes
 */
public record Span(double warm, double from, double to, double end) {

  public boolean counts(double seconds) {
    return seconds >= warm;
  }

  public boolean inIncident(double seconds) {
    return seconds >= from && seconds < to;
  }

  public boolean hasIncident() {
    return !Double.isNaN(from);
  }
}
