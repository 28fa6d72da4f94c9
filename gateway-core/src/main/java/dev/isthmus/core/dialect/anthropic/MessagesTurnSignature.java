package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A signature as the thinking blocks of a caller carry it. Claude's own stay as they are; those of
 * others name their issuer, so that they find back to it on the next turn, and say so where they
 * sign the tool call that follows them and not the text.
 *
 * <p>Shape: {@code <issuer>:<value>} and {@code <issuer>+call:<value>}. Claude's are base64, which
 * has no colon.
 *
 * @param ofCall whether it signs a tool call
 */
record MessagesTurnSignature(Signature signature, boolean ofCall) {
  /** Issuer of what stands in a thinking block. */
  static final String THINKING = "anthropic";

  /** Issuer of what stands in a redacted_thinking block. */
  static final String REDACTED = "anthropic-redacted";

  /** Whose values callers of Messages hold who were answered by another model than a Claude. */
  static final String FOREIGN_START = "google";

  private static final String OF_CALL = "+call";
  private static final Pattern FOREIGN =
      Pattern.compile("([a-z0-9-]{1,64})(\\+call)?:(.+)", Pattern.DOTALL);

  /** Reads {@code text}, which is of {@code own} where it names no issuer. */
  static MessagesTurnSignature read(String text, String own) {
    Matcher foreign = FOREIGN.matcher(text);
    return foreign.matches()
        ? new MessagesTurnSignature(
            new Signature(foreign.group(1), foreign.group(3)), foreign.group(2) != null)
        : new MessagesTurnSignature(new Signature(own, text), false);
  }

  /** Whether {@code signature} was issued by a Claude. */
  static boolean isOwn(Signature signature) {
    return signature.issuer().equals(THINKING) || signature.issuer().equals(REDACTED);
  }

  /** The text that {@link #read} takes for this. */
  String text() {
    if (isOwn(signature) && !ofCall) {
      return signature.value();
    }
    return signature.issuer() + (ofCall ? OF_CALL : "") + ":" + signature.value();
  }
}
