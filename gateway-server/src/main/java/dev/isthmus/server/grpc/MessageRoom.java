package dev.isthmus.server.grpc;

/** The memory that all unfinished messages share. Threads: any. */
public interface MessageRoom {

  /** Takes {@code bytes}, or takes nothing and gives false where they are not left. */
  boolean tryReserve(long bytes);

  /** Gives back what {@link #tryReserve} took. */
  void release(long bytes);
}
