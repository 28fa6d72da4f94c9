package dev.isthmus.core.call;

/**
 * Why a candidate was left out, in the order in which the rules are asked; the first that applies
 * is the recorded reason.
 */
public enum Exclusion {
  /** It cannot do what the call needs. */
  CAPABILITY(false),
  /** It is outside the regions, data zones or providers that the route or the caller allows. */
  RESIDENCY(false),
  /** The prompt cannot fit its window. */
  CONTEXT_LENGTH(false),
  /** A person took it out, or its provider said that it is suspended. */
  DRAINED(false),
  /** Its sign-in has no valid token now. */
  CREDENTIAL(false),
  /** It failed too often lately. */
  BREAKER(true),
  /** It is new or just back, and has as many calls as it has earned. */
  SLOW_START(true),
  /** It asked us to come back later. */
  COOLDOWN(true),
  /** Its rate limit would be passed. */
  QUOTA(true),
  /** It has as many calls at once as it takes. */
  CONCURRENCY(false),
  /** It is not expected to answer before the call's deadline. */
  DEADLINE(true);

  private final boolean relaxable;

  Exclusion(boolean relaxable) {
    this.relaxable = relaxable;
  }

  /** Whether the rule may give way when it leaves nothing to choose from. */
  public boolean relaxable() {
    return relaxable;
  }
}
