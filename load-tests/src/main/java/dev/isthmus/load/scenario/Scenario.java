package dev.isthmus.load.scenario;

import java.util.List;

/**
 * One scenario.
 *
 * @param name as on the command line
 * @param done one sentence: what is done to the gateway
 * @param expected one sentence: what should be seen
 * @param callsPerSecond the usual load
 */
record Scenario(
    String name,
    String title,
    String done,
    String expected,
    Stage stage,
    double callsPerSecond,
    Play play,
    List<Law> laws) {
  Scenario {
    laws = List.copyOf(laws);
  }
}
