package dev.isthmus.server.config;

import java.nio.file.Path;

/** A configuration file and how it is read. Threads: any; reading blocks. */
public record ConfigFile(Path path, ConfigLoader loader) {

  public LoadResult load() {
    return loader.load(path);
  }

  /** Reads the file for a gateway that runs on {@code running}. */
  public LoadResult reload(GatewayConfig running) {
    return loader.reload(path, running);
  }
}
