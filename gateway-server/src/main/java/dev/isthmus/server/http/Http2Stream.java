package dev.isthmus.server.http;

import dev.isthmus.core.exchange.Inbound;
import dev.isthmus.core.exchange.Unwanted;
import dev.isthmus.server.http.EdgeEvents.Cut;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One request on an HTTP/2 connection. The stream's window opens again for what was read here, so
 * that a body which is not read stops at its window. Threads: the connection's event loop.
 */
final class Http2Stream extends ChannelInboundHandlerAdapter {
  /** Of a body that nobody wants any more. */
  private static final int MAX_DROPPED_BYTES = 64 << 10;

  private final Channel channel;
  private final Http2Connection connection;
  private final EdgeLoop edge;
  private final Patience patience;
  private final StallWatch stall;
  private @Nullable Http2Answer answer;
  private Inbound inbound = Unwanted.INSTANCE;
  private String path = "";
  private long bodyBytes;
  private boolean ended;
  private boolean overdue;

  Http2Stream(Channel channel, Http2Connection connection, EdgeLoop edge) {
    EdgeTimeouts timeouts = edge.limits().timeouts();
    this.channel = channel;
    this.connection = connection;
    this.edge = edge;
    this.patience = new Patience(timeouts);
    this.stall = new StallWatch(timeouts.writeStall());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    connection.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    if (frame instanceof Http2DataFrame data) {
      onData(data);
    } else if (frame instanceof Http2HeadersFrame headers) {
      onHeaders(headers);
    } else {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      inbound.onWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connection.closed(this);
    Inbound left = inbound;
    inbound = Unwanted.INSTANCE;
    if (answer != null && !answer.isDone()) {
      answer.forget();
      left.onHangUp();
    }
  }

  /** The codec's complaint about this stream, which it then resets; or a bug of ours. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2Exception) {
      edge.events().cut(Cut.PROTOCOL);
    } else {
      edge.events().broken(cause);
      reset(Http2Error.INTERNAL_ERROR);
    }
  }

  /** The answer is over, one way or the other. */
  void answered() {
    inbound = Unwanted.INSTANCE;
    patience.awaitNothing();
    // What still comes of the body is dropped for a moment, so that its faults are seen.
    bodyBytes = 0;
    channel.config().setAutoRead(true);
  }

  void readBody(Http2Answer from, boolean on) {
    if (from.isDone() || ended) {
      return;
    }
    channel.config().setAutoRead(on);
    if (on) {
      patience.awaitBody(edge.now());
    } else {
      patience.awaitNothing();
    }
  }

  /** Ends the call, and tells its caller. */
  void cut() {
    inbound.onCut(EdgeLoop.DRAINED);
  }

  void sweep(long now) {
    if (stall.isStalled(waiting(), now)) {
      edge.events().cut(Cut.WRITE_STALL);
      reset(Http2Error.CANCEL);
    } else if (answer != null && answer.isDone() && !ended) {
      // It was answered before its body ended: the caller had a moment to notice by itself.
      if (overdue) {
        reset(Http2Error.NO_ERROR);
      }
      overdue = true;
    } else if (patience.check(now) != null) {
      bodyFailed(Refusal.SLOW_BODY);
    }
  }

  /** What waits for the caller's window or for the connection; −1 for nothing. */
  private long waiting() {
    long free = channel.isWritable() ? channel.bytesBeforeUnwritable() : 0;
    return free > HttpServer.STREAM_MARKS.high() ? -1 : HttpServer.STREAM_MARKS.high() - free;
  }

  private void onHeaders(Http2HeadersFrame frame) {
    if (answer != null) {
      onTrailers(frame);
      return;
    }
    Http2Head head = new Http2Head(frame.headers());
    ended = frame.isEndStream();
    if (head.isMalformed()) {
      edge.events().cut(Cut.PROTOCOL);
      reset(Http2Error.PROTOCOL_ERROR);
    } else {
      open(head);
    }
  }

  /** Trailers end a body and say nothing that anybody here wants to know. */
  private void onTrailers(Http2HeadersFrame frame) {
    if (frame.isEndStream()) {
      end();
    } else {
      reset(Http2Error.PROTOCOL_ERROR);
    }
  }

  private void open(Http2Head head) {
    path = Tongue.withoutQuery(head.path());
    Http2Answer current =
        new Http2Answer(this, channel, edge.nextRequestId(), head.method().equals("HEAD"));
    answer = current;
    long length = ended ? 0 : head.contentLength();
    Target target = Target.resolve(head.method(), head.path(), head.host());
    Refusal refusal =
        head.isTooLarge(edge.limits().head())
            ? Refusal.HEAD_TOO_LARGE
            : EdgeLoop.check(head, length, edge.limits());
    if (refusal != null) {
      edge.refuse(refusal, path, current.requestId(), current);
    } else if (target instanceof Target.Refused refused) {
      edge.refuse(refused.why(), path, current.requestId(), current);
    } else {
      start((Target.Found) target, head, length, current);
    }
  }

  private void start(Target.Found target, Http2Head head, long length, Http2Answer current) {
    patience.awaitBody(edge.now());
    Inbound opened = edge.open(target, head, length, current.requestId(), current);
    if (current.isDone()) {
      return;
    }
    inbound = opened;
    if (ended) {
      end();
    } else if (opened.wantsBody() && head.get("expect") != null) {
      Wire.sendFrame(
          channel, new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("100"), false));
    }
  }

  private void onData(Http2DataFrame frame) {
    ByteBuf part = frame.content();
    boolean last = frame.isEndStream();
    boolean over = answer == null || answer.isDone();
    bodyBytes += part.readableBytes();
    patience.received(part.readableBytes());
    if (bodyBytes > (over ? MAX_DROPPED_BYTES : edge.limits().bodyBytes())) {
      part.release();
      tooMuch(over);
      return;
    }
    if (part.isReadable()) {
      inbound.onBody(part);
    } else {
      part.release();
    }
    if (last) {
      end();
    }
  }

  private void tooMuch(boolean over) {
    if (over) {
      channel.config().setAutoRead(false);
    } else {
      bodyFailed(Refusal.BODY_TOO_LARGE);
    }
  }

  private void end() {
    ended = true;
    patience.awaitNothing();
    channel.config().setAutoRead(true);
    inbound.onBodyEnd();
  }

  private void bodyFailed(Refusal why) {
    Http2Answer current = answer;
    patience.awaitNothing();
    if (current == null || current.isDone()) {
      return;
    }
    inbound.onBodyFailure(why.failure());
    if (current.isDone()) {
      edge.events().refused(why);
    } else if (current.isStarted()) {
      current.abort();
    } else {
      edge.refuse(why, path, current.requestId(), current);
    }
  }

  private void reset(Http2Error error) {
    ended = true;
    Wire.sendFrame(channel, new DefaultHttp2ResetFrame(error));
  }
}
