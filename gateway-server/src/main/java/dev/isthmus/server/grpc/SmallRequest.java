package dev.isthmus.server.grpc;

import dev.isthmus.core.dialect.kserve.KserveGrpcDialect;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A call whose one message says no more than a name, in its first field. Threads: the call's event
 * loop.
 */
abstract class SmallRequest extends ServerCall.Listener<ByteBuf> {
  private final ServerCall<ByteBuf, ByteBuf> call;
  private @Nullable String name;
  private boolean cancelled;

  SmallRequest(ServerCall<ByteBuf, ByteBuf> call) {
    this.call = call;
  }

  /** The message came, and it was the only one. */
  abstract void asked(String name);

  /** Takes {@code message}. */
  @Override
  public final void onMessage(ByteBuf message) {
    // A second message leaves no name, as a broken one does.
    name = name == null ? KserveGrpcDialect.firstText(message) : null;
    message.release();
  }

  @Override
  public final void onHalfClose() {
    String read = name;
    if (cancelled) {
      return;
    }
    if (read == null) {
      call.close(
          Status.INVALID_ARGUMENT.withDescription("not one message (expected: one with a name)"),
          new Metadata());
    } else {
      asked(read);
    }
  }

  @Override
  public final void onCancel() {
    cancelled = true;
  }
}
