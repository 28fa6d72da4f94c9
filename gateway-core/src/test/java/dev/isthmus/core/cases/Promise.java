package dev.isthmus.core.cases;

/**
 * What the gateway promises about one hardening case.
 *
 * @param id as in {@link Case#id}
 * @param text what is promised
 * @param standing whether a test must prove it
 * @param because why no test does; empty where one must
 */
record Promise(String id, String text, Standing standing, String because) {

  enum Standing {
    /** A test proves it, or the build fails. */
    KEPT,
    /** It is about something that the gateway does not have. */
    NOT_APPLICABLE,
    /** Nothing proves it yet, and the build passes; once a test does, it should say KEPT. */
    OPEN
  }

  Promise {
    if (!id.matches("[A-Z]{1,4}[0-9]{1,2}")) {
      throw new IllegalArgumentException("id: " + id + " (expected: letters and a number)");
    }
    if (because.isEmpty() != (standing == Standing.KEPT)) {
      throw new IllegalArgumentException(
          id + ": a promise that is not kept says why, others do not");
    }
  }

  static Promise kept(String id, String text) {
    return new Promise(id, text, Standing.KEPT, "");
  }

  static Promise notApplicable(String id, String text, String because) {
    return new Promise(id, text, Standing.NOT_APPLICABLE, because);
  }

  static Promise open(String id, String text, String because) {
    return new Promise(id, text, Standing.OPEN, because);
  }
}
