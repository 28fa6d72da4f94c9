package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;

/** Proofs of Claude's thoughts, and thoughts that only Anthropic can read. */
final class ClaudeSignature {
  private static final String ISSUER = "anthropic";
  private static final String REDACTED_ISSUER = "anthropic-redacted";

  private ClaudeSignature() {}

  /** Only thoughts that Claude can know for its own may be sent back. */
  static boolean isOwn(Reasoning reasoning) {
    Signature signature = reasoning.signature();
    return signature != null && (signature.issuer().equals(ISSUER) || isRedacted(signature));
  }

  static boolean isRedacted(Signature signature) {
    return signature.issuer().equals(REDACTED_ISSUER);
  }

  static Signature of(String value) {
    return new Signature(ISSUER, value);
  }

  static Signature redacted(String data) {
    return new Signature(REDACTED_ISSUER, data);
  }
}
