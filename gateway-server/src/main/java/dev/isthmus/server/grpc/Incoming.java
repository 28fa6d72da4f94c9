package dev.isthmus.server.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts one call's message while gRPC still gathers it, and reserves room for what is there: gRPC
 * itself bounds a message, and not all of them together.
 *
 * <p>Threads: the call's event loop; its end may come on another.
 */
final class Incoming extends ServerStreamTracer {
  private static final Context.Key<Incoming> KEY = Context.key("incoming");

  private final MessageRoom room;
  private final AtomicLong reserved = new AtomicLong();
  private long most = Long.MAX_VALUE;
  private long bytes;
  private boolean full;
  private @Nullable Runnable onFull;

  Incoming(MessageRoom room) {
    this.room = room;
  }

  static Factory factory(MessageRoom room) {
    return new Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Incoming(room);
      }
    };
  }

  /** The one of the call that is being opened on this thread. */
  static @Nullable Incoming ofThisCall() {
    return KEY.get();
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  /** Once there is no room, {@code task} runs, inside gRPC: it had better only plan something. */
  void onFull(Runnable task) {
    onFull = task;
    if (full) {
      task.run();
    }
  }

  /** Whether there was no room for all of the message. */
  boolean isFull() {
    return full;
  }

  /** No room is made for more than {@code bytes}. */
  void atMost(long bytes) {
    most = bytes;
  }

  /** Of the message so far. */
  long bytes() {
    return bytes;
  }

  @Override
  public void inboundWireSize(long more) {
    bytes += more;
    if (full) {
      return;
    }
    if (bytes <= most && room.tryReserve(more)) {
      reserved.addAndGet(more);
    } else {
      full = true;
      if (onFull != null) {
        onFull.run();
      }
    }
  }

  /** The message is whole, and somebody else answers for it now. */
  void handedOver() {
    room.release(reserved.getAndSet(0));
  }

  @Override
  public void streamClosed(Status status) {
    handedOver();
  }
}
