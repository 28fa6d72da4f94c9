package dev.isthmus.core.call;

/**
 * What holds for one call: what governance allows, and within that what its caller asks for.
 *
 * @param scope where it may go, through every retry and failover
 * @param bounds what the caller asked; its scope is in {@code scope} already
 */
public record Terms(Scope scope, CallClass callClass, Bounds bounds) {

  /** Terms of a call that asks for nothing of its own. */
  public Terms(Scope scope, CallClass callClass) {
    this(scope, callClass, Bounds.NONE);
  }
}
