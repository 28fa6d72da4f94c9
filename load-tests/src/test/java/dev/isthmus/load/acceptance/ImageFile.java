package dev.isthmus.load.acceptance;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.load.deploy.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Dockerfile, as far as tests can see through it. */
final class ImageFile {
  private static final Pattern STAGE = Pattern.compile("FROM (\\S+) AS (\\S+)");
  private static final Pattern VERSION = Pattern.compile("(\\d+)-jdk");

  private final List<String> lines;

  private ImageFile(List<String> lines) {
    this.lines = lines;
  }

  static ImageFile read() throws IOException {
    String joined = Repository.text("deploy/Dockerfile").replaceAll("\\\\\\n\\s*", "");
    return new ImageFile(
        joined.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList());
  }

  /** The feature version of the JDK that it builds with and runs on. */
  int javaVersion() {
    Matcher version = VERSION.matcher(lines.get(0));
    if (!version.find()) {
      throw new IllegalStateException(lines.get(0) + " (expected: a JDK's image)");
    }
    return Integer.parseInt(version.group(1));
  }

  /**
   * The instructions of stage {@code name}, and before them those of the stages that it is from.
   */
  List<String> stage(String name) {
    List<String> found = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      Matcher stage = STAGE.matcher(line);
      if (stage.matches()) {
        inside = stage.group(2).equals(name);
        if (inside) {
          found.addAll(stage(stage.group(1)));
        }
      } else if (inside) {
        found.add(line);
      }
    }
    return found;
  }

  /** The last stage, which is what a build without a target makes. */
  String lastStage() {
    return lines.stream()
        .map(STAGE::matcher)
        .filter(Matcher::matches)
        .map(stage -> stage.group(2))
        .reduce("", (first, second) -> second);
  }

  /** The words of {@code instruction}, which must stand in its exec form. */
  List<String> words(String stage, String instruction) throws IOException {
    String last = "";
    for (String line : stage(stage)) {
      last = line.startsWith(instruction + " ") ? line.substring(instruction.length() + 1) : last;
    }
    return List.of(new ObjectMapper().readValue(last, String[].class));
  }
}
