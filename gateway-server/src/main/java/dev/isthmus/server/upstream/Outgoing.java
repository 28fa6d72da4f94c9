package dev.isthmus.server.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.uring.IoUringSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One request's bytes on their way out: the head, then the body as it was given, never copied. A
 * large body goes in pieces while the socket takes them, because TLS would otherwise encrypt all of
 * it into memory at once.
 *
 * <p>Threads: one event loop.
 */
final class Outgoing {

  /** Bodies up to this size go in one write. */
  static final int PIECE_BYTES = 64 * 1024;

  private @Nullable ByteBuf head;
  private @Nullable ByteBuf body;
  private @Nullable ChannelFuture headWritten;
  private @Nullable ChannelFuture lastWritten;

  /**
   * Takes both. The reader index of {@code body} moves: it must be nobody else's.
   *
   * @param body null where it stands behind the head
   */
  Outgoing(ByteBuf head, @Nullable ByteBuf body) {
    this.head = head;
    this.body = body;
  }

  /** Writes the head and as much of the body as {@code channel} takes, with one flush. */
  ChannelFuture start(Channel channel) {
    ByteBuf first = head;
    if (first == null) {
      throw new IllegalStateException("a request is written once");
    }
    head = null;
    ChannelFuture written = channel.write(first);
    headWritten = written;
    lastWritten = written;
    fill(channel);
    channel.flush();
    return written;
  }

  /** Goes on after the socket took some. */
  void resume(Channel channel) {
    if (headWritten != null && body != null && channel.isWritable()) {
      fill(channel);
      channel.flush();
    }
  }

  private void fill(Channel channel) {
    ByteBuf left = body;
    while (left != null && (channel.isWritable() || left.readableBytes() <= PIECE_BYTES)) {
      if (left.readableBytes() <= PIECE_BYTES) {
        body = null;
        lastPiece(channel, left);
        return;
      }
      lastWritten = channel.write(left.readRetainedSlice(PIECE_BYTES));
    }
  }

  private void lastPiece(Channel channel, ByteBuf piece) {
    if (piece.isReadable()) {
      lastWritten = channel.write(piece);
    } else {
      piece.release();
    }
  }

  /**
   * Whether the first bytes left. A ring has the kernel write later and tells of it later still: a
   * write that was handed to one and then failed may have left all the same.
   */
  boolean hasLeft() {
    ChannelFuture written = headWritten;
    return written != null
        && (written.isSuccess() || written.channel() instanceof IoUringSocketChannel);
  }

  /** Whether all of it left. */
  boolean isWhole() {
    return body == null && lastWritten != null && lastWritten.isSuccess();
  }

  /** Lets go of what was not handed to the socket. */
  void release() {
    if (head != null) {
      head.release();
      head = null;
    }
    if (body != null) {
      body.release();
      body = null;
    }
  }
}
