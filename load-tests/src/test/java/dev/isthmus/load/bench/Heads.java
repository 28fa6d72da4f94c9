package dev.isthmus.load.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads messages that have a length, of peers that are known. */
final class Heads {
  private static final String LENGTH = "content-length: ";

  private Heads() {}

  /** The next message's body; null at the end of the connection. */
  static byte @Nullable [] body(InputStream in) throws IOException {
    String head = head(in);
    if (head == null) {
      return null;
    }
    int at = head.indexOf(LENGTH);
    int length =
        at < 0 ? 0 : Integer.parseInt(head.substring(at + LENGTH.length(), head.indexOf('\r', at)));
    return in.readNBytes(length);
  }

  /** The next head, in lower case, its empty line included; null at the end. */
  static @Nullable String head(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder(512);
    while (text.length() < 4 || text.indexOf("\r\n\r\n", text.length() - 4) < 0) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      text.append((char) b);
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
