package dev.isthmus.server.admin;

import java.util.List;

/**
 * What became of an action.
 *
 * @param version of the configuration in force now
 * @param before what was, in one line; empty where there is nothing to say
 * @param after what is
 * @param faults why it was refused, or what is odd
 */
public record Change(
    Verdict verdict, String version, String before, String after, List<Fault> faults) {

  /** How an action ended. */
  public enum Verdict {
    /** It is done. */
    DONE(200),
    /** There was nothing to do. */
    UNCHANGED(200),
    /** It cannot be done: all is as it was. */
    REFUSED(422),
    /** There is no such thing. */
    UNKNOWN(404);

    private final int status;

    Verdict(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /**
   * One thing that is wrong, or odd.
   *
   * @param line from 1; 0 where there is no file
   * @param field empty where it is about the whole
   * @param error whether it is a reason to refuse
   */
  public record Fault(int line, int column, String field, String message, boolean error) {}

  public Change {
    faults = List.copyOf(faults);
  }
}
