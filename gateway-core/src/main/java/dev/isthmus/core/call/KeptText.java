package dev.isthmus.core.call;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** A text of ASCII that is another one for each call, as bytes; as {@link KeptFacts}. */
final class KeptText {
  /** As many as a request's id has. */
  private static final int USUAL_BYTES = 28;

  private byte[] bytes = new byte[USUAL_BYTES];
  private int length;

  @HotPath
  @SuppressWarnings("deprecation") // of ASCII the low bytes are all there is, and no array is made
  void keep(String text) {
    length = text.length();
    if (length > bytes.length) {
      bytes = new byte[length];
    }
    text.getBytes(0, length, bytes, 0);
  }

  String text() {
    return new String(bytes, 0, length, US_ASCII);
  }
}
