package dev.isthmus.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where values come from that do not stand in the file: the environment, and files beside it.
 *
 * <p>Errors: {@link IllegalArgumentException} with the name of the variable or file, never a value.
 */
final class SecretSource {

  /** No key or certificate chain is longer. */
  private static final int LONGEST_FILE = 1 << 18;

  private static final String FILE = "file:";
  private static final String NOT_THERE = "not-there-";
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

  private final Set<Path> files = new LinkedHashSet<>();
  private final Path folder;
  private final Map<String, String> environment;
  private final boolean needed;

  /**
   * @param needed whether what is not there is an error; else its name stands for it
   */
  SecretSource(Path folder, Map<String, String> environment, boolean needed) {
    this.folder = folder;
    this.environment = environment;
    this.needed = needed;
  }

  /** The files that were asked for so far, whether they could be read or not. */
  Set<Path> files() {
    return files;
  }

  /** Whether {@code text} says where a secret is, instead of being it. */
  static boolean isReference(String text) {
    return text.startsWith(FILE) || REFERENCE.matcher(text).matches();
  }

  /** The value of {@code ${NAME}} or {@code file:…}, or {@code text} itself. */
  String secret(String text) {
    if (text.startsWith(FILE)) {
      return contents(text.substring(FILE.length()));
    }
    if (REFERENCE.matcher(text).matches()) {
      return expand(text);
    }
    if (text.contains("${")) {
      throw new IllegalArgumentException("mixes text and ${…} (expected: ${NAME} alone)");
    }
    return text;
  }

  /** {@code text} with every {@code ${NAME}} replaced. */
  String expand(String text) {
    Matcher reference = REFERENCE.matcher(text);
    var out = new StringBuilder();
    while (reference.find()) {
      reference.appendReplacement(out, Matcher.quoteReplacement(variable(reference.group(1))));
    }
    return reference.appendTail(out).toString();
  }

  /** Whether the environment has {@code name}. */
  boolean knows(String name) {
    return environment.containsKey(name);
  }

  /** Where {@code name} is, as seen from the configuration's folder. */
  Path path(String name) {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("file name is malformed", e);
    }
  }

  /** What the environment has as {@code name}. */
  String variable(String name) {
    String value = environment.get(name);
    if (value == null && !needed) {
      return NOT_THERE + name;
    }
    if (value == null) {
      throw new IllegalArgumentException("environment variable " + name + " is not set");
    }
    if (value.isBlank()) {
      throw new IllegalArgumentException("environment variable " + name + " is empty");
    }
    return value;
  }

  private String contents(String name) {
    Path file = path(name);
    files.add(file);
    if (!needed && !Files.isReadable(file)) {
      return NOT_THERE + name;
    }
    String text = read(file, name).stripTrailing();
    if (text.isBlank()) {
      throw new IllegalArgumentException("file '" + name + "' is empty");
    }
    return text;
  }

  private static String read(Path file, String name) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST_FILE + 1);
      if (bytes.length > LONGEST_FILE) {
        throw new IllegalArgumentException(
            "file '" + name + "' is too long (expected: at most " + LONGEST_FILE + " bytes)");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException | UncheckedIOException e) {
      String why = Files.exists(file) ? "cannot be read" : "does not exist";
      throw new IllegalArgumentException("file '" + name + "' " + why, e);
    }
  }
}
