package dev.isthmus.core.signal;

/** How a provider counts tokens and requests against a limit. */
public enum Metering {
  /**
   * On demand: a counter that starts again each minute, from which prompt and {@code max_tokens}
   * are taken at admission and never given back.
   */
  PER_MINUTE,
  /**
   * Provisioned: a bucket that drains all the time. What was reserved is corrected to what was used
   * when the call ends.
   */
  CONTINUOUS
}
