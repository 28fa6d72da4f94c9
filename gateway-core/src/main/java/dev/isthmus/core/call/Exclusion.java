package dev.isthmus.core.call;

/**
 * Why a candidate was left out, in the order in which the rules are asked; the first that applies
 * is the recorded reason.
 */
public enum Exclusion {
  /** The stored response that the call needs is kept elsewhere. */
  ELSEWHERE,
  /** It cannot do what the call needs. */
  CAPABILITY,
  /** It is outside the regions, data zones or providers that the route or the caller allows. */
  RESIDENCY,
  /** The prompt cannot fit its window. */
  CONTEXT_LENGTH,
  /** It could cost more than the call may. */
  COST,
  /** A person took it out, or its provider said that it is suspended. */
  DRAINED,
  /** Its sign-in has no valid token now. */
  CREDENTIAL,
  /** It failed too often lately. */
  BREAKER,
  /** It is new or just back, and has as many calls as it has earned. */
  SLOW_START,
  /** It asked us to come back later. */
  COOLDOWN,
  /** Its rate limit would be passed. */
  QUOTA,
  /** It has as many calls at once as it takes. */
  CONCURRENCY,
  /** It is not expected to answer before the call's deadline. */
  DEADLINE,
  /** Its engine's own metrics say that it is full: calls that come now wait there. */
  SATURATED,
  /** It is not expected to begin its answer as soon as the caller would like. */
  FIRST_TOKEN
}
