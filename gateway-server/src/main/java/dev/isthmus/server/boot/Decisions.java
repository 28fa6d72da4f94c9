package dev.isthmus.server.boot;

import dev.isthmus.core.observe.CallLog;
import dev.isthmus.core.observe.DecisionQueue;
import dev.isthmus.core.observe.DecisionTap;
import dev.isthmus.core.observe.Metrics;
import dev.isthmus.server.config.DecisionsConfig;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.journal.DecisionFiles;
import dev.isthmus.server.journal.DecisionJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The decisions that are written down, where the configuration wants that. Threads: any. */
record Decisions(CallLog log, @Nullable DecisionJournal journal) implements AutoCloseable {

  /** A second of a busy gateway; each place holds a few kilobytes once it was used. */
  private static final int PLACES = 1024;

  /**
   * Begins to write.
   *
   * @param config the one in force
   * @throws Unusable where nothing can be written there
   */
  static Decisions start(Supplier<GatewayConfig> config, Metrics metrics) {
    String directory = config.get().decisions().directory();
    if (directory == null) {
      return new Decisions(call -> {}, null);
    }
    Supplier<DecisionsConfig> now = () -> config.get().decisions();
    DecisionFiles files;
    try {
      files =
          new DecisionFiles(
              Path.of(directory), () -> now.get().keepBytes(), InstantSource.system());
    } catch (IOException | IllegalArgumentException e) {
      throw new Unusable("decisions.directory", "cannot be written to: " + e, e);
    }
    DecisionQueue queue = new DecisionQueue(PLACES);
    DecisionJournal journal = DecisionJournal.start(queue, files);
    metrics.counter(
        "isthmus_decisions_written", "Decisions written to the journal", journal::written);
    metrics.counter(
        "isthmus_decisions_dropped",
        "Decisions that found no room on their way to the journal, because the disk was slow",
        queue::dropped);
    metrics.counter(
        "isthmus_decisions_lost", "Decisions that the disk did not take", journal::lost);
    return new Decisions(new DecisionTap(queue, () -> now.get().sample()), journal);
  }

  @Override
  public void close() {
    if (journal != null) {
      journal.close();
    }
  }
}
