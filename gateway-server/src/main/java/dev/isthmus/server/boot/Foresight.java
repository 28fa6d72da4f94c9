package dev.isthmus.server.boot;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.whatif.Alternative;
import dev.isthmus.core.route.whatif.Report;
import dev.isthmus.core.route.whatif.WhatIf;
import dev.isthmus.server.admin.RoutePatch;
import dev.isthmus.server.journal.DecisionReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says how the calls of the last hour would have gone with other weights: from the files of
 * decisions where there are some, else from what the event loops remember. One question at a time,
 * on a thread of its own.
 */
final class Foresight implements AutoCloseable {
  private static final Duration REACH = Duration.ofHours(1);
  private static final int MOST_WAITING = 4;
  private static final int IDLE_SECONDS = 10;

  private final Works works;
  private final InstantSource clock;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          Foresight::thread);

  Foresight(Works works, InstantSource clock) {
    this.works = works;
    this.clock = clock;
    thread.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "what-if");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * A report on {@code route} under {@code patch}; null where there is no such route.
   *
   * @throws IllegalArgumentException that says what of the patch is wrong
   * @throws RejectedExecutionException where others wait already
   */
  CompletionStage<@Nullable Report> ask(String route, RoutePatch patch) {
    Route now = works.routes().route(route);
    if (now == null) {
      return CompletableFuture.completedFuture(null);
    }
    Alternative alternative = Alternative.of(now, Weights.patched(now.objective(), patch));
    return CompletableFuture.supplyAsync(() -> report(route, alternative), thread);
  }

  private Report report(String route, Alternative alternative) {
    long since = clock.millis() - REACH.toMillis();
    WhatIf whatIf = new WhatIf(Map.of(route, alternative));
    List<String> notes = new ArrayList<>();
    Path directory = works.decisionsDirectory();
    if (directory == null) {
      works.recent(one -> add(whatIf, one, route, since));
      notes.add(
          "from the decisions that are kept in memory, the latest few thousand; with"
              + " decisions.directory in the configuration all of the last hour are there");
    } else {
      DecisionReader.Account account =
          read(directory, since, one -> add(whatIf, one, route, since));
      notes.addAll(WhatIfCommand.notes(account));
    }
    return whatIf.report("What if: other weights for " + route, notes);
  }

  private static void add(WhatIf whatIf, Decision decision, String route, long since) {
    if (decision.summary().atMillis >= since && decision.summary().route.equals(route)) {
      whatIf.add(decision);
    }
  }

  private static DecisionReader.Account read(
      Path directory, long since, Consumer<Decision> consumer) {
    DecisionReader reader = new DecisionReader();
    try {
      for (Path file : DecisionReader.files(directory)) {
        if (Files.getLastModifiedTime(file).toInstant().isAfter(Instant.ofEpochMilli(since))) {
          reader.read(file, consumer);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reader.account();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
