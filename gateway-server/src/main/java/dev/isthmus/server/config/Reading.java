package dev.isthmus.server.config;

/**
 * What the reading of one file shares: its problems, its names, and where its secrets are.
 *
 * <p>Threads: one.
 */
record Reading(Problems problems, Names names, SecretSource secrets) {

  static Reading of(Problems problems, SecretSource secrets) {
    return new Reading(problems, new Names(problems), secrets);
  }
}
