package dev.isthmus.load.acceptance;

/**
 * An official client as its users set it up; of the gateway it knows base URL and key. It tries
 * once. Threads: one.
 */
interface MatrixClient extends AutoCloseable {
  /** Pieces of an answer that are read before a client hangs up. */
  int FEW = 3;

  /** Asks, and reads the answer to its end. */
  Heard ask(String model, Wish wish);

  /** Asks for a stream, reads a few pieces of it and hangs up. */
  void hangUp(String model, Wish wish);

  /** The status that an exception of this client stands for, or −1. */
  int status(RuntimeException raised);

  @Override
  void close();
}
