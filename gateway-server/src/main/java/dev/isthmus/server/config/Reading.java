package dev.isthmus.server.config;

import org.jspecify.annotations.Nullable;

/**
 * What the reading of one file shares: its problems, its names, and where its secrets are.
 *
 * <p>Threads: one.
 *
 * @param running the configuration that a gateway already runs on; null where none does
 */
record Reading(
    Problems problems, Names names, SecretSource secrets, @Nullable GatewayConfig running) {

  static Reading of(Problems problems, SecretSource secrets, @Nullable GatewayConfig running) {
    return new Reading(problems, new Names(problems), secrets, running);
  }
}
