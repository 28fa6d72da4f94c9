package dev.isthmus.load.measure;

import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * What every row is given.
 *
 * @param root of the project
 * @param folder for files that nobody needs afterwards
 * @param rounds of each measurement
 * @param gateways processes of one gateway and of HAProxy, where a row measures calls or chunks
 * @param progress what is being done is said there
 */
record Bench(Path root, Path folder, int rounds, int gateways, PrintWriter progress) {
  /** Whose readings a row has that measures several. */
  String manyGateways() {
    return gateways == 1
        ? "Of each gateway and of HAProxy there was one process."
        : "Of each gateway and of HAProxy there were %d processes, whose readings count alike."
            .formatted(gateways);
  }

  void says(String what) {
    progress.println("  " + what);
    progress.flush();
  }
}
