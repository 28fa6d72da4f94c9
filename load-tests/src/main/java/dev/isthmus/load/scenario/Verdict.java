package dev.isthmus.load.scenario;

/**
 * What a law says of one run.
 *
 * @param expected for people
 * @param found for people
 * @param value may be NaN where there was nothing to measure, and infinite for "never"
 */
public record Verdict(
    String law,
    String expected,
    String found,
    double value,
    double bound,
    String unit,
    Result result) {

  /** How a law came out. */
  public enum Result {
    PASSED,
    FAILED,
    /** The run was too short for it. */
    NOT_JUDGED
  }
}
