package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.random.RandomGenerator;

/** Makes the ids that requests are known by: {@code req_} and 24 hex digits. Threads: one. */
public final class RequestIds {
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
  private static final int PREFIX = "req_".length();
  private static final int LONG_DIGITS = 16;
  private static final int INT_DIGITS = 8;

  private final byte[] text =
      "req_".concat("0".repeat(LONG_DIGITS + INT_DIGITS)).getBytes(ISO_8859_1);
  private final RandomGenerator random;

  public RequestIds(RandomGenerator random) {
    this.random = random;
  }

  public String next() {
    write(random.nextLong(), PREFIX, LONG_DIGITS);
    write(random.nextInt(), PREFIX + LONG_DIGITS, INT_DIGITS);
    return new String(text, ISO_8859_1);
  }

  private void write(long bits, int at, int digits) {
    for (int i = 0; i < digits; i++) {
      text[at + i] = HEX[(int) (bits >>> (4 * (digits - 1 - i))) & 0xf];
    }
  }
}
