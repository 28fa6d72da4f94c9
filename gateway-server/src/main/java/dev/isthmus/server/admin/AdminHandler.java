package dev.isthmus.server.admin;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.observe.DecisionRing;
import dev.isthmus.core.observe.DecisionText;
import dev.isthmus.server.admin.Doorkeeper.Need;
import dev.isthmus.server.admin.Doorkeeper.Pass;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Answers the admin port's paths. Threads: its connection's event loop. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Page NO_DECISION =
      Page.error(
          404,
          "no such decision here: the id comes from the header x-isthmus-decision, and only the"
              + " latest few thousand are kept");
  private static final Page NO_PATH =
      Page.error(
          404,
          "expected: /healthz, /readyz, /metrics, /admin/state, /admin/version,"
              + " /admin/decisions/ID, POST /admin/whatif/ROUTE, or to change something POST"
              + " /admin/reload,"
              + " PATCH /admin/routes/NAME, POST /admin/deployments/NAME/drain or .../undrain");

  private final AdminView view;
  private final AdminActions actions;
  private final Doorkeeper doorkeeper;

  AdminHandler(AdminView view, AdminActions actions, Doorkeeper doorkeeper) {
    this.view = view;
    this.actions = actions;
    this.doorkeeper = doorkeeper;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    if (!request.decoderResult().isSuccess()) {
      send(context, false, Page.error(400, "not an HTTP request"));
      return;
    }
    Object unused =
        answer(context, request)
            .exceptionally(failure -> Page.error(500, "an error of the gateway's own"))
            .thenAcceptAsync(page -> send(context, keepAlive, page), context.executor());
  }

  private CompletionStage<Page> answer(ChannelHandlerContext context, FullHttpRequest request) {
    Target target = Target.of(path(request.uri()));
    boolean understood = request.method().name().equals(target.kind().method());
    Need need = understood ? target.kind().need() : Need.LOOK;
    Pass pass = doorkeeper.ask(need, request.headers(), address(context), view.access());
    if (pass.refusal() != null) {
      if (need == Need.CHANGE || pass.refusal().status() == 429) {
        String action =
            Page.visible(request.method().name()) + " " + Page.visible(path(request.uri()));
        actions.turnedAway(
            pass.who().name(), address(context), action, Integer.toString(pass.refusal().status()));
      }
      return now(pass.refusal());
    }
    if (!understood) {
      return now(Page.error(405, "expected: " + target.kind().method()));
    }
    return need == Need.CHANGE
        ? change(
            context, target, pass.who().name(), request.content().toString(StandardCharsets.UTF_8))
        : look(target, request);
  }

  private CompletionStage<Page> change(
      ChannelHandlerContext context, Target target, String actor, String body) {
    return switch (target.kind()) {
      case RELOAD -> actions.reload(actor).thenApply(Page::of);
      case DRAIN -> actions.drain(actor, target.name(), true).thenApply(Page::of);
      case UNDRAIN -> actions.drain(actor, target.name(), false).thenApply(Page::of);
      default -> patch(target.name(), actor, address(context), body);
    };
  }

  private CompletionStage<Page> patch(String route, String actor, String from, String body) {
    RoutePatch patch;
    try {
      patch = PatchReader.read(body);
    } catch (IllegalArgumentException e) {
      actions.turnedAway(actor, from, "PATCH route " + Page.visible(route), "unreadable");
      return now(Page.error(400, String.valueOf(e.getMessage())));
    }
    return actions.patchRoute(actor, route, patch).thenApply(Page::of);
  }

  private CompletionStage<Page> look(Target target, FullHttpRequest request) {
    return switch (target.kind()) {
      case HEALTH -> now(Page.text(200, "alive\n"));
      case READINESS ->
          now(view.isReady() ? Page.text(200, "ready\n") : Page.text(503, "not ready\n"));
      case METRICS -> now(new Page(200, view.metricsContentType(), view.metrics(), 0));
      case STATE -> now(Page.json(view.state()));
      case VERSION -> now(Page.json(VersionJson.of(view.version())));
      case DECISION -> decision(target.name(), wantsText(request));
      case WHAT_IF ->
          new WhatIfPage(view)
              .answer(
                  target.name(),
                  request.content().toString(StandardCharsets.UTF_8),
                  request.headers().get(HttpHeaderNames.ACCEPT, ""));
      default -> now(NO_PATH);
    };
  }

  private CompletionStage<Page> decision(String text, boolean asText) {
    Function<Decision, Page> reader =
        decision ->
            asText
                ? Page.text(200, DecisionText.of(decision) + "\n")
                : Page.json(DecisionJson.of(decision));
    return view.decision(DecisionRing.id(text), reader)
        .thenApply(page -> page == null ? NO_DECISION : page);
  }

  private static CompletionStage<Page> now(Page page) {
    return CompletableFuture.completedFuture(page);
  }

  private static boolean wantsText(FullHttpRequest request) {
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
    return accept.startsWith("text/plain");
  }

  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private static String address(ChannelHandlerContext context) {
    return context.channel().remoteAddress() instanceof InetSocketAddress remote
            && remote.getAddress() != null
        ? remote.getAddress().getHostAddress()
        : "";
  }

  private static void send(ChannelHandlerContext context, boolean keepAlive, Page page) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(page.status()),
            Unpooled.copiedBuffer(page.body(), StandardCharsets.UTF_8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, page.type())
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    if (page.status() == HttpResponseStatus.UNAUTHORIZED.code()) {
      response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    if (page.retryAfterSeconds() > 0) {
      response.headers().setInt(HttpHeaderNames.RETRY_AFTER, page.retryAfterSeconds());
    }
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
