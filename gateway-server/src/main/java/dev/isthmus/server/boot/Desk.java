package dev.isthmus.server.boot;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.observe.Metrics;
import dev.isthmus.core.route.whatif.Report;
import dev.isthmus.server.admin.AdminAccess;
import dev.isthmus.server.admin.AdminView;
import dev.isthmus.server.admin.RoutePatch;
import dev.isthmus.server.admin.VersionView;
import dev.isthmus.server.config.AdminConfig;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the admin port sees of a gateway. Threads: any. */
record Desk(Works works, Reloader reloader, Foresight foresight) implements AdminView {

  @Override
  public AdminAccess access() {
    AdminConfig config = works.config().admin();
    return new AdminAccess(
        config.tokens().stream().map(Desk::holder).toList(),
        config.open().contains(AdminConfig.Open.METRICS),
        config.open().contains(AdminConfig.Open.STATE));
  }

  private static AdminAccess.Holder holder(AdminConfig.AdminToken token) {
    boolean mayChange = token.role() == AdminConfig.Role.WRITE;
    return new AdminAccess.Holder(token.name(), token.tokenSha256(), mayChange);
  }

  @Override
  public VersionView version() {
    return reloader.version();
  }

  @Override
  public boolean isReady() {
    return works.isReady();
  }

  @Override
  public String metrics() {
    return works.metrics();
  }

  @Override
  public String metricsContentType() {
    return Metrics.contentType();
  }

  @Override
  public String state() {
    return works.state();
  }

  @Override
  public <T> CompletionStage<@Nullable T> decision(long id, Function<Decision, T> reader) {
    return works.decision(id, reader);
  }

  @Override
  public CompletionStage<@Nullable Report> whatIf(String route, RoutePatch patch) {
    return foresight.ask(route, patch);
  }
}
