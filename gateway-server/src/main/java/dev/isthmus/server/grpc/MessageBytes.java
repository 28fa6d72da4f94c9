package dev.isthmus.server.grpc;

import io.grpc.HasByteBuffer;
import io.grpc.MethodDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Messages as they stand on the wire: nothing is decoded. Threads: any; stateless.
 *
 * <p>A message that came is copied once, out of gRPC's buffers into one of ours: gRPC lets nobody
 * keep them.
 */
final class MessageBytes implements MethodDescriptor.Marshaller<ByteBuf> {
  static final MessageBytes INSTANCE = new MessageBytes();
  private static final int PIECE_BYTES = 8192;

  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

  private MessageBytes() {}

  /** Takes {@code message}. */
  @Override
  public InputStream stream(ByteBuf message) {
    return new MessageStream(message);
  }

  /** Whoever asks owns the result. */
  @Override
  public ByteBuf parse(InputStream stream) {
    ByteBuf message = null;
    try {
      message = allocator.directBuffer(Math.max(1, stream.available()));
      copy(stream, message);
      ByteBuf whole = message;
      message = null;
      return whole;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (message != null) {
        message.release();
      }
    }
  }

  private static void copy(InputStream from, ByteBuf to) throws IOException {
    boolean direct = from instanceof HasByteBuffer has && has.byteBufferSupported();
    while (from.available() > 0) {
      ByteBuffer piece = direct ? ((HasByteBuffer) from).getByteBuffer() : null;
      if (piece == null) {
        to.writeBytes(from, PIECE_BYTES);
      } else {
        int count = piece.remaining();
        to.writeBytes(piece);
        from.skipNBytes(count);
      }
    }
  }
}
