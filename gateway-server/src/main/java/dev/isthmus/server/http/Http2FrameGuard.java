package dev.isthmus.server.http;

import dev.isthmus.core.call.Ticker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the nine bytes before each HTTP/2 frame, and at nothing else, for what the codec behind
 * it lets pass: a HEADERS frame on a stream that its caller has ended, or never opened in its turn
 * (RFC 9113 §5.1, §5.1.1), and frames that ask for nothing (PING, SETTINGS, PRIORITY, WINDOW_UPDATE
 * and types that nobody knows) at a rate that nobody needs. Each ends the connection.
 *
 * <p>Buffers pass as they came. Threads: one event loop.
 */
final class Http2FrameGuard extends ChannelInboundHandlerAdapter {
  /** The preface stands where the first payload would. */
  private static final int PREFACE_BYTES = 24;

  /** Frames that ask for nothing; so many in less than a second are an attack. */
  static final int MAX_IDLE_FRAMES = 10_000;

  /** A PING or SETTINGS is worth so many of them, because each has us answer. */
  private static final int ANSWERED = 10;

  private static final long SECOND_NANOS = 1_000_000_000L;

  private static final int HEADER_BYTES = Http2CodecUtil.FRAME_HEADER_LENGTH;
  private static final int END_STREAM = 0x1;

  private final byte[] header = new byte[HEADER_BYTES];
  private final OpenStreams streams;
  private final Ticker ticker;
  private int idleFrames;
  private long idleSince;
  private int headerBytes;
  private int payloadBytes = PREFACE_BYTES;
  private boolean broken;

  /**
   * @param maxStreams how many streams the guard remembers as open; the oldest is forgotten first
   */
  Http2FrameGuard(int maxStreams, Ticker ticker) {
    streams = new OpenStreams(maxStreams);
    this.ticker = ticker;
    this.idleSince = ticker.nanoTime();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    Http2Error error = broken ? null : inspect(in);
    if (broken) {
      in.release();
    } else {
      ctx.fireChannelRead(in);
    }
    if (error != null) {
      broken = true;
      ctx.fireExceptionCaught(Http2Exception.connectionError(error, "a frame that may not be"));
    }
  }

  /** Walks the frames in {@code in}; cuts it off before the first that is wrong. */
  private @Nullable Http2Error inspect(ByteBuf in) {
    int at = in.readerIndex();
    while (at < in.writerIndex()) {
      int step = Math.min(payloadBytes, in.writerIndex() - at);
      payloadBytes -= step;
      at += step;
      if (at == in.writerIndex()) {
        break;
      }
      header[headerBytes++] = in.getByte(at++);
      if (headerBytes < HEADER_BYTES) {
        continue;
      }
      headerBytes = 0;
      payloadBytes = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
      Http2Error error = frame(header[3], header[4], streamId());
      if (error != null) {
        in.writerIndex(Math.max(in.readerIndex(), at - HEADER_BYTES));
        return error;
      }
    }
    return null;
  }

  private int streamId() {
    return (header[5] & 0x7f) << 24
        | (header[6] & 0xff) << 16
        | (header[7] & 0xff) << 8
        | (header[8] & 0xff);
  }

  private @Nullable Http2Error frame(byte type, byte flags, int stream) {
    boolean last = (flags & END_STREAM) != 0;
    switch (type) {
      case Http2FrameTypes.HEADERS -> {
        return streams.headers(stream, last);
      }
      case Http2FrameTypes.RST_STREAM -> streams.end(stream);
      case Http2FrameTypes.DATA -> {
        if (last) {
          streams.end(stream);
        }
      }
      case Http2FrameTypes.PING, Http2FrameTypes.SETTINGS -> {
        return idle(ANSWERED);
      }
      default -> {
        return idle(1);
      }
    }
    return null;
  }

  private @Nullable Http2Error idle(int frames) {
    idleFrames += frames;
    if (idleFrames < MAX_IDLE_FRAMES) {
      return null;
    }
    long now = ticker.nanoTime();
    boolean flood = now - idleSince < SECOND_NANOS;
    idleFrames = 0;
    idleSince = now;
    return flood ? Http2Error.ENHANCE_YOUR_CALM : null;
  }

  /** The streams on which their caller may still send. */
  private static final class OpenStreams {
    private final int[] open;
    private int count;
    private int newest;
    private int opened;

    OpenStreams(int max) {
      open = new int[max];
    }

    @Nullable Http2Error headers(int stream, boolean last) {
      if (stream % 2 == 0) {
        // Never a caller's; the codec says so.
        return null;
      }
      if (stream > newest) {
        newest = stream;
        opened++;
        if (!last) {
          add(stream);
        }
        return null;
      }
      if (find(stream) < 0) {
        // Callers use every odd number; if this one has, the stream was opened and has ended.
        return opened == (newest + 1) / 2 ? Http2Error.STREAM_CLOSED : Http2Error.PROTOCOL_ERROR;
      }
      if (last) {
        end(stream);
      }
      return null;
    }

    void end(int stream) {
      int at = find(stream);
      if (at >= 0) {
        remove(at);
      }
    }

    private void add(int stream) {
      if (count == open.length) {
        remove(0);
      }
      open[count++] = stream;
    }

    private void remove(int at) {
      count--;
      System.arraycopy(open, at + 1, open, at, count - at);
    }

    private int find(int stream) {
      for (int i = count - 1; i >= 0; i--) {
        if (open[i] == stream) {
          return i;
        }
      }
      return -1;
    }
  }
}
