package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.provider.ProviderCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * A provider's refusal while its body comes in: at most {@value #MAX_BODY_BYTES} bytes of it are
 * kept, the rest is dropped. Threads: one event loop.
 */
final class Refused {
  static final int MAX_BODY_BYTES = 64 * 1024;
  private static final int FIRST_BYTES = 1024;

  private final int status;
  private final KeptHeaders headers;
  private final ByteBuf body;

  Refused(int status, HeaderView headers, ByteBufAllocator allocator) {
    this.status = status;
    this.headers = new KeptHeaders(headers);
    this.body = allocator.buffer(FIRST_BYTES, MAX_BODY_BYTES);
  }

  /** Takes {@code part}. */
  void add(ByteBuf part) {
    body.writeBytes(part, Math.min(part.readableBytes(), MAX_BODY_BYTES - body.readableBytes()));
    part.release();
  }

  Failure read(ProviderCodec codec) {
    return codec.readFailure(status, headers, body);
  }

  /** The body, borrowed. */
  ByteBuf body() {
    return body;
  }

  void release() {
    body.release();
  }
}
