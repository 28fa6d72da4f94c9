package dev.isthmus.server.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A message on its way out, as gRPC wants to read it.
 *
 * <p>Threads: any, one at a time; gRPC may read on a thread of its own while the call is given up
 * on the event loop, so both take the same lock, which is free but for that moment.
 */
final class MessageStream extends InputStream implements KnownLength, Drainable {
  /** Hands it over as it is; nobody reads one. */
  static final MethodDescriptor.Marshaller<MessageStream> OUT =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(MessageStream value) {
          return value;
        }

        @Override
        public MessageStream parse(InputStream stream) {
          throw new UnsupportedOperationException("only for what goes out");
        }
      };

  private ByteBuf message;

  /** Takes {@code message}. */
  MessageStream(ByteBuf message) {
    this.message = message;
  }

  @Override
  public synchronized int available() {
    return message.readableBytes();
  }

  @Override
  public synchronized int read() {
    return message.isReadable() ? message.readByte() & 0xff : -1;
  }

  @Override
  public synchronized int read(byte[] to, int offset, int length) {
    int count = Math.min(length, message.readableBytes());
    message.readBytes(to, offset, count);
    return count == 0 && length > 0 ? -1 : count;
  }

  @Override
  public synchronized int drainTo(OutputStream target) throws IOException {
    int count = message.readableBytes();
    message.readBytes(target, count);
    return count;
  }

  /** Lets go of the message; more than once is harmless. */
  @Override
  public synchronized void close() {
    message.release();
    message = Unpooled.EMPTY_BUFFER;
  }
}
