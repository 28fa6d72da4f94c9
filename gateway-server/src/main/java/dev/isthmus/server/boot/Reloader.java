package dev.isthmus.server.boot;

import dev.isthmus.core.observe.ConfigMeters;
import dev.isthmus.core.observe.ConfigMeters.Result;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.Objective;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.RouteTable;
import dev.isthmus.server.admin.AdminActions;
import dev.isthmus.server.admin.Change;
import dev.isthmus.server.admin.Change.Fault;
import dev.isthmus.server.admin.Change.Verdict;
import dev.isthmus.server.admin.RoutePatch;
import dev.isthmus.server.admin.VersionView;
import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigProblem;
import dev.isthmus.server.config.ConfigWatcher;
import dev.isthmus.server.config.LoadResult;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes what is in force while calls go on: by the file, when it changes or when somebody asks;
 * and by hand. One change at a time, on a thread of its own.
 */
final class Reloader implements AdminActions, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("isthmus");

  /** Changes that wait for their turn; more of them are turned away. */
  private static final int MOST_WAITING = 64;

  /** Names that an answer lists where one was misspelt. */
  private static final int MOST_NAMED = 20;

  private static final String FILE = "file";
  private static final String PERSON = "admin";

  private final Works works;
  private final @Nullable ConfigFile file;
  private final @Nullable ConfigWatcher watcher;
  private final InstantSource clock;
  private final AuditLog audit = new AuditLog();
  private final ConfigMeters meters;
  private final AtomicBoolean fileWaits = new AtomicBoolean();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), Reloader::thread);
  private volatile State state;

  /** What has happened so far. */
  private record State(
      int generation,
      List<String> patched,
      int patches,
      long loadedAtMillis,
      VersionView.@Nullable LastReload last) {}

  /** {@code file} is null where there is none to read again. */
  Reloader(Works works, @Nullable ConfigFile file, InstantSource clock) {
    this.works = works;
    this.file = file;
    this.clock = clock;
    this.meters = works.configMeters();
    this.state = new State(1, List.of(), 0, clock.millis(), null);
    this.watcher = file == null ? null : new ConfigWatcher(file.path(), this::fileChanged);
    tellMeters();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "reload");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to watch the file. */
  void watch() {
    if (watcher != null) {
      watcher.start();
    }
  }

  VersionView version() {
    State now = state;
    String program = Main.class.getPackage().getImplementationVersion();
    return new VersionView(
        program == null ? "unpackaged" : program,
        works.routes().version(),
        now.generation(),
        file == null ? null : file.path().toString(),
        now.patched(),
        now.loadedAtMillis(),
        now.last());
  }

  @Override
  public CompletionStage<Change> reload(String actor) {
    return inTurn(() -> reload(actor, PERSON));
  }

  @Override
  public CompletionStage<Change> patchRoute(String actor, String route, RoutePatch patch) {
    return inTurn(() -> patch(actor, route, patch));
  }

  @Override
  public CompletionStage<Change> drain(String actor, String deployment, boolean on) {
    return inTurn(() -> drainNow(actor, deployment, on));
  }

  @Override
  public void turnedAway(String actor, String address, String action, String why) {
    audit.turnedAway(actor, address, action, why);
  }

  /** Many changes of the file while one waits are one. */
  private void fileChanged() {
    if (fileWaits.compareAndSet(false, true)) {
      Object unused =
          inTurn(
              () -> {
                fileWaits.set(false);
                return reload(FILE, FILE);
              });
    }
  }

  private CompletionStage<Change> inTurn(Supplier<Change> change) {
    CompletableFuture<Change> done = new CompletableFuture<>();
    try {
      thread.execute(
          () -> {
            try {
              done.complete(change.get());
            } catch (RuntimeException e) {
              LOG.error("change failed", e);
              done.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      fileWaits.set(false);
      done.complete(refused("too many changes wait for their turn"));
    }
    return done;
  }

  private Change reload(String actor, String trigger) {
    String before = works.routes().version();
    if (file == null) {
      audit.action(actor, "reload", "-", "refused", "why=\"no file\"");
      return refused("this gateway was not started from a file");
    }
    LoadResult loaded = file.reload(works.config());
    if (watcher != null) {
      watcher.watch(loaded.files());
    }
    Change change = loaded instanceof LoadResult.Loaded good ? install(good) : refused(loaded);
    Result result = result(change.verdict());
    if (result == Result.UNCHANGED && trigger.equals(FILE) && lastWasGood()) {
      // The watcher looks twice at new files, and tools touch files: that is no news.
      return change;
    }
    String version = version(loaded);
    tell(change, result, trigger, version);
    audit.action(
        actor,
        "reload",
        file.path().toString(),
        lower(result),
        "before=" + before + " after=" + change.version() + " file_version=" + version);
    return change;
  }

  private boolean lastWasGood() {
    VersionView.LastReload last = state.last();
    return last == null || !last.result().equals(lower(Result.REFUSED));
  }

  private static String version(LoadResult loaded) {
    return loaded instanceof LoadResult.Loaded good
        ? good.config().version()
        : ((LoadResult.Refused) loaded).version();
  }

  private void tell(Change change, Result result, String trigger, String version) {
    long now = clock.millis();
    State was = state;
    var last = new VersionView.LastReload(now, trigger, lower(result), version, change.faults());
    state =
        result == Result.ACCEPTED
            ? new State(was.generation() + 1, List.of(), 0, now, last)
            : new State(was.generation(), was.patched(), was.patches(), was.loadedAtMillis(), last);
    meters.reloaded(result, trigger, now);
    tellMeters();
    switch (result) {
      case ACCEPTED -> LOG.info("configuration reloaded version={}", change.version());
      case UNCHANGED -> LOG.info("configuration is as it was version={}", change.version());
      case REFUSED ->
          LOG.warn(
              "configuration refused, the old one serves on version={} errors={} first=\"{}\"",
              change.version(),
              change.faults().stream().filter(Fault::error).count(),
              first(change.faults()));
    }
  }

  private static String first(List<Fault> faults) {
    return faults.stream()
        .filter(Fault::error)
        .findFirst()
        .map(one -> "line " + one.line() + ": " + named(one) + one.message())
        .orElse("");
  }

  private static String named(Fault fault) {
    return fault.field().isEmpty() ? "" : fault.field() + ": ";
  }

  private Change install(LoadResult.Loaded good) {
    List<Fault> warnings = faults(good.warnings());
    String version = good.config().version();
    if (state.patches() == 0 && good.config().equals(works.config())) {
      return new Change(Verdict.UNCHANGED, version, "", "", warnings);
    }
    String before = works.routes().version();
    try {
      works.install(good.config());
    } catch (IllegalArgumentException e) {
      String path = e instanceof Unusable unusable ? unusable.path() : "";
      List<Fault> all = new ArrayList<>(warnings);
      all.add(fault(good.fields().error(path, String.valueOf(e.getMessage()))));
      return new Change(Verdict.REFUSED, before, "", "", all);
    }
    return new Change(Verdict.DONE, version, before, version, warnings);
  }

  private Change patch(String actor, String name, RoutePatch patch) {
    RouteTable routes = works.routes();
    Route route = routes.route(name);
    if (route == null) {
      audit.action(actor, "patch", AuditLog.clean(name), "unknown", "version=" + routes.version());
      return unknown("route", routes.routes().stream().map(Route::name));
    }
    String before = Weights.text(route.objective());
    Objective objective;
    try {
      objective = Weights.patched(route.objective(), patch);
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      audit.action(
          actor, "patch", name, "refused", "before=\"" + before + "\" why=\"" + why + "\"");
      return refused(why);
    }
    State was = state;
    String version = works.config().version() + "+" + (was.patches() + 1);
    works.install(routes.with(route.withObjective(objective), version));
    List<String> patched = new ArrayList<>(was.patched());
    patched.remove(name);
    patched.add(name);
    state =
        new State(was.generation(), patched, was.patches() + 1, was.loadedAtMillis(), was.last());
    tellMeters();
    String after = Weights.text(objective);
    audit.action(
        actor,
        "patch",
        name,
        "done",
        "before=\"" + before + "\" after=\"" + after + "\" version=" + version);
    return new Change(Verdict.DONE, version, before, after, List.of());
  }

  private Change drainNow(String actor, String name, boolean on) {
    String action = on ? "drain" : "undrain";
    Deployment deployment = works.routes().deployment(name);
    if (deployment == null) {
      String version = works.routes().version();
      audit.action(actor, action, AuditLog.clean(name), "unknown", "version=" + version);
      return unknown("deployment", works.routes().deployments().stream().map(Deployment::name));
    }
    String before = inService(!deployment.live().capacity().isDrained());
    works.drain(deployment, on);
    String after = inService(!on);
    boolean changed = !before.equals(after);
    String version = works.routes().version();
    audit.action(
        actor,
        action,
        name,
        changed ? "done" : "unchanged",
        "before=" + before + " after=" + after + " version=" + version);
    return new Change(
        changed ? Verdict.DONE : Verdict.UNCHANGED, version, before, after, List.of());
  }

  private static String inService(boolean yes) {
    return yes ? "in_service" : "drained";
  }

  private void tellMeters() {
    RouteTable routes = works.routes();
    meters.inForce(routes.version(), state.patches());
    for (Route route : routes.routes()) {
      Weights.of(route.objective())
          .forEach((weight, value) -> meters.weight(route.name(), weight, value));
    }
  }

  private Change refused(LoadResult loaded) {
    return new Change(
        Verdict.REFUSED,
        works.routes().version(),
        "",
        "",
        faults(((LoadResult.Refused) loaded).problems()));
  }

  private Change refused(String why) {
    Fault fault = new Fault(0, 0, "", why, true);
    return new Change(Verdict.REFUSED, works.routes().version(), "", "", List.of(fault));
  }

  private Change unknown(String what, Stream<String> known) {
    String names = known.sorted().limit(MOST_NAMED).collect(Collectors.joining(", "));
    Fault fault = new Fault(0, 0, "", "no such " + what + " (expected: " + names + ")", true);
    return new Change(Verdict.UNKNOWN, works.routes().version(), "", "", List.of(fault));
  }

  private static List<Fault> faults(List<ConfigProblem> problems) {
    return problems.stream().map(Reloader::fault).toList();
  }

  private static Fault fault(ConfigProblem problem) {
    return new Fault(
        problem.line(),
        problem.column(),
        problem.path(),
        problem.message(),
        problem.level() == ConfigProblem.Level.ERROR);
  }

  private static Result result(Verdict verdict) {
    return switch (verdict) {
      case DONE -> Result.ACCEPTED;
      case UNCHANGED -> Result.UNCHANGED;
      case REFUSED, UNKNOWN -> Result.REFUSED;
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    if (watcher != null) {
      watcher.close();
    }
    thread.shutdownNow();
  }
}
