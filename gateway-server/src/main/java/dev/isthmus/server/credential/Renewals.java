package dev.isthmus.server.credential;

/**
 * Hears that a credential is another one than before: who refused the last may take this one.
 * Threads: a keeper's; must not block.
 */
@FunctionalInterface
public interface Renewals {

  /**
   * @param name of whose credential it is
   */
  void renewed(String name);
}
