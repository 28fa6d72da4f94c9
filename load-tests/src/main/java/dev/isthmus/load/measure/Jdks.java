package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JDKs of this machine. */
public final class Jdks {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  private Jdks() {}

  /** Where each is, by its feature version; the one that runs this goes first among equals. */
  public static Map<Integer, Path> found() throws IOException {
    Map<Integer, Path> homes = new TreeMap<>();
    homes.put(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    for (Path folder : new Path[] {Path.of("/usr/lib/jvm"), Path.of("/opt/java")}) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> entries = Files.list(folder)) {
          for (Path home : (Iterable<Path>) entries.sorted()::iterator) {
            add(homes, home);
          }
        }
      }
    }
    return homes;
  }

  private static void add(Map<Integer, Path> homes, Path home) throws IOException {
    Path release = home.resolve("release");
    if (Files.isReadable(release) && Files.isExecutable(home.resolve("bin/javac"))) {
      Matcher version = VERSION.matcher(Files.readString(release));
      if (version.find()) {
        homes.putIfAbsent(Integer.parseInt(version.group(1)), home);
      }
    }
  }
}
