package dev.isthmus.server.grpc;

import io.grpc.MethodDescriptor;
import io.netty.buffer.ByteBuf;

/** The methods that are spoken here. */
final class Methods {
  static final String INFERENCE = "inference.GRPCInferenceService";
  static final String HEALTH = "grpc.health.v1.Health";
  static final MethodDescriptor<ByteBuf, ByteBuf> MODEL_INFER = unary(INFERENCE, "ModelInfer");

  /** The same as we call it: what goes out can still be taken back while it waits. */
  static final MethodDescriptor<MessageStream, ByteBuf> CALLED_INFER =
      MODEL_INFER.toBuilder(MessageStream.OUT, MessageBytes.INSTANCE).build();

  private Methods() {}

  static MethodDescriptor<ByteBuf, ByteBuf> unary(String service, String method) {
    return MethodDescriptor.<ByteBuf, ByteBuf>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
        .setRequestMarshaller(MessageBytes.INSTANCE)
        .setResponseMarshaller(MessageBytes.INSTANCE)
        .build();
  }
}
