package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Wire;
import io.netty.buffer.ByteBuf;

/** Sends requests to deployments. One per event loop. Threads: that loop only. */
public interface Upstream {

  /**
   * Starts one call; takes {@code request.body()}, with the room before it where nobody else holds
   * its memory: a part of what is kept must begin at its first index. The listener hears exactly
   * one of {@code onEnd} and {@code onFailure}, never inside this method, and nothing after {@link
   * Call#cancel}.
   */
  Call send(Request request, Listener listener);

  /** One request; {@code headers} leaves out host, content-length and connection. */
  record Request(
      Wire wire,
      Address address,
      String method,
      String path,
      HeaderSource headers,
      ByteBuf body,
      long connectTimeoutNanos) {

    /** An HTTP request. */
    public Request(
        Address address,
        String method,
        String path,
        HeaderSource headers,
        ByteBuf body,
        long connectTimeoutNanos) {
      this(Wire.HTTP, address, method, path, headers, body, connectTimeoutNanos);
    }
  }

  /** One request under way. */
  interface Call {

    /** Asks for the next batch of body bytes; without it none come after the head. */
    void read();

    /** Ends the call at once and closes its connection, unless it is over. */
    void cancel();
  }

  /** What becomes of a request. */
  interface Listener {

    /** The first byte left us. */
    void onSent();

    /** The final head; interim ones are not shown. The view holds only during this call. */
    void onHead(int status, HeaderView headers);

    /**
     * Takes {@code body}, whose bytes nobody else reads any more: they may be overwritten, and so
     * may the room around them where nobody else holds the buffer.
     */
    void onBody(ByteBuf body);

    /** The socket has no more for now: a good moment to flush. */
    void onBatchEnd();

    /** The answer ended as its framing said it would. */
    void onEnd();

    /** It did not; {@code failure} says whether another attempt is safe. */
    void onFailure(Failure failure);
  }
}
