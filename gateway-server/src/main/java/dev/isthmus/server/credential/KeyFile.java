package dev.isthmus.server.credential;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A key in a file that somebody may replace, as mounted secrets are. It is read anew every 5 s: a
 * mount swaps a link, and then no time stamp tells of it. While the file is missing or empty, the
 * last key stays in use.
 */
public final class KeyFile implements TokenFetch<String> {

  static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 64 * 1024;

  private final Path file;

  public KeyFile(Path file) {
    this.file = file;
  }

  @Override
  public Fetched<String> fetch() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String key = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
      return Fetched.lasting(key, LOOK_AGAIN);
    }
  }
}
