package dev.isthmus.server.grpc;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Scheduler;
import dev.isthmus.core.exchange.Upstream;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One unary call to a server. The answer is told only once its status is known, so that an answer
 * that the server takes back was never begun.
 *
 * <p>Threads: the event loop; what gRPC tells elsewhere is brought there.
 */
final class GrpcCall extends ClientCall.Listener<ByteBuf> implements Upstream.Call {
  private static final int GOOD = 200;
  private static final long AHEAD_MILLIS = 50;

  private final GrpcUpstream.Tools tools;
  private final Upstream.Request request;
  private final Upstream.Listener listener;
  private final Sending sending = new Sending(this::sent);
  private final Scheduler.Timer impatience;
  private Channels.@Nullable Place place;
  private @Nullable ManagedChannel channel;
  private @Nullable ClientCall<MessageStream, ByteBuf> call;
  private final MessageStream body;
  private @Nullable ByteBuf message;
  private @Nullable Deadline deadline;
  private boolean starting;
  private boolean wanted;
  private boolean headTold;
  private boolean over;

  /** Takes {@code request.body()}. */
  GrpcCall(GrpcUpstream.Tools tools, Upstream.Request request, Upstream.Listener listener) {
    this.tools = tools;
    this.request = request;
    this.listener = listener;
    this.body = new MessageStream(request.body());
    this.impatience = tools.scheduler().schedule(this::notConnected, request.connectTimeoutNanos());
  }

  /** The server's address is known, or null: it has none that may be used. */
  void found(@Nullable InetAddress host) {
    if (over) {
      return;
    }
    if (host == null) {
      tools
          .loop()
          .execute(() -> fail(unsent(FailureKind.CONNECT, "the host has no address to be used")));
      return;
    }
    Channels.Place at = new Channels.Place(request.address(), host);
    place = at;
    channel = tools.channels().channel(at, request.connectTimeoutNanos());
    // What runs on this thread for a caller must not become a matter of gRPC's own contexts.
    Context outer = Context.ROOT.attach();
    starting = true;
    try {
      start(channel);
    } finally {
      starting = false;
      Context.ROOT.detach(outer);
    }
  }

  private void start(ManagedChannel on) {
    RequestMetadata metadata = new RequestMetadata();
    request.headers().copyTo(metadata);
    CallOptions options = CallOptions.DEFAULT.withStreamTracerFactory(sending.factory());
    if (metadata.timeoutNanos() >= 0) {
      Deadline until = Deadline.after(metadata.timeoutNanos(), TimeUnit.NANOSECONDS);
      deadline = until;
      options = options.withDeadline(until);
    }
    ClientCall<MessageStream, ByteBuf> begun = on.newCall(Methods.CALLED_INFER, options);
    call = begun;
    begun.start(this, metadata.metadata());
    begun.request(2);
    begun.sendMessage(body);
    begun.halfClose();
  }

  private void sent() {
    onLoop(
        () -> {
          if (!over) {
            impatience.cancel();
            listener.onSent();
          }
        });
  }

  private void notConnected() {
    if (!over && !sending.begun()) {
      cancelCall();
      discard();
      fail(unsent(FailureKind.CONNECT, "no connection within the deadline"));
    }
  }

  /** Takes {@code more}. */
  @Override
  public void onMessage(ByteBuf more) {
    onLoop(() -> keep(more));
  }

  private void keep(ByteBuf more) {
    if (over || message != null) {
      more.release();
    } else {
      message = more;
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    onLoop(() -> closed(status, trailers));
  }

  private void onLoop(Runnable task) {
    if (tools.loop().inEventLoop() && !starting) {
      task.run();
    } else {
      tools.loop().execute(task);
    }
  }

  private void closed(Status status, Metadata trailers) {
    if (over) {
      return;
    }
    ByteBuf answer = message;
    message = null;
    if (status.isOk() && answer != null) {
      tell(GOOD, new Metadata(), answer);
      return;
    }
    if (answer != null) {
      answer.release();
    }
    if (status.isOk()) {
      fail(unanswered(FailureKind.MALFORMED, "the answer holds no message"));
    } else if (sending.answered() && !isOwnDeadline(status)) {
      tell(Statuses.http(status.getCode()), Statuses.with(status, trailers), words(status));
    } else {
      fail(ours(status));
    }
  }

  /** An answer or a refusal; takes {@code words}. */
  private void tell(int status, Metadata headers, ByteBuf words) {
    impatience.cancel();
    body.close();
    message = words;
    listener.onHead(status, new MetadataView(headers, null));
    headTold = true;
    if (wanted) {
      tellRest();
    }
  }

  private void tellRest() {
    ByteBuf words = message;
    if (words == null) {
      return;
    }
    message = null;
    listener.onBody(words);
    if (!over) {
      listener.onBatchEnd();
    }
    if (!over) {
      over = true;
      listener.onEnd();
    }
  }

  private static ByteBuf words(Status status) {
    String text = status.getDescription();
    return Unpooled.wrappedBuffer((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
  }

  /** The server counts down the same time and may be a little ahead; else the word is its own. */
  private boolean isOwnDeadline(Status status) {
    return status.getCode() == Status.Code.DEADLINE_EXCEEDED
        && deadline != null
        && deadline.timeRemaining(TimeUnit.MILLISECONDS) <= AHEAD_MILLIS;
  }

  /** What a status means that gRPC made up itself. */
  private Failure ours(Status status) {
    if (isOwnDeadline(status)) {
      return Failure.ofClient(FailureKind.DEADLINE, "the caller's own deadline passed");
    }
    if (!sending.begun()) {
      discard();
      return Statuses.isDistrust(status)
          ? unsent(FailureKind.TLS, "the host's certificate or its TLS is not acceptable")
          : unsent(FailureKind.CONNECT, "the connection was not accepted");
    }
    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED && sending.answering()) {
      String detail = "the answer is larger than " + tools.messageBytes() + " bytes";
      return unanswered(FailureKind.MALFORMED, detail);
    }
    return unanswered(FailureKind.RESET, "the connection ended before the answer did");
  }

  private void discard() {
    if (place != null && channel != null) {
      tools.channels().discard(place, channel);
    }
  }

  private void fail(Failure failure) {
    if (!over) {
      settle();
      listener.onFailure(failure);
    }
  }

  @Override
  public void read() {
    wanted = true;
    if (headTold) {
      tools.loop().execute(this::tellRest);
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      cancelCall();
      settle();
    }
  }

  private void cancelCall() {
    if (call != null) {
      call.cancel("not wanted any more", null);
    }
  }

  private void settle() {
    over = true;
    impatience.cancel();
    body.close();
    if (message != null) {
      message.release();
      message = null;
    }
  }

  private static Failure unsent(FailureKind kind, String detail) {
    return Failure.ofProvider(kind, Failure.Retry.UNSENT, detail);
  }

  private static Failure unanswered(FailureKind kind, String detail) {
    return Failure.ofProvider(kind, Failure.Retry.UNANSWERED, detail);
  }
}
