package dev.isthmus.load.cloud;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The signature on what a model was thinking: only the clouds that share a secret can make it. */
final class ConverseSeal {

  private final Guard guard;

  ConverseSeal(Guard guard) {
    this.guard = guard;
  }

  String of(String text) {
    String seal = guard.sign("reasoning:" + text);
    return Base64.getEncoder().encodeToString(seal.getBytes(StandardCharsets.US_ASCII));
  }

  boolean sound(String text, String signature) {
    return signature.equals(of(text));
  }
}
