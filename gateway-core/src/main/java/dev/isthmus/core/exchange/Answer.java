package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import io.netty.buffer.ByteBuf;

/**
 * The caller's side of one call: writes the head once, the end once, and errors in the caller's own
 * dialect, before the head as an answer and after it as an event followed by a broken end.
 *
 * <p>Threads: one event loop.
 */
final class Answer {
  private static final long MILLIS_PER_SECOND = 1000;
  private static final long LONGEST_CLIENT_WAIT_MILLIS = 120_000;

  private final Downstream downstream;
  private final Dialect dialect;
  private final String requestId;
  private int status;
  private boolean ended;

  Answer(Downstream downstream, Dialect dialect, String requestId) {
    this.downstream = downstream;
    this.dialect = dialect;
    this.requestId = requestId;
  }

  /** Sends the head of a good answer. */
  void head(long contentLength, String contentType, HeaderSource extra) {
    status = 200;
    downstream.head(
        status,
        contentLength,
        sink -> {
          sink.add("content-type", contentType);
          dialect.nameRequest(requestId, sink);
          extra.copyTo(sink);
        });
  }

  /** Sends a whole good answer; takes {@code body}. */
  void whole(ByteBuf body) {
    whole(body, sink -> {});
  }

  /** Sends a whole good answer; takes {@code body}. */
  void whole(ByteBuf body, HeaderSource extra) {
    head(body.readableBytes(), "application/json", extra);
    downstream.body(body);
    end();
  }

  boolean headSent() {
    return status != 0;
  }

  /** The status the caller saw, 0 before any. */
  int status() {
    return status;
  }

  void keepAlive() {
    downstream.body(dialect.keepAlive());
    downstream.flush();
  }

  void end() {
    if (!ended) {
      ended = true;
      downstream.end();
    }
  }

  /** Answers an error, if nothing of an answer was sent yet. */
  void refuse(Failure failure, HeaderSource extra) {
    refuse(failure, dialect.errorBody(failure, requestId), extra);
  }

  /** Answers an error, or just ends where there is no memory for one. */
  void refuseOrEnd(Failure failure) {
    try {
      refuse(failure, sink -> {});
    } catch (OutOfMemoryError e) {
      ended = true;
      downstream.abort();
    }
  }

  /** Answers an error with {@code body}, which it takes. */
  void refuse(Failure failure, ByteBuf body, HeaderSource extra) {
    status = failure.kind().httpStatus();
    downstream.head(
        status,
        body.readableBytes(),
        sink -> {
          sink.add("content-type", "application/json");
          dialect.nameRequest(requestId, sink);
          retryHeaders(failure, sink);
          extra.copyTo(sink);
        });
    downstream.body(body);
    end();
  }

  /**
   * Ends an answer that had begun so that nobody takes it for whole.
   *
   * @param atBoundary whether an error event may stand here: between two events of a stream
   */
  void interrupt(Operation operation, Failure failure, boolean atBoundary) {
    if (ended) {
      return;
    }
    ended = true;
    if (atBoundary) {
      downstream.body(dialect.errorEvent(operation, failure, requestId));
    }
    downstream.abort();
  }

  /** The caller is gone: nothing more is written. */
  void forget() {
    ended = true;
  }

  /**
   * Tells SDKs, which retry by themselves, whether that makes sense: after the stated wait it does,
   * after attempts of ours that failed it would only multiply the call.
   */
  private static void retryHeaders(Failure failure, HeaderSink sink) {
    long millis = failure.retryAfterMillis();
    if (millis >= 0) {
      long seconds = (millis + MILLIS_PER_SECOND - 1) / MILLIS_PER_SECOND;
      sink.add("retry-after", Long.toString(seconds));
      sink.add("retry-after-ms", Long.toString(millis));
    }
    boolean waits = millis >= 0 && millis <= LONGEST_CLIENT_WAIT_MILLIS;
    boolean retryable = waits || failure.kind() == FailureKind.GATEWAY_OVERLOADED;
    sink.add("x-should-retry", retryable ? "true" : "false");
  }
}
