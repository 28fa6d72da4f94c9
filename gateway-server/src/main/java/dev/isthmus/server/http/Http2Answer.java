package dev.isthmus.server.http;

import dev.isthmus.core.exchange.Downstream;
import dev.isthmus.core.exchange.HeaderSource;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one HTTP/2 request. One body buffer waits until the next call shows whether it is
 * the last, so that a plain answer ends with its data and not with an empty frame behind it.
 */
final class Http2Answer implements Downstream {
  private final Http2Stream stream;
  private final Channel channel;
  private final String requestId;
  private final boolean headOnly;
  private @Nullable ByteBuf waiting;
  private long left = -1;
  private boolean started;
  private boolean bodyless;
  private boolean done;

  Http2Answer(Http2Stream stream, Channel channel, String requestId, boolean headOnly) {
    this.stream = stream;
    this.channel = channel;
    this.requestId = requestId;
    this.headOnly = headOnly;
  }

  String requestId() {
    return requestId;
  }

  boolean isStarted() {
    return started;
  }

  boolean isDone() {
    return done;
  }

  /** Nobody is there any more: from now on everything is let go of. */
  void forget() {
    done = true;
    dropWaiting();
  }

  @Override
  public void head(int status, long contentLength, HeaderSource headers) {
    if (started || done) {
      return;
    }
    started = true;
    left = contentLength;
    bodyless = headOnly || contentLength == 0;
    Http2Headers out = new DefaultHttp2Headers().status(Integer.toString(status));
    AnswerHeaders.write(
        requestId, headers, (name, value) -> out.add(name, AnswerHeaders.clean(value)));
    if (contentLength >= 0) {
      out.add("content-length", Long.toString(contentLength));
    }
    Wire.writeFrame(channel, new DefaultHttp2HeadersFrame(out, bodyless));
  }

  @Override
  public void body(ByteBuf part) {
    int bytes = part.readableBytes();
    if (done || !started || bodyless || bytes == 0 || (left >= 0 && bytes > left)) {
      part.release();
      return;
    }
    left -= left >= 0 ? bytes : 0;
    writeWaiting(false);
    waiting = part;
  }

  @Override
  public void flush() {
    writeWaiting(false);
    channel.flush();
  }

  @Override
  public void end() {
    if (done) {
      return;
    }
    if (!started || (left > 0 && !headOnly)) {
      abort();
      return;
    }
    if (waiting != null) {
      writeWaiting(true);
    } else if (!bodyless) {
      Wire.writeFrame(channel, new DefaultHttp2DataFrame(true));
    }
    done = true;
    channel.flush();
    stream.answered();
  }

  @Override
  public void abort() {
    if (done) {
      return;
    }
    // In two steps: a reset drops what its stream has not handed to the socket.
    flush();
    done = true;
    Wire.writeFrame(channel, new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
    channel.flush();
    stream.answered();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void readBody(boolean on) {
    stream.readBody(this, on);
  }

  private void writeWaiting(boolean last) {
    if (waiting != null) {
      Wire.writeFrame(channel, new DefaultHttp2DataFrame(waiting, last));
      waiting = null;
    }
  }

  private void dropWaiting() {
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
  }
}
