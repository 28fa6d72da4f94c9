package dev.isthmus.load.cloud;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One connection: requests are answered one after the other, in order.
 *
 * <p>Reading stays on while an answer runs, so that a caller who hangs up is seen at once. Bound:
 * {@value #MOST_WAITING} pipelined requests.
 */
final class ServerConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final int MOST_WAITING = 16;

  private final Clerk clerk;
  private final Deque<Request> waiting = new ArrayDeque<>();
  private @Nullable Run current;

  ServerConnection(Clerk clerk) {
    this.clerk = clerk;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
    if (message.decoderResult().isFailure() || waiting.size() >= MOST_WAITING) {
      new Wire(ctx).close();
      return;
    }
    waiting.add(
        new Request(
            message.method().name(),
            new QueryStringDecoder(message.uri()),
            message.headers(),
            ByteBufUtil.getBytes(message.content()),
            HttpUtil.isKeepAlive(message)));
    next(ctx);
  }

  private void next(ChannelHandlerContext ctx) {
    Request request = current == null ? waiting.poll() : null;
    if (request != null) {
      Run run = clerk.take(new Wire(ctx), request, () -> ended(ctx, request));
      current = run;
      run.start();
    }
  }

  private void ended(ChannelHandlerContext ctx, Request request) {
    current = null;
    if (request.keepAlive() && ctx.channel().isActive()) {
      next(ctx);
    } else {
      new Wire(ctx).close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    waiting.clear();
    Run run = current;
    if (run != null) {
      run.hungUp();
    }
  }

  /** A reset by the caller arrives here; the close that follows is handled as any other. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    new Wire(ctx).close();
  }
}
