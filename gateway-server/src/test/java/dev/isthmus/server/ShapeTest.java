package dev.isthmus.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What every source file of every module keeps to, beyond what the compiler and formatter see. */
final class ShapeTest {

  private static final int MOST_LINES = 600;
  private static final int GOOD_LINES = 300;

  /** Written in two halves, so that this file does not hold what it forbids. */
  private static final Pattern OPEN_MATTER =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static final Pattern SLEEP = Pattern.compile("\\bThread\\." + "sleep\\(");

  private static final Pattern VAGUE_NAME =
      Pattern.compile("(Abstract|Base)[A-Z].*|.*(Utils?|Helper|Impl|Manager|Common)");

  @Test
  void noFileIsLongerThanTheLimit(TestReporter reporter) throws IOException {
    var tooLong = new ArrayList<String>();
    for (Path file : sources()) {
      int lines = Files.readAllLines(file, UTF_8).size();
      if (lines > MOST_LINES) {
        tooLong.add(file + ": " + lines + " lines (expected: <= " + MOST_LINES + ")");
      } else if (lines > GOOD_LINES) {
        reporter.publishEntry("long file", file + ": " + lines + " lines");
      }
    }
    assertEquals(List.of(), tooLong);
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    var unmarked = new ArrayList<Path>();
    for (Path file : sources()) {
      Path info = file.resolveSibling("package-info.java");
      boolean main = file.toString().contains("/src/main/");
      if (main && !(Files.exists(info) && Files.readString(info).contains("@NullMarked"))) {
        unmarked.add(info);
      }
    }
    assertEquals(List.of(), unmarked);
  }

  @Test
  void noOpenMatterAndNoSleep() throws IOException {
    var found = new ArrayList<String>();
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file, UTF_8);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (OPEN_MATTER.matcher(line).find() || SLEEP.matcher(line).find()) {
          found.add(file + ":" + (i + 1) + ": " + line.strip());
        }
      }
    }
    assertEquals(List.of(), found);
  }

  @Test
  void noNameHidesWhatATypeIs() throws IOException {
    List<Path> vague =
        sources().stream().filter(file -> VAGUE_NAME.matcher(simpleName(file)).matches()).toList();
    assertEquals(List.of(), vague);
  }

  @Test
  void thePatternsFindWhatTheyAreFor() {
    assertTrue(OPEN_MATTER.matcher("// TO" + "DO: later").find());
    assertTrue(SLEEP.matcher("Thread." + "sleep(10);").find());
    assertTrue(VAGUE_NAME.matcher("StringUtils").matches());
    assertTrue(VAGUE_NAME.matcher("AbstractProvider").matches());
  }

  private static String simpleName(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static List<Path> sources() throws IOException {
    var files = new ArrayList<Path>();
    for (String module : List.of("gateway-core", "gateway-server", "load-tests")) {
      Path folder = project().resolve(module).resolve("src");
      try (Stream<Path> tree = Files.walk(folder)) {
        tree.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
      }
    }
    assertTrue(files.size() > 2, "no sources below " + project());
    return files;
  }

  private static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.resolve("..").normalize();
    }
    return folder;
  }
}
