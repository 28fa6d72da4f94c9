package dev.isthmus.server.http;

import dev.isthmus.core.call.HeaderSink;
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
 * and us more than such a copy. What has room for its chunk's frame around it goes out in one
 * buffer, however large, and is not copied.
 */
final class Http1Answer implements Downstream {
  /** Up to this size a body buffer is copied. */
  private static final int SMALL_BYTES = 2048;

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
    Fields fields = new Fields(out);
    AnswerHeaders.write(requestId, headers, fields);
    if (contentLength >= 0) {
      fields.add("content-length", contentLength);
    } else if (body == Body.CHUNKED) {
      fields.add("transfer-encoding", "chunked");
    }
    if (last || connection.isHttp10()) {
      fields.add("connection", last ? "close" : "keep-alive");
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
    if (passesInPlace(part)) {
      ChunkFrame.around(part);
      Wire.write(channel, part);
      return;
    }
    if (bytes <= SMALL_BYTES) {
      writeChunkLine(room(ChunkFrame.LINE_BYTES + bytes + ChunkFrame.END_BYTES), bytes);
      append(part, ChunkFrame.END_BYTES);
    } else {
      writeChunkLine(room(ChunkFrame.LINE_BYTES), bytes);
      writeHeld();
      Wire.write(channel, part);
    }
    owesLineEnd = true;
  }

  /**
   * Whether {@code part} becomes a chunk where it stands. A small one may be little of the buffer
   * it came in: of those no more than one waits for a caller who is slow.
   */
  private boolean passesInPlace(ByteBuf part) {
    return held == null
        && !owesLineEnd
        && ChunkFrame.fitsAround(part)
        && (part.readableBytes() > SMALL_BYTES || StallWatch.waiting(channel) < 0);
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
      ChunkFrame.end(room(ChunkFrame.END_BYTES));
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
      ByteBufUtil.writeAscii(
          room(ChunkFrame.LINE_BYTES), owesLineEnd ? "\r\n0\r\n\r\n" : "0\r\n\r\n");
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
      ChunkFrame.end(line);
    }
    ChunkFrame.begin(line, bytes);
  }

  private static void statusLine(HeadBytes out, HttpResponseStatus status) {
    out.text("HTTP/1.1 ");
    out.text(status.codeAsText().toString());
    out.text(" ");
    out.text(status.reasonPhrase());
    out.line();
  }

  /** The fields of a head; what may not stand in a value becomes a blank. */
  private record Fields(HeadBytes out) implements HeaderSink {
    @Override
    public void add(String name, String value) {
      out.text(name);
      out.colon();
      out.value(value, Octets.VISIBLE_TEXT);
      out.line();
    }

    @Override
    public void add(String name, long value) {
      out.text(name);
      out.colon();
      out.number(value);
      out.line();
    }
  }
}
