package dev.isthmus.core.exchange;

import dev.isthmus.core.govern.Gatekeeper;
import dev.isthmus.core.route.RouteTable;

/**
 * The snapshot that was in force when a call began, as its event loop sees it. A call keeps it to
 * its end, whatever is reloaded meanwhile. Threads: one event loop.
 */
record InForce(Snapshot snapshot, Gatekeeper gatekeeper) {

  static InForce of(Snapshot snapshot, Lane.Strains strains) {
    return new InForce(
        snapshot, new Gatekeeper(snapshot.callers(), strains.pace(), strains.memory()));
  }

  RouteTable routes() {
    return snapshot.routes();
  }
}
