package dev.isthmus.core.exchange;

import dev.isthmus.core.govern.Callers;
import dev.isthmus.core.route.RouteTable;

/**
 * What one version of the configuration says about calls: where they may go, and who may make them.
 * Immutable; a reload replaces all of it at once. Threads: any.
 */
public record Snapshot(RouteTable routes, Callers callers) {}
