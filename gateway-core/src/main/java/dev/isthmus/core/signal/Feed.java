package dev.isthmus.core.signal;

import dev.isthmus.core.call.DeploymentId;

/**
 * The door through which others than a call's own attempts publish what they know about a
 * deployment. Threads: any. Errors: a deployment that is not, or no longer, known is ignored.
 */
public interface Feed {

  /** Takes a deployment out of service, or back in: an operator's order, or a failed sign-in. */
  void drained(DeploymentId deployment, boolean on);

  /**
   * Another gateway was told to leave this deployment alone. Safe to lose.
   *
   * @param millis from now; more than a minute counts as a minute
   */
  void cooldownHint(DeploymentId deployment, long millis);

  /** The deployment's own engine says how busy it is, with all its callers. */
  void engine(DeploymentId deployment, EngineReport report, EngineLimits limits);
}
