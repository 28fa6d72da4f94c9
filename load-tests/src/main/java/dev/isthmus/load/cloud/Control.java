package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The control port of a cloud.
 *
 * <p>{@code GET /_sim/state}: connections, faults, capacity. {@code GET /_sim/bill?from=N&rows=M}:
 * totals, and rows where asked for. {@code DELETE /_sim/bill}: forgets. {@code GET /_sim/fault}:
 * what is on; {@code POST /_sim/fault}: switches one on, see {@link FaultText}; {@code DELETE
 * /_sim/fault?id=N}: switches it off, without an id all. {@code POST /_sim/revoke-tokens}. {@code
 * POST /_sim/kill}: the service port closes and its connections are reset; {@code POST
 * /_sim/reopen}. Both happen a moment after they are answered.
 */
final class Control extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final int MOST_ROWS = 10_000;

  private final Cloud cloud;
  private final Clerk clerk;

  Control(Cloud cloud, Clerk clerk) {
    this.cloud = cloud;
    this.clerk = clerk;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    JsonNode body;
    HttpResponseStatus status = HttpResponseStatus.OK;
    try {
      JsonNode answer = answer(request);
      status = answer == null ? HttpResponseStatus.NOT_FOUND : status;
      body = answer == null ? Json.object().put("error", "no such control") : answer;
    } catch (IllegalArgumentException | IllegalStateException e) {
      status = HttpResponseStatus.BAD_REQUEST;
      body = Json.object().put("error", e.getMessage());
    }
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(Json.bytes(body)));
    response.headers().set("content-type", "application/json");
    response.headers().set("content-length", response.content().readableBytes());
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    HttpUtil.setKeepAlive(response, keepAlive);
    ChannelFuture sent = ctx.writeAndFlush(response);
    if (!keepAlive) {
      sent.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private @Nullable JsonNode answer(FullHttpRequest request) {
    QueryStringDecoder target = new QueryStringDecoder(request.uri());
    return switch (request.method().name() + " " + target.path()) {
      case "GET /_sim/state" -> StateText.state(cloud, clerk);
      case "GET /_sim/bill" ->
          StateText.bill(
              clerk.bill(),
              number(target, "from", 0),
              (int) Math.min(MOST_ROWS, number(target, "rows", 0)));
      case "DELETE /_sim/bill" -> {
        clerk.bill().clear();
        yield Json.object().put("cleared", true);
      }
      case "GET /_sim/fault" -> StateText.faults(clerk.faults());
      case "POST /_sim/fault" -> add(request);
      case "DELETE /_sim/fault" -> remove(number(target, "id", -1));
      case "POST /_sim/kill" -> {
        later(cloud::kill);
        yield Json.object().put("killed", true);
      }
      case "POST /_sim/reopen" -> {
        later(this::reopen);
        yield Json.object().put("reopened", true);
      }
      case "POST /_sim/revoke-tokens" -> {
        cloud.revokeTokens();
        yield Json.object().put("revoked", true);
      }
      default -> null;
    };
  }

  /** Ports are opened and closed by waiting for this very loop, so somebody else has to do it. */
  private static void later(Runnable step) {
    Thread thread = new Thread(step, "sim-cloud-port");
    thread.setDaemon(true);
    thread.start();
  }

  private void reopen() {
    try {
      cloud.reopen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode add(FullHttpRequest request) {
    JsonNode body = Json.parse(ByteBufUtil.getBytes(request.content()));
    if (body == null) {
      throw new IllegalArgumentException("body: no JSON (expected: an object)");
    }
    return Json.object().put("id", clerk.faults().add(FaultText.read(body)));
  }

  private ObjectNode remove(long id) {
    if (id < 0) {
      clerk.faults().clear();
    } else {
      clerk.faults().remove((int) id);
    }
    return Json.object().put("removed", true);
  }

  private static long number(QueryStringDecoder target, String name, long fallback) {
    List<String> values = target.parameters().get(name);
    return values == null ? fallback : Long.parseLong(values.get(0));
  }
}
