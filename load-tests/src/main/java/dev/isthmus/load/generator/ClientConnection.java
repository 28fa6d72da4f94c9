package dev.isthmus.load.generator;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** One connection of the pool; at most one call at a time. Threads: the run's event loop. */
final class ClientConnection extends SimpleChannelInboundHandler<HttpObject> {

  private final ClientPool pool;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Call call;
  private boolean keepAlive = true;

  ClientConnection(ClientPool pool) {
    this.pool = pool;
  }

  void send(Call next, Questions questions) {
    ChannelHandlerContext wire = ctx;
    if (wire == null || !wire.channel().isActive()) {
      next.end(Outcome.LOST, System.nanoTime());
      return;
    }
    call = next;
    next.sent(this, System.nanoTime());
    var unused = wire.writeAndFlush(questions.request(next.number(), next.stream()));
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ctx = context;
    pool.free(this);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    Call now = call;
    if (now == null) {
      close(context); // bytes that nobody asked for
      return;
    }
    if (message.decoderResult().isFailure()) {
      close(context);
      return;
    }
    if (message instanceof HttpResponse head) {
      now.head(head, System.nanoTime());
      keepAlive = HttpUtil.isKeepAlive(head);
    }
    if (message instanceof HttpContent content) {
      now.body(content.content(), System.nanoTime());
    }
    if (message instanceof LastHttpContent) {
      complete(context, now);
    }
  }

  private void complete(ChannelHandlerContext context, Call now) {
    now.complete(System.nanoTime());
    call = null;
    if (keepAlive) {
      pool.free(this);
    } else {
      close(context);
    }
  }

  /** A call that ran out of time is over already, and its connection cannot be used again. */
  void abandon() {
    ChannelHandlerContext wire = ctx;
    if (wire != null) {
      close(wire);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Call now = call;
    call = null;
    pool.gone(this);
    if (now != null) {
      now.cutOff(System.nanoTime());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close(context);
  }

  private static void close(ChannelHandlerContext context) {
    var unused = context.close();
  }
}
