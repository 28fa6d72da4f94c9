package dev.isthmus.server.config;

import java.util.List;

/** What came of reading a configuration file. */
public sealed interface LoadResult {

  /** The file is good. Warnings are in file order. */
  record Loaded(GatewayConfig config, List<ConfigProblem> warnings) implements LoadResult {
    public Loaded {
      warnings = List.copyOf(warnings);
    }
  }

  /** The file is refused as a whole. Problems are in file order, warnings among them. */
  record Refused(List<ConfigProblem> problems) implements LoadResult {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
