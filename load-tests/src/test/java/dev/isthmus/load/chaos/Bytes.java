package dev.isthmus.load.chaos;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes written as text: {@code \r \n \t \0 \\ \xNN} are escapes, everything else is UTF-8 of
 * itself.
 */
public final class Bytes {

  private Bytes() {}

  /** The bytes that {@code text} stands for. */
  public static byte[] of(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) != '\\') {
        int codePoint = text.codePointAt(at);
        out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(codePoint);
      } else if (text.charAt(at + 1) == 'x') {
        out.write(Integer.parseInt(text.substring(at + 2, at + 4), 16));
        at += 4;
      } else {
        out.write(escape(text.charAt(at + 1)));
        at += 2;
      }
    }
    return out.toByteArray();
  }

  /** {@code bytes} as text, one character each. */
  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static int escape(char letter) {
    return switch (letter) {
      case 'r' -> '\r';
      case 'n' -> '\n';
      case 't' -> '\t';
      case '0' -> 0;
      case '\\' -> '\\';
      default -> throw new IllegalArgumentException("\\" + letter + " (expected: r n t 0 \\ xNN)");
    };
  }
}
