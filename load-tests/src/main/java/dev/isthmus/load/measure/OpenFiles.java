package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files a process may have open here. */
final class OpenFiles {
  private static final String LINE = "Max open files";
  private static final int NONE = 1 << 20;

  private OpenFiles() {}

  /** The hard limit, up to which a JVM raises its own and that of its children. */
  static int most() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith(LINE)) {
        String hard = line.substring(LINE.length()).trim().split(" +", -1)[1];
        return hard.equals("unlimited") ? NONE : (int) Math.min(NONE, Long.parseLong(hard));
      }
    }
    return NONE;
  }
}
