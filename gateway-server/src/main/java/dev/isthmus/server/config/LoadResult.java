package dev.isthmus.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What came of reading a configuration file. */
public sealed interface LoadResult {

  /**
   * The other files that were asked for while reading: the outcome may be another if they change.
   */
  Set<Path> files();

  /**
   * The file is good.
   *
   * @param warnings in file order
   * @param fields where they stand
   */
  record Loaded(GatewayConfig config, List<ConfigProblem> warnings, Fields fields, Set<Path> files)
      implements LoadResult {
    public Loaded {
      warnings = List.copyOf(warnings);
      files = Set.copyOf(files);
    }
  }

  /**
   * The file is refused as a whole.
   *
   * @param problems in file order, warnings among them
   * @param version names the file's bytes; empty where they could not be read
   */
  record Refused(List<ConfigProblem> problems, String version, Set<Path> files)
      implements LoadResult {
    public Refused {
      problems = List.copyOf(problems);
      files = Set.copyOf(files);
    }
  }
}
