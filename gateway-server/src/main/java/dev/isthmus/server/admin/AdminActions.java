package dev.isthmus.server.admin;

import java.util.concurrent.CompletionStage;

/**
 * What the admin port may change. Every action, done or refused, leaves a line in the audit log.
 * Threads: any; nothing waits, and the answer comes on another thread. {@code actor} is the name of
 * a token.
 */
public interface AdminActions {

  /** Reads the configuration file again. */
  CompletionStage<Change> reload(String actor);

  /** Tries other weights on a route, until the next reload. */
  CompletionStage<Change> patchRoute(String actor, String route, RoutePatch patch);

  /** Takes a deployment out of service, or back in; it stays so through reloads. */
  CompletionStage<Change> drain(String actor, String deployment, boolean on);

  /**
   * Somebody was turned away.
   *
   * @param actor the name of a token, or {@code nobody}
   * @param address where they call from
   * @param action a method and a path, cleaned of what does not belong in a log
   */
  void turnedAway(String actor, String address, String action, String why);
}
