package dev.isthmus.core.provider;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Finds a secret, or half of it, in what somebody says: as it is, in other letter case, with JSON's
 * or a URL's escapes, in base64 at any offset, or in hex.
 *
 * <p>Shape: the forms that a secret may take are cut into overlapping pieces of eight bytes; where
 * the text has enough of them in a row, the secret is in it. What is found too much costs a
 * provider's message, never more. Threads: one; for errors only, it takes time and memory.
 */
public final class Echo {
  private static final int PIECE_BYTES = 8;
  private static final int LEAST_BYTES = 8;
  private static final int MOST_BYTES = 16;
  private static final int BASE64_GROUP = 3;
  private static final int LETTERS_PER_GROUP = 4;
  private static final int HEX = 16;

  private final Set<Long> pieces = new HashSet<>();
  private final int pieceBytes;
  private final long pieceMask;
  private final int tellingBytes;

  /** The last bytes of the text, and how many of them are of the secret. */
  private long last;

  private int bytesSeen;
  private int bytesInARow;

  private Echo(byte[] secret) {
    pieceBytes = Math.min(PIECE_BYTES, secret.length);
    pieceMask = -1L >>> (Long.SIZE - pieceBytes * Byte.SIZE);
    int half = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, secret.length / 2));
    tellingBytes = Math.min(half, secret.length);
    cut(secret);
    cut(HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII));
    for (int lead = 0; lead < BASE64_GROUP; lead++) {
      cut(base64(secret, lead));
    }
  }

  /** Whether {@code text}, borrowed, holds {@code secret}. */
  public static boolean isIn(ByteBuf text, String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      return false;
    }
    Echo echo = new Echo(bytes);
    return echo.isAsItStands(text) || echo.isUnescaped(text);
  }

  private boolean isAsItStands(ByteBuf text) {
    restart();
    for (int i = text.readerIndex(); i < text.writerIndex(); i++) {
      if (completes(text.getByte(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isUnescaped(ByteBuf text) {
    restart();
    int i = text.readerIndex();
    while (i < text.writerIndex()) {
      int digits = escapedDigits(text, i);
      int value = digits == 0 ? -1 : hex(text, i, digits);
      if (value >= 0) {
        i += digits == 2 ? 3 : 6;
      } else {
        i += text.getByte(i) == '\\' && i + 1 < text.writerIndex() ? 1 : 0;
        value = text.getByte(i++);
      }
      if (completes((byte) value)) {
        return true;
      }
    }
    return false;
  }

  /** How many digits of an escape follow: two after a percent sign, four after {@code \\u}. */
  private static int escapedDigits(ByteBuf text, int at) {
    int left = text.writerIndex() - at;
    if (text.getByte(at) == '%' && left >= 3) {
      return 2;
    }
    boolean unicode = text.getByte(at) == '\\' && left >= 6 && text.getByte(at + 1) == 'u';
    return unicode ? 4 : 0;
  }

  private static int hex(ByteBuf text, int at, int digits) {
    int from = at + (digits == 2 ? 1 : 2);
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = Character.digit(text.getByte(i), HEX);
      if (digit < 0) {
        return -1;
      }
      value = value * HEX + digit;
    }
    return value;
  }

  private void restart() {
    last = 0;
    bytesSeen = 0;
    bytesInARow = 0;
  }

  /** Whether, with the next byte, enough of the secret stands in a row. */
  private boolean completes(byte next) {
    last = ((last << Byte.SIZE) | folded(next)) & pieceMask;
    bytesSeen++;
    if (bytesSeen < pieceBytes || !pieces.contains(last)) {
      bytesInARow = 0;
      return false;
    }
    bytesInARow = bytesInARow == 0 ? pieceBytes : bytesInARow + 1;
    return bytesInARow >= tellingBytes;
  }

  private void cut(byte[] form) {
    long piece = 0;
    for (int i = 0; i < form.length; i++) {
      piece = ((piece << Byte.SIZE) | folded(form[i])) & pieceMask;
      if (i + 1 >= pieceBytes) {
        pieces.add(piece);
      }
    }
  }

  /** One for both cases of a letter and for both alphabets of base64. */
  private static long folded(byte letter) {
    return switch (letter) {
      case '-' -> '+';
      case '_' -> '/';
      default -> letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter & 0xff;
    };
  }

  /**
   * The letters that depend on nothing but the secret, where {@code lead} bytes stand before it.
   */
  private static byte[] base64(byte[] secret, int lead) {
    byte[] shifted = new byte[lead + secret.length];
    System.arraycopy(secret, 0, shifted, lead, secret.length);
    int from = lead == 0 ? 0 : LETTERS_PER_GROUP;
    int until = Math.max(from, shifted.length / BASE64_GROUP * LETTERS_PER_GROUP);
    return Arrays.copyOfRange(Base64.getEncoder().encode(shifted), from, until);
  }
}
