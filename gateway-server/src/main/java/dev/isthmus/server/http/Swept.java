package dev.isthmus.server.http;

/** A connection, as the sweeper of its event loop sees it. Threads: that loop. */
interface Swept {

  /** Looks whether somebody has waited too long. */
  void sweep(long nowNanos);

  /** Ends as soon as no request is under way; told once. */
  void drain();

  /** Ends whatever is under way, and tells its caller. */
  void cut();
}
