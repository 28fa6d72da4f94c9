package dev.isthmus.load.scenario;

/**
 * A stretch of a scenario that has a name. Units: seconds since the load began.
 *
 * @param fault whether something is wrong in it
 */
public record Band(String name, double from, double to, boolean fault) {
  double seconds() {
    return to - from;
  }
}
