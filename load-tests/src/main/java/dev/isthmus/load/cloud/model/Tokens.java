package dev.isthmus.load.cloud.model;

/**
 * How the simulated clouds count tokens: a rule that anybody can repeat by hand.
 *
 * <p>Input: one token for every four bytes of UTF-8 text, rounded up. Output: one token for every
 * piece of text written. No real tokenizer counts like this; what matters here is that the bill is
 * exact and the same on every run.
 */
public final class Tokens {

  private static final int BYTES_PER_TOKEN = 4;

  private Tokens() {}

  /** Tokens of {@code text} as input. */
  public static long ofText(String text) {
    return (utf8Bytes(text) + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
  }

  /** A well spread number out of {@code value}; the finaliser of SplitMix64. */
  public static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static long utf8Bytes(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes += 1;
      } else if (c < 0x800 || Character.isSurrogate(c)) {
        bytes += 2; // each half of a pair counts two of its four
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }
}
