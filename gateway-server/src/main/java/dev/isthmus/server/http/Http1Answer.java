package dev.isthmus.server.http;

import dev.isthmus.core.exchange.Downstream;
import dev.isthmus.core.exchange.HeaderSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * The answer to one HTTP/1.1 request. Body buffers go out as they came; a chunk's frame goes before
 * and behind them in small buffers of its own.
 */
final class Http1Answer implements Downstream {
  private static final int HEAD_BYTES = 512;

  /** A chunk's size line at its longest, with the end of the chunk before it. */
  private static final int CHUNK_LINE_BYTES = 12;

  private static final int CRLF = '\r' << 8 | '\n';

  /** How a caller knows where the body ends. */
  private enum Body {
    /** The head is not written yet. */
    UNKNOWN,
    LENGTH,
    CHUNKED,
    /** HTTP/1.0 without a length: by the end of the connection. */
    UNTIL_CLOSE,
    /** There is none, whatever the head says. */
    NONE,
    /** All is over. */
    DONE
  }

  private final Http1Connection connection;
  private final Channel channel;
  private final String requestId;
  private final boolean headOnly;
  private Body body = Body.UNKNOWN;
  private long left;
  private boolean last;
  private boolean owesLineEnd;

  /**
   * @param headOnly whether the request's method was HEAD
   */
  Http1Answer(Http1Connection connection, Channel channel, String requestId, boolean headOnly) {
    this.connection = connection;
    this.channel = channel;
    this.requestId = requestId;
    this.headOnly = headOnly;
  }

  String requestId() {
    return requestId;
  }

  boolean isStarted() {
    return body != Body.UNKNOWN;
  }

  /** Nobody is there any more: from now on everything is let go of. */
  void forget() {
    body = Body.DONE;
  }

  @Override
  public void head(int status, long contentLength, HeaderSource headers) {
    if (body != Body.UNKNOWN) {
      return;
    }
    body = framing(contentLength);
    left = contentLength;
    last = body == Body.UNTIL_CLOSE || !connection.mayStay();
    ByteBuf out = channel.alloc().ioBuffer(HEAD_BYTES);
    ascii(out, "HTTP/1.1 ");
    ascii(out, HttpResponseStatus.valueOf(status).codeAsText());
    out.writeByte(' ');
    ascii(out, HttpResponseStatus.valueOf(status).reasonPhrase());
    out.writeShort(CRLF);
    AnswerHeaders.write(requestId, headers, (name, value) -> field(out, name, value));
    if (contentLength >= 0) {
      field(out, "content-length", Long.toString(contentLength));
    } else if (body == Body.CHUNKED) {
      field(out, "transfer-encoding", "chunked");
    }
    if (last || connection.isHttp10()) {
      field(out, "connection", last ? "close" : "keep-alive");
    }
    out.writeShort(CRLF);
    Wire.write(channel, out);
  }

  @Override
  public void body(ByteBuf part) {
    int bytes = part.readableBytes();
    if (bytes == 0 || !channel.isActive() || (body == Body.LENGTH && bytes > left)) {
      part.release();
      return;
    }
    switch (body) {
      case LENGTH -> {
        left -= bytes;
        Wire.write(channel, part);
      }
      case CHUNKED -> {
        writeChunkLine(bytes);
        Wire.write(channel, part);
      }
      case UNTIL_CLOSE -> Wire.write(channel, part);
      default -> part.release();
    }
  }

  @Override
  public void flush() {
    if (owesLineEnd) {
      owesLineEnd = false;
      Wire.write(channel, channel.alloc().ioBuffer(2).writeShort(CRLF));
    }
    channel.flush();
  }

  @Override
  public void end() {
    if (body == Body.DONE) {
      return;
    }
    if (body == Body.UNKNOWN || (body == Body.LENGTH && left > 0)) {
      abort();
      return;
    }
    if (body == Body.CHUNKED) {
      ByteBuf end = channel.alloc().ioBuffer(CHUNK_LINE_BYTES);
      ascii(end, owesLineEnd ? "\r\n0\r\n\r\n" : "0\r\n\r\n");
      Wire.write(channel, end);
    }
    body = Body.DONE;
    channel.flush();
    connection.answered(last);
  }

  @Override
  public void abort() {
    if (body == Body.DONE) {
      return;
    }
    // A missing terminator or a short length shows by itself that the answer is broken. Where
    // neither can, only a reset does.
    boolean shows = body == Body.CHUNKED || (body == Body.LENGTH && left > 0);
    body = Body.DONE;
    connection.broken(shows);
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void readBody(boolean on) {
    connection.readBody(this, on);
  }

  private Body framing(long contentLength) {
    if (headOnly) {
      return Body.NONE;
    }
    if (contentLength >= 0) {
      return Body.LENGTH;
    }
    return connection.isHttp10() ? Body.UNTIL_CLOSE : Body.CHUNKED;
  }

  /** Ends the chunk before and begins one of {@code bytes}. */
  private void writeChunkLine(int bytes) {
    ByteBuf line = channel.alloc().ioBuffer(CHUNK_LINE_BYTES);
    if (owesLineEnd) {
      line.writeShort(CRLF);
    }
    boolean begun = false;
    for (int shift = Integer.SIZE - 4; shift >= 0; shift -= 4) {
      int digit = bytes >>> shift & 0xf;
      begun |= digit != 0;
      if (begun) {
        line.writeByte(digit < 10 ? '0' + digit : 'a' + digit - 10);
      }
    }
    line.writeShort(CRLF);
    owesLineEnd = true;
    Wire.write(channel, line);
  }

  private static void field(ByteBuf out, String name, String value) {
    ascii(out, name);
    ascii(out, ": ");
    ascii(out, value);
    out.writeShort(CRLF);
  }

  private static void ascii(ByteBuf out, CharSequence text) {
    ByteBufUtil.writeAscii(out, text);
  }
}
