package dev.isthmus.server.grpc;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * gRPC's own log, which writes a stack trace for whatever a peer does wrong: what matters of it is
 * in access lines and metrics. Threads: any.
 */
final class GrpcLogs {
  /** Held, because the JDK forgets the level of a logger that nobody holds. */
  private static final Logger LOG = Logger.getLogger("io.grpc");

  private GrpcLogs() {}

  /** Leaves gRPC's own faults, and no more. */
  static void quieten() {
    LOG.setLevel(Level.SEVERE);
  }
}
