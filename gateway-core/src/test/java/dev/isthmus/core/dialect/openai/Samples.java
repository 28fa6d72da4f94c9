package dev.isthmus.core.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.regex.Pattern;

/** Recorded requests and answers. */
final class Samples {
  private Samples() {}

  static byte[] bytes(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/samples/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The events of a stream, each with its blank line. */
  static String[] events(String name) {
    return Pattern.compile("(?<=\n\n)").splitAsStream(text(name)).toArray(String[]::new);
  }

  static String text(String name) {
    return new String(bytes(name), UTF_8);
  }
}
