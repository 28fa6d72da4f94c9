package dev.isthmus.server.boot;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A gRPC server that does what a test tells it, and remembers what came. */
final class TensorServer implements AutoCloseable {
  static final Metadata.Key<String> AUTHORIZATION = text("authorization");

  /** What becomes of one call, once its message is there. */
  interface Script {
    void answer(ServerCall<byte[], byte[]> call, byte[] message);
  }

  /** One call that came. */
  record Seen(Metadata headers, ByteBuffer message, long millisLeft) {}

  final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
  volatile Script script = (call, message) -> good(call, message);
  private final Server server;

  TensorServer() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(64 << 20)
            .addService(
                ServerServiceDefinition.builder("inference.GRPCInferenceService")
                    .addMethod(method("inference.GRPCInferenceService/ModelInfer"), handler())
                    .build())
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  static Metadata.Key<String> text(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  static void good(ServerCall<byte[], byte[]> call, byte[] message) {
    call.sendHeaders(new Metadata());
    call.sendMessage(message);
    call.close(Status.OK, new Metadata());
  }

  private ServerCallHandler<byte[], byte[]> handler() {
    return (call, headers) -> {
      call.request(2);
      return new ServerCall.Listener<>() {
        @Override
        public void onMessage(byte[] message) {
          io.grpc.Deadline deadline = io.grpc.Context.current().getDeadline();
          long left =
              deadline == null
                  ? -1
                  : deadline.timeRemaining(java.util.concurrent.TimeUnit.MILLISECONDS);
          seen.add(new Seen(headers, ByteBuffer.wrap(message), left));
          script.answer(call, message);
        }

        @Override
        public void onCancel() {
          cancelled.add("cancelled");
        }
      };
    };
  }

  /** A method whose messages are arrays. */
  static MethodDescriptor<byte[], byte[]> method(String name) {
    MethodDescriptor.Marshaller<byte[]> arrays =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(name)
        .setRequestMarshaller(arrays)
        .setResponseMarshaller(arrays)
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
