package dev.isthmus.server.http;

/**
 * What happens at the edge, for whoever counts it. No event carries content.
 *
 * <p>Threads: any event loop; an implementation must not block.
 */
public interface EdgeEvents {

  void connectionOpened();

  void connectionClosed();

  /** A request was answered by the edge itself. */
  void refused(Refusal why);

  /** A connection or a stream was ended without an answer. */
  void cut(Cut why);

  /** Why the edge ended a connection or a stream. */
  enum Cut {
    /** Too many connections. */
    CONNECTION_LIMIT,
    /** Too many connections from one address. */
    ADDRESS_LIMIT,
    /** Memory is short. */
    MEMORY,
    /** TLS could not be agreed on, or not in time. */
    HANDSHAKE,
    /** The caller stopped reading its answer. */
    WRITE_STALL,
    /** HTTP/2 was broken, or abused. */
    PROTOCOL,
    /** Something of ours threw. */
    INTERNAL
  }

  /** A connection or a stream was ended by what was thrown in its handlers. */
  default void broken(Throwable cause) {
    cut(cause instanceof OutOfMemoryError ? Cut.MEMORY : Cut.INTERNAL);
  }

  /** Counts nothing. */
  EdgeEvents NONE =
      new EdgeEvents() {
        @Override
        public void connectionOpened() {}

        @Override
        public void connectionClosed() {}

        @Override
        public void refused(Refusal why) {}

        @Override
        public void cut(Cut why) {}
      };
}
