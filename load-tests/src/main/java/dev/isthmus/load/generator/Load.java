package dev.isthmus.load.generator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A run of load from beginning to end, for command lines. */
public final class Load {

  private Load() {}

  /**
   * Runs {@code plan}, a line each second and a page at the end on {@code out}, the result as JSON
   * in {@code json} where that is given. Returns 0 where every call ended well, else 1.
   *
   * @throws IOException where {@code json} cannot be written, or the target's TLS not be set up
   * @throws InterruptedException where the waiting is interrupted
   */
  public static int run(LoadPlan plan, PrintStream out, @Nullable Path json)
      throws IOException, InterruptedException {
    LoadRun run = LoadRun.start(plan);
    run.onSecond(second -> out.println(line(second)));
    LoadResult result = run.await();
    out.print(result.text());
    if (json != null) {
      Files.writeString(json, result.json().toPrettyString() + "\n");
    }
    return result.allOk() ? 0 : 1;
  }

  private static String line(LiveSecond second) {
    return String.format(
        java.util.Locale.ROOT,
        "%4d s  due %5d  ended %5d  ok %5d  in flight %5d  p50 %8.2f ms  p99 %8.2f ms  %s",
        second.second() + 1,
        second.scheduled(),
        second.ended(),
        second.ok(),
        second.inFlight(),
        second.latencyP50Millis(),
        second.latencyP99Millis(),
        new java.util.TreeMap<>(second.deployments()));
  }
}
