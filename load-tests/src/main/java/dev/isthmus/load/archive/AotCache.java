package dev.isthmus.load.archive;

import dev.isthmus.load.measure.Program;
import dev.isthmus.load.stand.GatewayProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An AOT cache in the making. It appears under its name when the JVM that made it takes it; until
 * then it has another. Threads: one, and any that closes.
 */
final class AotCache implements AutoCloseable {
  /** The JVM forks another at its end, which writes the cache out of what the first one noted. */
  private static final int WRITE_SECONDS = 120;

  /**
   * Buffers that are watched for leaks are of other classes, and the JVM is to know them: usually
   * there are so few that a training meets none.
   */
  private static final String WATCHED = "-Dio.netty.leakDetection.samplingInterval=64";

  private static final int KEPT_LINES = 200;
  private static final int SHOWN_LINES = 5;
  private static final int MIB = 1 << 20;

  private final Path file;
  private final Path unfinished;
  private final List<String> command;
  private final PrintWriter progress;
  private @Nullable GatewayProcess gateway;
  private @Nullable TrainingGround ground;

  /**
   * One that is to be {@code file}.
   *
   * @param command starts a gateway, up to its main class: the very words with which the cache will
   *     be used, since the JVM refuses one of another class path or collector
   */
  AotCache(Path file, List<String> command, PrintWriter progress) {
    this.file = file;
    this.unfinished = file.resolveSibling(file.getFileName() + ".new");
    this.command = List.copyOf(command);
    this.progress = progress;
  }

  /**
   * Makes it, with {@code seconds} of calls.
   *
   * @throws IOException where that does not succeed; it says why
   */
  void make(int seconds) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Path folder = file.getParent();
    if (folder == null || !Files.isWritable(folder)) {
      throw new IOException(folder + ": not a folder that can be written to");
    }
    deleteUnfinished();
    says("training a gateway with " + seconds + " s of calls ...");
    end(train(seconds));
    if (!Files.exists(unfinished)) {
      throw new IOException("the JVM made none: " + lastWords());
    }
    // With this mode the JVM does not start without it.
    Program.output(
        command(List.of("-XX:AOTCache=" + unfinished, "-XX:AOTMode=on"), List.of("version")));
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    says(
        "%s: %d MiB, made in %d s"
            .formatted(
                file,
                Files.size(file) / MIB,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)));
  }

  private GatewayProcess train(int seconds) throws IOException, InterruptedException {
    TrainingGround providers = open();
    List<String> arguments = List.of("serve", "--config", providers.config().toString());
    GatewayProcess started =
        keep(
            GatewayProcess.start(
                command(List.of("-XX:AOTCacheOutput=" + unfinished, WATCHED), arguments),
                providers.secrets(),
                KEPT_LINES));
    new Lessons(started, providers.stub()).give(seconds);
    return started;
  }

  private synchronized TrainingGround open() throws IOException {
    TrainingGround opened = new TrainingGround();
    ground = opened;
    return opened;
  }

  private synchronized GatewayProcess keep(GatewayProcess started) {
    gateway = started;
    return started;
  }

  /**
   * The command with {@code flags} for the JVM, which win, and {@code arguments} for the program.
   */
  private List<String> command(List<String> flags, List<String> arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(all.size() - 1, flags);
    all.addAll(arguments);
    return all;
  }

  private void end(GatewayProcess trained) throws IOException, InterruptedException {
    says("writing the cache ...");
    trained.terminate();
    if (!trained.process().waitFor(WRITE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the JVM took longer than " + WRITE_SECONDS + " s to write it");
    }
  }

  /** What the JVM said last, without the lines about calls. */
  private String lastWords() {
    GatewayProcess ended = gateway;
    if (ended == null) {
      return "";
    }
    List<String> lines = ended.output().stream().filter(line -> !line.startsWith("{")).toList();
    return String.join("; ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  private void says(String what) {
    progress.println("archive: " + what);
    progress.flush();
  }

  private void deleteUnfinished() {
    try {
      Files.deleteIfExists(unfinished);
      // The first JVM's notes for the second.
      Files.deleteIfExists(unfinished.resolveSibling(unfinished.getFileName() + ".config"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends what still runs, and deletes what is not finished. */
  @Override
  public synchronized void close() {
    GatewayProcess running = gateway;
    if (running != null) {
      running.process().descendants().forEach(ProcessHandle::destroyForcibly);
      running.process().destroyForcibly();
      running.process().onExit().join();
    }
    TrainingGround open = ground;
    if (open != null) {
      open.close();
      ground = null;
    }
    deleteUnfinished();
  }
}
