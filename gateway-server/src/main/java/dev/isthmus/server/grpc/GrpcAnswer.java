package dev.isthmus.server.grpc;

import dev.isthmus.core.dialect.kserve.RpcStatus;
import dev.isthmus.core.exchange.Downstream;
import dev.isthmus.core.exchange.HeaderSource;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * The answer to one unary call: one message, or a status. Whatever a caller may know beside them
 * goes into the first metadata, or into the trailers where there is no message.
 *
 * <p>Threads: the call's event loop.
 */
final class GrpcAnswer implements Downstream {
  private static final int GOOD = 200;
  private static final String PUSHBACK = "grpc-retry-pushback-ms";

  private final ServerCall<ByteBuf, ByteBuf> call;
  private final String requestId;
  private final Metadata metadata = new Metadata();
  private final CompositeByteBuf body =
      PooledByteBufAllocator.DEFAULT.compositeBuffer(Integer.MAX_VALUE);
  private boolean good;
  private boolean done;

  GrpcAnswer(ServerCall<ByteBuf, ByteBuf> call, String requestId) {
    this.call = call;
    this.requestId = requestId;
  }

  boolean isDone() {
    return done;
  }

  @Override
  public void head(int status, long contentLength, HeaderSource headers) {
    good = status == GOOD;
    add("x-request-id", requestId);
    headers.copyTo(this::header);
  }

  private void header(String name, String value) {
    switch (name) {
      case "content-type", "retry-after", "x-request-id" -> {}
      case "retry-after-ms" -> add(PUSHBACK, value);
      case "x-should-retry" -> {
        if (value.equals("false") && !metadata.containsKey(MetadataView.key(PUSHBACK))) {
          add(PUSHBACK, "-1");
        }
      }
      default -> add(name, value);
    }
  }

  private void add(String name, String value) {
    if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
      metadata.put(MetadataView.key(name), value);
    }
  }

  @Override
  public void body(ByteBuf part) {
    if (done) {
      part.release();
    } else {
      body.addComponent(true, part);
    }
  }

  /** A unary answer leaves at its end. */
  @Override
  public void flush() {}

  @Override
  public void end() {
    if (done) {
      return;
    }
    done = true;
    if (good) {
      call.sendHeaders(metadata);
      call.sendMessage(body);
      call.close(Status.OK, new Metadata());
    } else {
      RpcStatus status = RpcStatus.read(body);
      body.release();
      call.close(Status.fromCodeValue(status.code()).withDescription(status.text()), metadata);
    }
  }

  @Override
  public void abort() {
    if (!done) {
      forget();
      call.close(Status.UNAVAILABLE.withDescription("the answer broke off"), new Metadata());
    }
  }

  /** The caller is gone: nothing more is sent. */
  void forget() {
    if (!done) {
      done = true;
      body.release();
    }
  }

  /** gRPC takes one whole message, whatever the caller reads. */
  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void readBody(boolean on) {}
}
