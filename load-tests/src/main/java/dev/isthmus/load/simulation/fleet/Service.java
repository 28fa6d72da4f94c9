package dev.isthmus.load.simulation.fleet;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Scheduler;
import dev.isthmus.core.call.Usage;
import dev.isthmus.load.simulation.workload.Request;
import org.jspecify.annotations.Nullable;

/**
 * One call as a deployment sees it, from the moment it is sent. Ends once: whole, failed, or
 * cancelled. Threads: one.
 */
public final class Service {

  /** Who sent it. */
  public interface Listener {
    void onSent();

    void onHead(LimitReport report);

    void onContent();

    void onWhole(Usage usage);

    void onFailure(Failure failure, Usage usage);
  }

  private enum Stage {
    COMING,
    QUEUED,
    READING,
    WRITING,
    OVER
  }

  private final Backend backend;
  private final Request request;
  private final long cached;
  private final Listener listener;
  private Stage stage = Stage.COMING;
  private boolean hangs;
  private LimitReport report = LimitReport.NONE;
  private Scheduler.@Nullable Timer next;
  private double writesSince;
  private double writesUntil;

  Service(Backend backend, Request request, long cached, Listener listener) {
    this.backend = backend;
    this.request = request;
    this.cached = cached;
    this.listener = listener;
  }

  Request request() {
    return request;
  }

  long cached() {
    return cached;
  }

  Limiter.Load load() {
    return new Limiter.Load(request.prompt(), cached, backend.most(request));
  }

  void later(double seconds, Runnable task) {
    next = backend.time().after(seconds, task);
  }

  /** Whether it is never answered once it has a place. */
  boolean hangs() {
    return hangs;
  }

  void hangs(boolean silent) {
    hangs = silent;
  }

  void queues() {
    stage = Stage.QUEUED;
  }

  void begins(LimitReport said) {
    stage = Stage.READING;
    report = said;
  }

  void content() {
    stage = Stage.WRITING;
    listener.onHead(backend.heard(report));
    double seconds = backend.decodeSeconds(request);
    writesSince = backend.time().seconds();
    writesUntil = writesSince + seconds;
    if (backend.breaks()) {
      later(seconds * backend.part(), () -> fail(Backend.RESET));
    } else {
      later(seconds, this::whole);
    }
    listener.onContent();
  }

  private void whole() {
    Usage usage =
        Usage.reported(
            request.prompt(), cached, 0, request.output() + request.thinking(), request.thinking());
    backend.keep(request);
    end(request.output() + request.thinking());
    listener.onWhole(usage);
  }

  void refused(LimitReport said, Failure failure) {
    stage = Stage.OVER;
    listener.onHead(said);
    listener.onFailure(failure, Usage.NONE);
  }

  void fail(Failure failure) {
    Usage used = used();
    end(used.output());
    listener.onFailure(failure, used);
  }

  /**
   * Whoever sent it wants it no more.
   *
   * @return what is billed for it
   */
  public Usage cancel() {
    Usage used = used();
    end(used.output());
    return used;
  }

  private void end(long output) {
    Stage was = stage;
    stage = Stage.OVER;
    if (next != null) {
      next.cancel();
    }
    if (was != Stage.OVER && was != Stage.COMING) {
      backend.leave(this, was != Stage.QUEUED, output);
    }
  }

  /** What it has used so far: the prompt once it is read, and what is written of the answer. */
  private Usage used() {
    return switch (stage) {
      case READING -> Usage.unfinished(request.prompt(), cached, 0, 0);
      case WRITING -> Usage.unfinished(request.prompt(), cached, 0, written());
      default -> Usage.NONE;
    };
  }

  private long written() {
    double all = writesUntil - writesSince;
    double part = all <= 0 ? 1 : (backend.time().seconds() - writesSince) / all;
    return request.thinking() + Math.round(request.output() * Math.min(1, part));
  }
}
