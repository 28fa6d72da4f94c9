package dev.isthmus.server.http;

import org.jspecify.annotations.Nullable;

/**
 * How long one caller has kept us waiting for the next piece of its request.
 *
 * <p>Units: nanoseconds of one monotonic clock. Threads: one event loop. It owns no timer: whoever
 * holds it asks {@link #check} from time to time.
 */
final class Patience {

  /** What took too long. */
  enum Late {
    IDLE,
    HEAD,
    BODY
  }

  private final EdgeTimeouts timeouts;
  private @Nullable Late waitingFor;
  private long since;
  private long windowBytes;

  Patience(EdgeTimeouts timeouts) {
    this.timeouts = timeouts;
  }

  /** Waits for the first byte of the next request. */
  void awaitRequest(long now) {
    await(Late.IDLE, now);
  }

  /** Waits for the rest of a head; from the first time on, however often it is called. */
  void awaitHead(long now) {
    if (waitingFor != Late.HEAD) {
      await(Late.HEAD, now);
    }
  }

  /** Waits for a body, or for more of it after a pause. */
  void awaitBody(long now) {
    await(Late.BODY, now);
  }

  /** It is not the caller's turn. */
  void awaitNothing() {
    waitingFor = null;
  }

  void received(int bytes) {
    windowBytes += bytes;
  }

  /** What took too long by now, or null. */
  @Nullable Late check(long now) {
    if (waitingFor == null) {
      return null;
    }
    return switch (waitingFor) {
      case IDLE -> now - since >= timeouts.keepAlive().toNanos() ? Late.IDLE : null;
      case HEAD -> now - since >= timeouts.head().toNanos() ? Late.HEAD : null;
      case BODY -> checkBody(now);
    };
  }

  private @Nullable Late checkBody(long now) {
    if (now - since < timeouts.bodyWindow().toNanos()) {
      return null;
    }
    if (windowBytes < timeouts.bodyWindowBytes()) {
      return Late.BODY;
    }
    await(Late.BODY, now);
    return null;
  }

  private void await(Late what, long now) {
    waitingFor = what;
    since = now;
    windowBytes = 0;
  }
}
