package dev.isthmus.server.http;

/**
 * How large the head of a request may be.
 *
 * <p>Units: bytes, but for {@code fields}. A line counts without its line end; {@code sectionBytes}
 * counts every header line with its line end. One byte more than a limit is refused.
 */
public record HeadLimits(int requestLineBytes, int sectionBytes, int fieldBytes, int fields) {

  public static final HeadLimits DEFAULT = new HeadLimits(8 << 10, 32 << 10, 16 << 10, 100);

  public HeadLimits {
    positive("requestLineBytes", requestLineBytes);
    positive("sectionBytes", sectionBytes);
    positive("fieldBytes", fieldBytes);
    positive("fields", fields);
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
