package dev.isthmus.server.grpc;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What the gRPC edge works with.
 *
 * @param loops all of them, which connections are given to as they come
 * @param ready what health says
 */
public record GrpcEdge(
    List<GrpcLoop> loops, GrpcLimits limits, MessageRoom room, BooleanSupplier ready) {
  public GrpcEdge {
    loops = List.copyOf(loops);
  }

  /** The loop that this runs on. */
  GrpcLoop here() {
    for (GrpcLoop loop : loops) {
      if (loop.loop().inEventLoop()) {
        return loop;
      }
    }
    throw new IllegalStateException("thread: not an event loop of the gateway's");
  }
}
