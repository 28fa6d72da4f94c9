package dev.isthmus.server.grpc;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * What became of one call on the wire: whether its head left, and whether the server itself said
 * how it ended. Threads: gRPC's; read on the event loop.
 */
final class Sending extends ClientStreamTracer {
  private final Runnable onBegun;
  private volatile boolean begun;
  private volatile boolean answering;
  private volatile boolean answered;

  /**
   * @param onBegun runs inside gRPC once the head has left
   */
  Sending(Runnable onBegun) {
    this.onBegun = onBegun;
  }

  /** For one call that is made once: nothing is tried again behind our back. */
  Factory factory() {
    return new Factory() {
      @Override
      public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
        return Sending.this;
      }
    };
  }

  boolean begun() {
    return begun;
  }

  /** An answer has begun: what ends it now is about the answer, not about the connection. */
  boolean answering() {
    return answering;
  }

  boolean answered() {
    return answered;
  }

  @Override
  public void outboundHeaders() {
    begun = true;
    onBegun.run();
  }

  @Override
  public void inboundHeaders() {
    answering = true;
  }

  @Override
  public void inboundTrailers(Metadata trailers) {
    answered = true;
  }
}
