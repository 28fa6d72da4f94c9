package dev.isthmus.server.config;

import java.util.Comparator;

/**
 * One thing that is wrong, or odd, with a configuration file. It never holds a secret's value.
 *
 * <p>Units: {@code line} and {@code column} count from 1.
 *
 * @param path the field, such as {@code models.gpt-oss-120b.deployments[1].price.input}
 */
public record ConfigProblem(Level level, int line, int column, String path, String message) {

  /** Top to bottom, as the file is read. */
  static final Comparator<ConfigProblem> IN_FILE_ORDER =
      Comparator.comparingInt(ConfigProblem::line)
          .thenComparingInt(ConfigProblem::column)
          .thenComparing(ConfigProblem::path)
          .thenComparing(ConfigProblem::message);

  /** Whether the file is refused. */
  public enum Level {
    /** The file cannot be used. */
    ERROR,
    /** The file can be used; someone should look. */
    WARNING
  }

  /** As compilers print it: {@code gateway.yaml:12:5: error: limits.body: …}. */
  public String describe(String file) {
    String kind = level == Level.ERROR ? "error" : "warning";
    String field = path.isEmpty() ? "" : path + ": ";
    return file + ":" + line + ":" + column + ": " + kind + ": " + field + message;
  }
}
