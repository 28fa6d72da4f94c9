package dev.isthmus.server.upstream;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.exchange.Upstream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request from {@code send} to its end: first without a connection, then on one. Everything its
 * listener hears goes through here, so that nothing is heard twice or after the end.
 *
 * <p>Threads: one event loop.
 */
final class HttpCall implements Upstream.Call, Runnable {

  private final AddressPool pool;
  private final Upstream.Listener listener;
  private final Outgoing outgoing;
  private final boolean headRequest;
  private final long connectTimeoutNanos;
  private @Nullable ResponseRelay relay;
  private boolean asked;
  private boolean sent;
  private boolean over;

  /** Takes {@code head} and the request's body, which may be one buffer. */
  HttpCall(AddressPool pool, Upstream.Request request, ByteBuf head, Upstream.Listener listener) {
    this.pool = pool;
    this.listener = listener;
    this.outgoing = new Outgoing(head, isBody(head, request) ? null : request.body());
    this.headRequest = request.method().equals("HEAD");
    this.connectTimeoutNanos = request.connectTimeoutNanos();
  }

  // Identity is meant: the question is whether the head stands in the body's buffer.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isBody(ByteBuf head, Upstream.Request request) {
    return head == request.body();
  }

  Outgoing outgoing() {
    return outgoing;
  }

  boolean isHeadRequest() {
    return headRequest;
  }

  long connectTimeoutNanos() {
    return connectTimeoutNanos;
  }

  void attach(ResponseRelay to) {
    relay = to;
  }

  @Override
  public void read() {
    asked = true;
    if (relay != null && !over) {
      relay.read();
    }
  }

  /** Whether a read is asked for and not yet under way. */
  boolean isAsked() {
    return asked;
  }

  /** The same, and counts it as under way. */
  boolean takeAsked() {
    boolean was = asked;
    asked = false;
    return was;
  }

  @Override
  public void cancel() {
    if (over) {
      return;
    }
    over = true;
    outgoing.release();
    if (relay != null) {
      relay.abort();
    } else {
      pool.withdraw(this);
    }
  }

  /** Says that bytes left us; here as a task, so that it is never said inside {@code send}. */
  @Override
  public void run() {
    sent();
  }

  void sent() {
    if (!sent && !over) {
      sent = true;
      listener.onSent();
    }
  }

  void head(int status, HeaderView headers) {
    sent();
    if (!over) {
      listener.onHead(status, headers);
    }
  }

  /** Takes {@code body}. */
  void body(ByteBuf body) {
    listener.onBody(body);
  }

  void batchEnd() {
    listener.onBatchEnd();
  }

  void end() {
    over = true;
    outgoing.release();
    listener.onEnd();
  }

  void fail(Failure failure) {
    if (over) {
      return;
    }
    over = true;
    outgoing.release();
    listener.onFailure(failure);
  }
}
