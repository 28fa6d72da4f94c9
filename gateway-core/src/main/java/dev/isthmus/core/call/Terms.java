package dev.isthmus.core.call;

/**
 * What governance allows one call.
 *
 * @param scope where it may go, through every retry and failover
 */
public record Terms(Scope scope, CallClass callClass) {}
