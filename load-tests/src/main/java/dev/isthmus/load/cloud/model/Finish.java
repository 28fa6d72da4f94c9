package dev.isthmus.load.cloud.model;

/** Why an answer ended. BLOCKED: the prompt itself was refused by the content filter. */
public enum Finish {
  STOP,
  LENGTH,
  TOOL_CALLS,
  FILTERED,
  BLOCKED
}
