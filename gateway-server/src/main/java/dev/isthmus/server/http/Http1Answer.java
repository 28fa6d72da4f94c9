package dev.isthmus.server.http;

import dev.isthmus.core.exchange.Downstream;
import dev.isthmus.core.exchange.HeadBytes;
import dev.isthmus.core.exchange.HeaderSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one HTTP/1.1 request. Large body buffers go out as they came; small ones are copied
 * behind the head, or between the frame of their chunk, because each buffer more costs the kernel
 * and us more than such a copy.
 */
final class Http1Answer implements Downstream {
  /** A chunk's size line at its longest, with the end of the chunk before it. */
  private static final int CHUNK_LINE_BYTES = 12;

  /** Up to this size a body buffer is copied. */
  private static final int SMALL_BYTES = 2048;

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

  /** What was written since the last flush and may still have small pieces put behind it. */
  private @Nullable ByteBuf held;

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
    if (held != null) {
      held.release();
      held = null;
    }
  }

  @Override
  public void head(int status, long contentLength, HeaderSource headers) {
    if (body != Body.UNKNOWN) {
      return;
    }
    body = framing(contentLength);
    left = contentLength;
    last = body == Body.UNTIL_CLOSE || !connection.mayStay();
    HeadBytes out = connection.headBytes();
    out.clear();
    statusLine(out, HttpResponseStatus.valueOf(status));
    AnswerHeaders.write(requestId, headers, (name, value) -> field(out, name, value));
    if (contentLength >= 0) {
      field(out, "content-length", Long.toString(contentLength));
    } else if (body == Body.CHUNKED) {
      field(out, "transfer-encoding", "chunked");
    }
    if (last || connection.isHttp10()) {
      field(out, "connection", last ? "close" : "keep-alive");
    }
    out.line();
    ByteBuf bytes = channel.alloc().ioBuffer(out.length() + SMALL_BYTES);
    out.writeTo(bytes);
    held = bytes;
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
        write(part);
      }
      case CHUNKED -> writeChunk(part);
      case UNTIL_CLOSE -> write(part);
      default -> part.release();
    }
  }

  /** Takes {@code part}. */
  private void write(ByteBuf part) {
    if (held != null && part.readableBytes() <= SMALL_BYTES) {
      append(part, 0);
    } else {
      writeHeld();
      Wire.write(channel, part);
    }
  }

  /** Takes {@code part}, and makes one chunk of it, whose line end is owed. */
  private void writeChunk(ByteBuf part) {
    int bytes = part.readableBytes();
    if (bytes <= SMALL_BYTES) {
      writeChunkLine(room(CHUNK_LINE_BYTES + bytes + 2), bytes);
      append(part, 2);
    } else {
      writeChunkLine(room(CHUNK_LINE_BYTES), bytes);
      writeHeld();
      Wire.write(channel, part);
    }
    owesLineEnd = true;
  }

  /** Takes {@code part}, and leaves room for {@code more} bytes behind it. */
  private void append(ByteBuf part, int more) {
    room(part.readableBytes() + more).writeBytes(part);
    part.release();
  }

  /** The held buffer, with room for {@code bytes} more. */
  private ByteBuf room(int bytes) {
    ByteBuf buffer = held;
    if (buffer != null && buffer.writableBytes() < bytes) {
      writeHeld();
      buffer = null;
    }
    if (buffer == null) {
      buffer = channel.alloc().ioBuffer(bytes);
      held = buffer;
    }
    return buffer;
  }

  private void writeHeld() {
    ByteBuf bytes = held;
    if (bytes != null) {
      held = null;
      Wire.write(channel, bytes);
    }
  }

  @Override
  public void flush() {
    if (owesLineEnd) {
      owesLineEnd = false;
      room(2).writeShort(CRLF);
    }
    writeHeld();
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
      ByteBufUtil.writeAscii(room(CHUNK_LINE_BYTES), owesLineEnd ? "\r\n0\r\n\r\n" : "0\r\n\r\n");
    }
    writeHeld();
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
    writeHeld();
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
  private void writeChunkLine(ByteBuf line, int bytes) {
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
  }

  private static void statusLine(HeadBytes out, HttpResponseStatus status) {
    out.text("HTTP/1.1 ");
    out.text(status.codeAsText().toString());
    out.text(" ");
    out.text(status.reasonPhrase());
    out.line();
  }

  private static void field(HeadBytes out, String name, String value) {
    out.text(name);
    out.colon();
    out.text(value, Octets.VISIBLE_TEXT);
    out.line();
  }
}
