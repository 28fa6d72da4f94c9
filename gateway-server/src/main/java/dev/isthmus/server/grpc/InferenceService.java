package dev.isthmus.server.grpc;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.kserve.Asked;
import dev.isthmus.core.dialect.kserve.KserveGrpcDialect;
import dev.isthmus.core.exchange.Inbound;
import dev.isthmus.core.exchange.RequestHead;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.netty.buffer.ByteBuf;

/**
 * {@code inference.GRPCInferenceService}: inferences go to the engine, questions about models are
 * answered from what the caller may see. Threads: the call's event loop.
 */
final class InferenceService {
  /** One message, and whatever else comes is too much. */
  private static final int MESSAGES = 2;

  private static final Dialect METADATA = new KserveGrpcDialect(Asked.METADATA);
  private static final Dialect READY = new KserveGrpcDialect(Asked.READY);
  private static final Dialect LIVE = new KserveGrpcDialect(Asked.LIVE);

  private final GrpcEdge edge;

  InferenceService(GrpcEdge edge) {
    this.edge = edge;
  }

  ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(Methods.INFERENCE)
        .addMethod(Methods.MODEL_INFER, this::infer)
        .addMethod(Methods.unary(Methods.INFERENCE, "ServerLive"), asked(LIVE, false))
        .addMethod(Methods.unary(Methods.INFERENCE, "ServerReady"), asked(READY, false))
        .addMethod(Methods.unary(Methods.INFERENCE, "ServerMetadata"), asked(METADATA, false))
        .addMethod(Methods.unary(Methods.INFERENCE, "ModelReady"), asked(READY, true))
        .addMethod(Methods.unary(Methods.INFERENCE, "ModelMetadata"), asked(METADATA, true))
        .build();
  }

  private ServerCall.Listener<ByteBuf> infer(ServerCall<ByteBuf, ByteBuf> call, Metadata headers) {
    GrpcLoop here = edge.here();
    String id = here.requestIds().get();
    GrpcAnswer answer = new GrpcAnswer(call, id);
    RequestHead head =
        new RequestHead(
            Operation.INFER,
            METADATA,
            null,
            new MetadataView(headers, Context.current().getDeadline()),
            -1,
            id);
    Inbound inbound = here.gate().open(head, answer);
    InferCall listener =
        new InferCall(here.loop(), edge.limits(), inbound, answer, Incoming.ofThisCall());
    if (!answer.isDone()) {
      listener.begin();
      call.request(MESSAGES);
    }
    return listener;
  }

  private ServerCallHandler<ByteBuf, ByteBuf> asked(Dialect dialect, boolean ofModel) {
    return (call, headers) -> {
      GrpcLoop here = edge.here();
      return new Question(here, call, headers, dialect, ofModel)
          .begin(here.loop(), edge.limits(), Incoming.ofThisCall());
    };
  }

  /** A question about the server, or about the model that its message names. */
  private static final class Question extends SmallRequest {
    private final GrpcLoop here;
    private final ServerCall<ByteBuf, ByteBuf> call;
    private final Metadata headers;
    private final Dialect dialect;
    private final boolean ofModel;

    Question(
        GrpcLoop here,
        ServerCall<ByteBuf, ByteBuf> call,
        Metadata headers,
        Dialect dialect,
        boolean ofModel) {
      super(call);
      this.here = here;
      this.call = call;
      this.headers = headers;
      this.dialect = dialect;
      this.ofModel = ofModel;
    }

    @Override
    void asked(String name) {
      String id = here.requestIds().get();
      here.gate()
          .listModels(
              dialect,
              new MetadataView(headers, null),
              ofModel ? name : null,
              id,
              new GrpcAnswer(call, id));
    }
  }
}
