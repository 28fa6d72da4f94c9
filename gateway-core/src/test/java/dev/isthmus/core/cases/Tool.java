package dev.isthmus.core.cases;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Programs that tests use and a machine may lack. */
public final class Tool {

  private Tool() {}

  /** Skips the test where {@code command} is not on the path; fails it where tools are required. */
  public static void need(String command) {
    need(isOnPath(command), command + " is not on the path");
  }

  /** The same for anything else that a test cannot do without. */
  public static void need(boolean present, String why) {
    if ("1".equals(System.getenv("REQUIRE_TOOLS"))) {
      assertTrue(present, why);
    }
    assumeTrue(present, why);
  }

  private static boolean isOnPath(String command) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, command))) {
        return true;
      }
    }
    return false;
  }
}
