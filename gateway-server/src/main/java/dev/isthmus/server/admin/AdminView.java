package dev.isthmus.server.admin;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.route.whatif.Report;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the admin port may look at. Threads: any. */
public interface AdminView {

  /** Who may use the port, by the configuration in force. */
  AdminAccess access();

  /** Which gateway runs on which configuration. */
  VersionView version();

  /** Whether new calls should come here. */
  boolean isReady();

  /** The metrics in Prometheus's text form. */
  String metrics();

  String metricsContentType();

  /** Routes and deployments as they are now, as JSON. */
  String state();

  /**
   * Shows one decision to {@code reader} on the event loop that owns it, because decisions are
   * written again once they fall out of their ring.
   *
   * @return what the reader made of it, or null where there is no such decision (any more)
   */
  <T> CompletionStage<@Nullable T> decision(long id, Function<Decision, T> reader);

  /**
   * How the calls of the last hour would have gone on {@code route} with other weights.
   *
   * @return null where there is no such route
   * @throws IllegalArgumentException that says what of the patch is wrong
   * @throws RejectedExecutionException where others wait for an answer already
   */
  CompletionStage<@Nullable Report> whatIf(String route, RoutePatch patch);
}
