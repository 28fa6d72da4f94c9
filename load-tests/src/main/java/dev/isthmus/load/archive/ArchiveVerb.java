package dev.isthmus.load.archive;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code archive}. */
@Command(
    name = "archive",
    mixinStandardHelpOptions = true,
    description = {
      "Makes an AOT cache, with which a gateway is warm sooner: starts one in front of",
      "providers on this machine, sends it calls, and has the JVM (JDK 25) write down what was hot.",
      "Nothing is left behind but the cache; where it fails, nothing at all."
    })
public final class ArchiveVerb implements Callable<Integer> {
  private static final int LEAST_SECONDS = 2;

  @Option(names = "--out", required = true, description = "the cache")
  private Path out = Path.of("gateway.aot");

  @Option(names = "--seconds", description = "of calls, 2 or more (default: ${DEFAULT-VALUE})")
  private int seconds = 20;

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "after --: what starts the gateway, up to its main class")
  private List<String> command = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    if (seconds < LEAST_SECONDS) {
      throw new ParameterException(
          spec.commandLine(), "--seconds: " + seconds + " (expected: >= " + LEAST_SECONDS + ")");
    }
    PrintWriter print = spec.commandLine().getOut();
    try (AotCache cache = new AotCache(out.toAbsolutePath().normalize(), command, print)) {
      // Whoever interrupts this has no use for half a cache either.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> abandon(cache), "archive-end"));
      cache.make(seconds);
      return 0;
    } catch (IOException e) {
      PrintWriter errors = spec.commandLine().getErr();
      errors.println("archive: " + e.getMessage());
      errors.flush();
      return 1;
    }
  }

  /** The gateway may be one that is only about to start. */
  private static void abandon(AotCache cache) {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    cache.close();
  }
}
