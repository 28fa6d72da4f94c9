package dev.isthmus.server.grpc;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.exchange.Inbound;
import io.grpc.ServerCall;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One {@code ModelInfer} on its way in: brings its message to the engine, and tells it of the end.
 * Threads: the call's event loop.
 */
final class InferCall extends ServerCall.Listener<ByteBuf> {
  private final EventLoop loop;
  private final GrpcLimits limits;
  private final Inbound inbound;
  private final GrpcAnswer answer;
  private final @Nullable Incoming incoming;
  private @Nullable Future<?> patience;
  private long bytesAtLastLook;
  private boolean cameWhole;

  InferCall(
      EventLoop loop,
      GrpcLimits limits,
      Inbound inbound,
      GrpcAnswer answer,
      @Nullable Incoming incoming) {
    this.loop = loop;
    this.limits = limits;
    this.inbound = inbound;
    this.answer = answer;
    this.incoming = incoming;
  }

  /** The engine wants the message: from now on it must come, and room is made for it. */
  void begin() {
    awaitMore();
    if (incoming != null) {
      incoming.onFull(() -> loop.execute(() -> inbound.onBodyFailure(NO_ROOM)));
    }
  }

  private void awaitMore() {
    patience = loop.schedule(this::look, limits.messageGrace().toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look() {
    long bytes = incoming == null ? 0 : incoming.bytes();
    long least = limits.messageGrace().toSeconds() * GrpcLimits.LEAST_BYTES_PER_SECOND;
    if (bytes - bytesAtLastLook < Math.max(1, least)) {
      inbound.onBodyFailure(TOO_SLOW);
    } else {
      bytesAtLastLook = bytes;
      awaitMore();
    }
  }

  private void awaitNothing() {
    if (patience != null) {
      patience.cancel(false);
      patience = null;
    }
  }

  /** Takes {@code message}. */
  @Override
  public void onMessage(ByteBuf message) {
    if (cameWhole) {
      message.release();
      inbound.onBodyFailure(NOT_ONE);
      return;
    }
    cameWhole = true;
    if (incoming != null) {
      incoming.handedOver(); // first, or a message would need its room twice
    }
    inbound.onBody(message);
  }

  @Override
  public void onHalfClose() {
    awaitNothing();
    if (cameWhole) {
      inbound.onBodyEnd();
    } else {
      inbound.onBodyFailure(NOT_ONE);
    }
  }

  /** The caller went away, or its deadline passed. */
  @Override
  public void onCancel() {
    awaitNothing();
    if (!answer.isDone()) {
      answer.forget();
      inbound.onHangUp();
    }
  }

  @Override
  public void onComplete() {
    awaitNothing();
  }

  private static final Failure NOT_ONE =
      Failure.ofClient(FailureKind.INVALID_REQUEST, "not one message (expected: exactly one)");
  private static final Failure TOO_SLOW =
      Failure.ofClient(FailureKind.REQUEST_TIMEOUT, "the request's message came too slowly");
  private static final Failure NO_ROOM =
      Failure.ofGateway(
              FailureKind.GATEWAY_OVERLOADED, "the gateway holds as many messages as it can")
          .withRetryAfterMillis(1000);
}
