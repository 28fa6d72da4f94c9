package dev.isthmus.core.observe;

import java.nio.charset.StandardCharsets;

/** A field's name with all that stands around it in a {@link JsonLine}. Threads: any; immutable. */
final class FieldName {
  final byte[] bytes;

  private FieldName(byte[] bytes) {
    this.bytes = bytes;
  }

  /** {@code name} is printable ASCII without quotes. */
  static FieldName of(String name) {
    return new FieldName((",\"" + name + "\":").getBytes(StandardCharsets.US_ASCII));
  }
}
