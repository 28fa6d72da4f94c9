package dev.isthmus.load.acceptance;

import dev.isthmus.core.cases.Tool;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where npm's clients are, after {@code npm ci}. */
final class NodeFolder {
  private NodeFolder() {}

  /** Skips the test, or fails it where tools are required, when they are not there. */
  static Path path() {
    Path ofModule = Path.of("src", "test", "node");
    Path folder = Files.isDirectory(ofModule) ? ofModule : Path.of("load-tests").resolve(ofModule);
    Tool.need("node");
    Tool.need(Files.isDirectory(folder.resolve("node_modules")), "npm ci was not run in " + folder);
    return folder;
  }
}
