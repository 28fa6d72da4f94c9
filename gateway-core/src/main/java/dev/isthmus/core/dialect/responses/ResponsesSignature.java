package dev.isthmus.core.dialect.responses;

import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A signature as it travels in {@code encrypted_content} of a reasoning item, which callers send
 * back untouched: {@code isthmus:<of>:<issuer>:<value>}.
 *
 * @param of what is signed
 */
record ResponsesSignature(Of of, Signature signature) {
  private static final String MARK = "isthmus";
  private static final int PARTS = 4;

  /** What is signed, seen from the reasoning item. */
  enum Of {
    /** The item's own thoughts, or whatever follows them. */
    THOUGHT,
    /** The function call that follows. */
    CALL,
    /** The message that went before. */
    MESSAGE;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Null where {@code encrypted} is none of ours. */
  static @Nullable ResponsesSignature read(String encrypted) {
    String[] parts = encrypted.split(":", PARTS);
    if (parts.length < PARTS || !parts[0].equals(MARK)) {
      return null;
    }
    for (Of of : Of.values()) {
      if (of.key().equals(parts[1])) {
        return new ResponsesSignature(of, new Signature(parts[2], parts[3]));
      }
    }
    return null;
  }

  String write() {
    return String.join(":", MARK, of.key(), signature.issuer(), signature.value());
  }
}
