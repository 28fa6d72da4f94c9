package dev.isthmus.server.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one HTTP/1.1 request, cut wherever the network cut it. Its parts are slices of
 * what arrived; chunk framing, extensions and trailers are checked and go no further.
 *
 * <p>Threads: one event loop.
 */
final class BodyReader {
  /** Bytes of extensions and trailers in one message; nobody needs any. */
  static final int MAX_OVERHEAD_BYTES = 16 << 10;

  private final ChunkSyntax syntax = new ChunkSyntax();
  private final long limit;
  private long left;
  private long total;
  private boolean chunked;
  private boolean done = true;
  private @Nullable Refusal refusal;

  /** Refuses chunked bodies of more than {@code limit} bytes. */
  BodyReader(long limit) {
    this.limit = limit;
  }

  /** Makes ready for a body of {@code contentLength} bytes, or for a chunked one. */
  void begin(long contentLength, boolean isChunked) {
    chunked = isChunked;
    left = isChunked ? 0 : contentLength;
    total = 0;
    done = !isChunked && contentLength == 0;
    syntax.begin();
  }

  /** Reads on in {@code in}, which it borrows. The caller owns the part that comes back, if any. */
  @Nullable ByteBuf next(ByteBuf in) {
    while (in.isReadable() && !done && refusal == null) {
      if (left > 0) {
        return part(in);
      }
      readSyntax(in);
    }
    return null;
  }

  boolean isDone() {
    return done;
  }

  /** What is wrong, or null. */
  @Nullable Refusal refusal() {
    return refusal;
  }

  private ByteBuf part(ByteBuf in) {
    int count = (int) Math.min(left, in.readableBytes());
    left -= count;
    done = !chunked && left == 0;
    return in.readRetainedSlice(count);
  }

  private void readSyntax(ByteBuf in) {
    switch (syntax.accept(in.readByte())) {
      case MORE -> {}
      case CHUNK -> {
        left = syntax.chunkBytes();
        refusal = left > limit - total ? Refusal.BODY_TOO_LARGE : null;
        total += left;
      }
      case END -> done = true;
      case BROKEN -> refusal = Refusal.CHUNK;
    }
  }
}
