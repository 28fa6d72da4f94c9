package dev.isthmus.server.credential;

/** Gets one token from whoever issues it. Threads: the keeper's, one at a time; may block. */
@FunctionalInterface
public interface TokenFetch<T> {

  /** Any exception means that there is no new token; its class, and no more of it, is shown. */
  Fetched<T> fetch() throws Exception;
}
