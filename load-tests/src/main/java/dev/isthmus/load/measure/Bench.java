package dev.isthmus.load.measure;

import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * What every row is given.
 *
 * @param root of the project
 * @param folder for files that nobody needs afterwards
 * @param rounds of each measurement
 * @param progress what is being done is said there
 */
record Bench(Path root, Path folder, int rounds, PrintWriter progress) {
  void says(String what) {
    progress.println("  " + what);
    progress.flush();
  }
}
