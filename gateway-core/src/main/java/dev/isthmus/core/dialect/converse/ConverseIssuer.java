package dev.isthmus.core.dialect.converse;

import dev.isthmus.core.dialect.turn.TurnEvent.Signature;

/**
 * Who understands the signatures of a model's thoughts, and thoughts that only their issuer can
 * read.
 */
enum ConverseIssuer {
  ANTHROPIC("anthropic"),
  AMAZON("amazon"),
  /** Whoever else stands behind Bedrock. */
  OTHER("bedrock");

  private static final String REDACTED = "-redacted";

  private final String key;

  ConverseIssuer(String key) {
    this.key = key;
  }

  Signature signature(String value) {
    return new Signature(key, value);
  }

  Signature redacted(String data) {
    return new Signature(key + REDACTED, data);
  }

  /** Whether {@code signature} stands for thoughts that are its own. */
  boolean issued(Signature signature) {
    return signature.issuer().equals(key) || isRedacted(signature);
  }

  boolean isRedacted(Signature signature) {
    return signature.issuer().equals(key + REDACTED);
  }
}
