package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process and all that it started, as Linux accounts for them.
 *
 * <p>Threads: any. Errors: a process that has ended is an {@link IOException}.
 */
final class ProcessTree {
  /** Of a second; the kernel's interface to user space has always had this many. */
  private static final double TICKS = 100;

  /** Where utime and stime stand, counted from what follows the command's name. */
  private static final int USER_TICKS = 11;

  private static final int KERNEL_TICKS = 12;
  private static final double KIB = 1024;

  private final ProcessHandle root;

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  private List<Long> members() {
    return Stream.concat(Stream.of(root), root.descendants()).map(ProcessHandle::pid).toList();
  }

  /** User and kernel time since the processes began. */
  double cpuSeconds() throws IOException {
    double ticks = 0;
    for (long member : members()) {
      String stat = Files.readString(Path.of("/proc/" + member + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      ticks += Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[KERNEL_TICKS]);
    }
    return ticks / TICKS;
  }

  /** Memory that is in use and not paged out. */
  double residentBytes() throws IOException {
    double kibibytes = 0;
    for (long member : members()) {
      for (String line : Files.readAllLines(Path.of("/proc/" + member + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          kibibytes += Double.parseDouble(line.replaceAll("\\D+", ""));
        }
      }
    }
    return kibibytes * KIB;
  }

  /** Sends every member a signal, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    for (long member : members()) {
      Program.quietly("kill", "-" + name, Long.toString(member));
    }
  }

  /** Lets every thread of every member run on these processors alone, such as {@code 0,1}. */
  void pin(String processors) throws IOException, InterruptedException {
    for (long member : members()) {
      Program.quietly("taskset", "-a", "-c", "-p", processors, Long.toString(member));
    }
  }
}
