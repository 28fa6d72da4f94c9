package dev.isthmus.load.deploy;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The checked-out repository, whichever module's tests run, and the tools around it. */
public final class Repository {
  private static final Path ROOT = root();
  private static final int MOST_SECONDS = 120;

  private Repository() {}

  private static Path root() {
    for (Path f = Path.of("").toAbsolutePath(); f != null; f = f.getParent()) {
      if (Files.exists(f.resolve("mvnw"))) {
        return f;
      }
    }
    throw new IllegalStateException("working folder: expected one inside the repository");
  }

  public static Path path(String path) {
    return ROOT.resolve(path);
  }

  public static String text(String path) throws IOException {
    return Files.readString(path(path));
  }

  /** Every file under {@code folder} whose name ends in {@code suffix}, sorted. */
  public static List<Path> files(String folder, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(path(folder))) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().endsWith(suffix))
          .sorted()
          .toList();
    }
  }

  /** Where tools are required their absence is a failure; elsewhere the test is skipped. */
  public static void needs(boolean present, String why) {
    if ("1".equals(System.getenv("REQUIRE_TOOLS"))) {
      assertTrue(present, why);
    }
    assumeTrue(present, why);
  }

  /** What {@code command} says, run at the root; it must end with 0. */
  public static String run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("isthmus-tool-", ".txt");
    Path err = Files.createTempFile("isthmus-tool-", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(ROOT.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      String said = Files.readString(out);
      assertTrue(ended && process.exitValue() == 0, command + ":\n" + said + Files.readString(err));
      return said;
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Whether {@code name} is a program on the path. */
  public static boolean has(String name) {
    List<Path> found = new ArrayList<>();
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        found.add(Path.of(folder, name));
      }
    }
    return !found.isEmpty();
  }
}
