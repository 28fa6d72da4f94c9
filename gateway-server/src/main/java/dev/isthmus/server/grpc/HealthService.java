package dev.isthmus.server.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.BooleanSupplier;

/**
 * {@code grpc.health.v1.Health/Check}, for load balancers and probes: it asks for no key. {@code
 * Watch} is not served, which clients take as having to ask again. Threads: the call's event loop.
 */
final class HealthService {
  private static final byte STATUS_FIRST = 0x08;
  private static final byte SERVING = 1;
  private static final byte NOT_SERVING = 2;

  private final GrpcEdge edge;

  HealthService(GrpcEdge edge) {
    this.edge = edge;
  }

  ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(Methods.HEALTH)
        .addMethod(
            Methods.unary(Methods.HEALTH, "Check"),
            (call, headers) ->
                new Check(call, edge.ready())
                    .begin(edge.here().loop(), edge.limits(), Incoming.ofThisCall()))
        .build();
  }

  private static final class Check extends SmallRequest {
    private final ServerCall<ByteBuf, ByteBuf> call;
    private final BooleanSupplier ready;

    Check(ServerCall<ByteBuf, ByteBuf> call, BooleanSupplier ready) {
      super(call);
      this.call = call;
      this.ready = ready;
    }

    @Override
    void asked(String service) {
      if (!service.isEmpty() && !service.equals(Methods.INFERENCE)) {
        call.close(Status.NOT_FOUND.withDescription("no such service"), new Metadata());
        return;
      }
      byte status = ready.getAsBoolean() ? SERVING : NOT_SERVING;
      call.sendHeaders(new Metadata());
      call.sendMessage(Unpooled.wrappedBuffer(new byte[] {STATUS_FIRST, status}));
      call.close(Status.OK, new Metadata());
    }
  }
}
