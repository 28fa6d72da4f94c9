package dev.isthmus.load.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** AWS's samples. */
final class AwsSample {

  private AwsSample() {}

  static byte[] bytes(String name) {
    try (InputStream in = AwsSample.class.getResourceAsStream("/samples/aws/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }
}
