package dev.isthmus.load.cloud;

/** The answering of one request. Threads: the cloud's event loop. */
interface Run {

  /** Begins; may end before it returns. */
  void start();

  /** The caller is gone. Called at most once, and not after the end. */
  void hungUp();
}
