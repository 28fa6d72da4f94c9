package dev.isthmus.server.grpc;

import dev.isthmus.core.dialect.kserve.KserveGrpcDialect;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call whose one message says no more than a name, in its first field. It may come before anybody
 * has shown a key, so that it must come soon and be small. Threads: the call's event loop.
 */
abstract class SmallRequest extends ServerCall.Listener<ByteBuf> {
  /** Room for the longest name, and for fields that nobody here reads. */
  private static final int MOST_BYTES = 1024;

  /** One message, and whatever else comes is too much. */
  private static final int MESSAGES = 2;

  private final ServerCall<ByteBuf, ByteBuf> call;
  private @Nullable String name;
  private @Nullable Future<?> patience;
  private @Nullable Incoming incoming;
  private boolean over;

  SmallRequest(ServerCall<ByteBuf, ByteBuf> call) {
    this.call = call;
  }

  /** Asks for the message. */
  final SmallRequest begin(EventLoop loop, GrpcLimits limits, @Nullable Incoming message) {
    incoming = message;
    patience =
        loop.schedule(
            () -> refuse(TOO_SLOW), limits.messageGrace().toNanos(), TimeUnit.NANOSECONDS);
    if (message != null) {
      message.atMost(MOST_BYTES);
      message.onFull(() -> loop.execute(() -> refuse(TOO_LARGE)));
    }
    call.request(MESSAGES);
    return this;
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
    if (over) {
      return;
    }
    if (incoming != null && incoming.isFull()) {
      refuse(TOO_LARGE); // it came whole before that could be said
    } else if (read == null) {
      refuse(NOT_ONE);
    } else {
      settle();
      asked(read);
    }
  }

  private void refuse(Status why) {
    if (!over) {
      settle();
      call.close(why, new Metadata());
    }
  }

  private void settle() {
    over = true;
    if (patience != null) {
      patience.cancel(false);
    }
  }

  @Override
  public final void onCancel() {
    settle();
  }

  private static final Status NOT_ONE =
      Status.INVALID_ARGUMENT.withDescription("not one message (expected: one with a name)");
  private static final Status TOO_SLOW =
      Status.DEADLINE_EXCEEDED.withDescription("the request's message came too slowly");
  private static final Status TOO_LARGE =
      Status.RESOURCE_EXHAUSTED.withDescription(
          "the message is larger than " + MOST_BYTES + " bytes, or there is no room for it");
}
