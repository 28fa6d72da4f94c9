package dev.isthmus.core.bytes;

/**
 * Why bytes are not a stream of messages.
 *
 * @param offset of the first byte of the message at fault, from the start of the stream
 */
public record EventStreamError(Kind kind, long offset) {

  /** The rule that was broken. */
  public enum Kind {
    PRELUDE_CHECKSUM("a message's first twelve bytes do not match their checksum"),
    MESSAGE_CHECKSUM("a message does not match its checksum"),
    MESSAGE_LENGTH("a message shorter than its own frame, or longer than is read"),
    HEADERS_LENGTH("headers longer than their message, or than is allowed"),
    HEADER("a header that cannot be read"),
    HEADER_COUNT("more headers than are read"),
    DUPLICATE_HEADER("a header stands twice in its message");

    private final String phrase;

    Kind(String phrase) {
      this.phrase = phrase;
    }

    /** The rule in words, for error messages. */
    public String phrase() {
      return phrase;
    }
  }

  /** For people; never quotes the stream. */
  public String describe() {
    return kind.phrase() + " (in the message at byte " + offset + ")";
  }
}
