package dev.isthmus.server.credential;

/** Gets one token from whoever issues it. Threads: the keeper's, one at a time; may block. */
@FunctionalInterface
public interface TokenFetch {

  /** Any exception means that there is no new token; its class, and no more of it, is shown. */
  Fetched fetch() throws Exception;
}
