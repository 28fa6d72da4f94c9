package dev.isthmus.core.call;

/**
 * Why a candidate was left out, in the order in which the rules are asked; the first that applies
 * is the recorded reason.
 */
public enum Exclusion {
  CAPABILITY(false),
  RESIDENCY(false),
  TENANT(false),
  CONTEXT_LENGTH(false),
  DRAINED(false),
  HARD_BUDGET(false),
  BREAKER(true),
  COOLDOWN(true),
  QUOTA(true),
  CONCURRENCY(false),
  DEADLINE(true),
  SLO(true);

  private final boolean relaxable;

  Exclusion(boolean relaxable) {
    this.relaxable = relaxable;
  }

  /** Whether the rule may give way when it leaves nothing to choose from. */
  public boolean relaxable() {
    return relaxable;
  }
}
