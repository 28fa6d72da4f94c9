package dev.isthmus.server.http;

import dev.isthmus.core.exchange.HeadBytes;
import dev.isthmus.core.exchange.Inbound;
import dev.isthmus.core.exchange.Unwanted;
import dev.isthmus.server.http.EdgeEvents.Cut;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One caller's HTTP/1.1 connection: one request after the other, each answered before the next is
 * looked at.
 *
 * <p>Reading stays on while an answer is under way, so that a caller that leaves is noticed; what
 * it sends ahead waits in the {@link Backlog}. Threads: its event loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Swept {
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private enum Phase {
    /** Between requests, or in the head of one. */
    HEAD,
    BODY,
    /** The request is whole, its answer is not. */
    ANSWER,
    /** Nothing more is read; what still comes is dropped. */
    LEAVING
  }

  private final Channel channel;
  private final EdgeLoop edge;
  private final Http1Request request;
  private final Backlog backlog;
  private final Patience patience;
  private final StallWatch stall;
  private Phase phase = Phase.HEAD;
  private @Nullable Http1Answer answer;
  private Inbound inbound = Unwanted.INSTANCE;
  private boolean bodyPaused;
  private @Nullable Farewell farewell;

  Http1Connection(Channel channel, EdgeLoop edge) {
    EdgeLimits limits = edge.limits();
    this.channel = channel;
    this.edge = edge;
    this.request = new Http1Request(limits);
    this.backlog = new Backlog(channel.alloc());
    this.patience = new Patience(limits.timeouts());
    this.stall = new StallWatch(limits.timeouts().writeStall());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    patience.awaitRequest(edge.now());
    edge.add(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    edge.turn().hold();
    try {
      if (farewell != null) {
        farewell.dropped(in.readableBytes());
      } else if (backlog.isEmpty()) {
        consume(in);
        keep(in);
      } else {
        keep(in);
      }
    } finally {
      in.release();
      edge.turn().release();
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
    Inbound left = inbound;
    Http1Answer unfinished = answer;
    phase = Phase.LEAVING;
    inbound = Unwanted.INSTANCE;
    answer = null;
    backlog.clear();
    edge.remove(this);
    if (unfinished != null) {
      unfinished.forget();
      left.onHangUp();
    }
    request.release();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException || cause instanceof DecoderException)) {
      edge.events().broken(cause);
    }
    Farewell.reset(channel);
  }

  @Override
  public void sweep(long now) {
    if (stall.isStalled(StallWatch.waiting(channel), now)) {
      edge.events().cut(Cut.WRITE_STALL);
      Farewell.reset(channel);
      return;
    }
    Patience.Late late = patience.check(now);
    if (late == null) {
      return;
    }
    switch (late) {
      case IDLE -> Wire.close(channel);
      case HEAD -> refuseUnread(Refusal.SLOW_HEAD);
      case BODY -> bodyFailed(Refusal.SLOW_BODY);
    }
  }

  /** A request may be on its way; it is still served. */
  @Override
  public void drain() {
    Wire.later(channel, this::closeIfIdle, EdgeLoop.LAST_ROUND_TRIP_MILLIS);
  }

  private void closeIfIdle() {
    if (phase == Phase.HEAD && !request.head.isStarted() && backlog.isEmpty()) {
      Wire.close(channel);
    }
  }

  @Override
  public void cut() {
    if (phase == Phase.HEAD) {
      Wire.close(channel);
    } else {
      // Where an answer is over and on its way, its farewell closes.
      inbound.onCut(EdgeLoop.DRAINED);
    }
  }

  /** Whether the connection outlives the answer whose head is about to be written. */
  boolean mayStay() {
    return phase == Phase.ANSWER && request.isKeepAlive() && !edge.isLastAnswer();
  }

  HeadBytes headBytes() {
    return edge.headBytes();
  }

  boolean isHttp10() {
    return request.isHttp10();
  }

  /** The answer was written to its end. */
  void answered(boolean isLast) {
    answer = null;
    inbound = Unwanted.INSTANCE;
    request.release();
    bodyPaused = false;
    // An answer that began before the end was known did not say that it is the last one.
    boolean over = edge.isDraining() && backlog.isEmpty();
    if (isLast || over || phase != Phase.ANSWER) {
      leave();
      return;
    }
    phase = Phase.HEAD;
    patience.awaitRequest(edge.now());
    if (!backlog.isEmpty()) {
      // Not from here: the engine is still inside the call that ended its answer.
      channel.eventLoop().execute(this::pump);
    }
  }

  /** The answer broke off; {@code shows} says whether its framing gives that away. */
  void broken(boolean shows) {
    answer = null;
    inbound = Unwanted.INSTANCE;
    phase = Phase.LEAVING;
    patience.awaitNothing();
    Farewell.breakOff(channel, shows);
  }

  void readBody(Http1Answer from, boolean on) {
    if (from != answer || phase != Phase.BODY || bodyPaused != on) {
      return;
    }
    bodyPaused = !on;
    if (on) {
      patience.awaitBody(edge.now());
    } else {
      patience.awaitNothing();
    }
    updateReading();
  }

  /** Reads on in {@code in} until it is used up or an answer has to be waited for. */
  private void consume(ByteBuf in) {
    while (in.isReadable() && (phase == Phase.HEAD || phase == Phase.BODY)) {
      if (phase == Phase.HEAD) {
        readHead(in);
      } else {
        readBody(in);
      }
    }
  }

  /** Keeps what is left of {@code in} for later. */
  private void keep(ByteBuf in) {
    if (in.isReadable() && phase != Phase.LEAVING) {
      backlog.add(in);
      updateReading();
    }
  }

  private void pump() {
    ByteBuf block = backlog.first();
    while (block != null && (phase == Phase.HEAD || phase == Phase.BODY)) {
      consume(block);
      backlog.trim();
      block = backlog.first();
    }
    updateReading();
  }

  private void updateReading() {
    boolean full = backlog.bytes() >= edge.limits().backlogBytes();
    channel.config().setAutoRead(phase == Phase.LEAVING || !(full || bodyPaused));
  }

  private void readHead(ByteBuf in) {
    HeadParser head = request.head;
    head.feed(in);
    Refusal refusal = head.refusal();
    if (refusal != null) {
      refuseUnread(refusal);
    } else if (head.isDone()) {
      open();
    } else {
      patience.awaitHead(edge.now());
    }
  }

  private void readBody(ByteBuf in) {
    BodyReader body = request.body;
    int before = in.readableBytes();
    ByteBuf part = body.next(in);
    patience.received(before - in.readableBytes());
    Refusal refusal = body.refusal();
    if (refusal != null) {
      bodyFailed(refusal);
      return;
    }
    if (body.isDone()) {
      bodyEnded();
    }
    Inbound to = inbound;
    if (part != null) {
      to.onBody(part);
    }
    if (body.isDone() && to == inbound) {
      to.onBodyEnd();
    }
  }

  /** There is nothing left to pause: from here on reading serves to notice that a caller leaves. */
  private void bodyEnded() {
    phase = Phase.ANSWER;
    patience.awaitNothing();
    if (bodyPaused) {
      bodyPaused = false;
      updateReading();
    }
  }

  /** Begins the request whose head is whole. */
  private void open() {
    Target target = request.judge();
    Http1Answer current = newAnswer(request.isHeadOnly());
    phase = request.body.isDone() ? Phase.ANSWER : Phase.BODY;
    if (target instanceof Target.Found found) {
      start(found, current);
    } else if (target instanceof Target.Refused refused) {
      if (!refused.why().keepsConnection()) {
        phase = Phase.LEAVING;
      }
      edge.refuse(refused.why(), request.target(), current.requestId(), current);
    }
  }

  private void start(Target.Found target, Http1Answer current) {
    if (phase == Phase.BODY) {
      patience.awaitBody(edge.now());
    } else {
      patience.awaitNothing();
    }
    long length = request.contentLength();
    Inbound opened = edge.open(target, request.headers(), length, current.requestId(), current);
    if (answer != current) {
      return;
    }
    inbound = opened;
    if (phase == Phase.ANSWER) {
      opened.onBodyEnd();
    } else if (opened.wantsBody() && request.awaitsContinue()) {
      Wire.write(channel, ByteBufUtil.writeAscii(channel.alloc(), CONTINUE));
      channel.flush();
    }
  }

  private Http1Answer newAnswer(boolean headOnly) {
    Http1Answer current = new Http1Answer(this, channel, edge.nextRequestId(), headOnly);
    answer = current;
    return current;
  }

  /** Refuses a request of which no more is to be read. */
  private void refuseUnread(Refusal why) {
    phase = Phase.LEAVING;
    edge.refuse(why, null, edge.nextRequestId(), newAnswer(false));
  }

  private void bodyFailed(Refusal why) {
    phase = Phase.LEAVING;
    Http1Answer current = answer;
    inbound.onBodyFailure(why.failure());
    if (current == null || answer != current) {
      edge.events().refused(why);
    } else if (current.isStarted()) {
      current.abort();
    } else {
      edge.refuse(why, request.target(), current.requestId(), current);
    }
  }

  private void leave() {
    phase = Phase.LEAVING;
    patience.awaitNothing();
    backlog.clear();
    farewell = new Farewell(channel);
    farewell.say();
    updateReading();
  }
}
