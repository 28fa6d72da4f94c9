package dev.isthmus.core.bytes;

/**
 * Why bytes are not a document that every parser reads alike.
 *
 * @param offset of the first byte at fault, from the start of the document
 */
public record JsonError(Kind kind, long offset) {

  /** The rule that was broken. */
  public enum Kind {
    SYNTAX("not valid JSON"),
    DUPLICATE_KEY("a key that the gateway reads stands twice in its object"),
    ESCAPED_KEY("a key that the gateway reads is written with escapes"),
    OTHER_CASE("a key that the gateway reads is written in another case"),
    BAD_UTF8("not valid UTF-8"),
    DEPTH("nested too deeply"),
    NUMBER("not a valid number, or one of too many digits"),
    BOM("a byte order mark (expected: UTF-8 without one)"),
    TRAILING("something follows the document"),
    NOT_OBJECT("not an object"),
    TRUNCATED("the document is not whole");

    private final String phrase;

    Kind(String phrase) {
      this.phrase = phrase;
    }

    /** The rule in words, for error messages. */
    public String phrase() {
      return phrase;
    }
  }

  /** For people; never quotes the document. */
  public String describe() {
    return kind.phrase() + " (at byte " + offset + ")";
  }
}
