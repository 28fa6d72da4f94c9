package dev.isthmus.core.call;

/** How urgent a call is: who goes first where there is too little. */
public enum CallClass {
  /** Somebody waits for the first word. */
  INTERACTIVE,
  /** Nobody waits: done by the deadline is good enough. */
  BATCH
}
