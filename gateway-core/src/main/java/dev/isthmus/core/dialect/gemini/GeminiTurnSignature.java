package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Signatures in the place that Google has for its own. Another issuer's is wrapped, so that it
 * comes back with the conversation and is known again.
 *
 * <p>Shape: base64 throughout, because Google's clients decode it and encode it again.
 */
final class GeminiTurnSignature {
  /** Nine bytes are twelve characters of base64, whatever follows. */
  static final String MARK = encoded("isthmus1:");

  /**
   * Stands on calls that nobody signed, so that they are known for such when they come back: Google
   * refuses them without a proof, and says what to write instead.
   */
  static final Signature NOBODY = new Signature("nobody", "");

  private GeminiTurnSignature() {}

  /** Null where nobody signed. */
  static @Nullable Signature read(String value) {
    if (value.startsWith(MARK)) {
      String wrapped = decoded(value.substring(MARK.length()));
      int colon = wrapped.indexOf(':');
      if (colon > 0) {
        Signature known = new Signature(wrapped.substring(0, colon), wrapped.substring(colon + 1));
        return known.equals(NOBODY) ? null : known;
      }
    }
    return new Signature(GeminiParts.ISSUER, value);
  }

  static String write(Signature signature) {
    return signature.issuer().equals(GeminiParts.ISSUER)
        ? signature.value()
        : MARK + encoded(signature.issuer() + ":" + signature.value());
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Empty where it is no base64 of either alphabet. */
  private static String decoded(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
