package dev.isthmus.server.admin;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.observe.DecisionRing;
import dev.isthmus.core.observe.DecisionText;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Answers the admin port's paths; all of them only look. Threads: its connection's event loop. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String DECISIONS = "/admin/decisions/";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  private final AdminView view;

  AdminHandler(AdminView view) {
    this.view = view;
  }

  private record Page(HttpResponseStatus status, String type, String body) {}

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    String path = path(request.uri());
    if (!request.decoderResult().isSuccess()) {
      send(context, false, error(HttpResponseStatus.BAD_REQUEST, "not an HTTP request"));
    } else if (!request.method().equals(HttpMethod.GET)) {
      send(context, keepAlive, error(HttpResponseStatus.METHOD_NOT_ALLOWED, "expected: GET"));
    } else if (path.startsWith(DECISIONS)) {
      decision(context, keepAlive, path.substring(DECISIONS.length()), wantsText(request));
    } else {
      send(context, keepAlive, page(path));
    }
  }

  private Page page(String path) {
    return switch (path) {
      case "/healthz" -> new Page(HttpResponseStatus.OK, TEXT, "alive\n");
      case "/readyz" ->
          view.isReady()
              ? new Page(HttpResponseStatus.OK, TEXT, "ready\n")
              : new Page(HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, "not ready\n");
      case "/metrics" -> new Page(HttpResponseStatus.OK, view.metricsContentType(), view.metrics());
      case "/admin/state" -> new Page(HttpResponseStatus.OK, JSON, view.state());
      default ->
          error(
              HttpResponseStatus.NOT_FOUND,
              "expected: /healthz, /readyz, /metrics, /admin/state or /admin/decisions/ID");
    };
  }

  private void decision(
      ChannelHandlerContext context, boolean keepAlive, String text, boolean asText) {
    Function<Decision, Page> reader =
        decision ->
            asText
                ? new Page(HttpResponseStatus.OK, TEXT, DecisionText.of(decision) + "\n")
                : new Page(HttpResponseStatus.OK, JSON, DecisionJson.of(decision));
    long id = DecisionRing.id(text);
    Object unused =
        view.decision(id, reader)
            .thenAcceptAsync(
                page -> send(context, keepAlive, page == null ? noDecision() : page),
                context.executor());
  }

  private static Page noDecision() {
    return error(
        HttpResponseStatus.NOT_FOUND,
        "no such decision here: the id comes from the header x-isthmus-decision, and only the"
            + " latest few thousand are kept");
  }

  private static boolean wantsText(FullHttpRequest request) {
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
    return accept.startsWith("text/plain");
  }

  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private static Page error(HttpResponseStatus status, String message) {
    return new Page(status, JSON, "{\"error\":\"" + message + "\"}\n");
  }

  private static void send(ChannelHandlerContext context, boolean keepAlive, Page page) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            page.status(),
            Unpooled.copiedBuffer(page.body(), StandardCharsets.UTF_8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, page.type())
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    HttpUtil.setKeepAlive(response, keepAlive);
    ChannelFuture written = context.writeAndFlush(response);
    if (!keepAlive) {
      ChannelFuture unused = written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    ChannelFuture unused = context.close();
  }
}
