package dev.isthmus.load.cloud;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs thoughts and knows its own signatures: clouds that share a secret take each other's.
 *
 * <p>Threads: any.
 */
final class ClaudeSeal {

  private final byte[] secret;

  ClaudeSeal(String secret) {
    this.secret = ("thoughts of " + secret).getBytes(StandardCharsets.UTF_8);
  }

  /** The signature of {@code thought}: base64. */
  String sign(String thought) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] sum = mac.doFinal(thought.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(sum);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether {@code signature} is that of {@code thought}. */
  boolean knows(String thought, String signature) {
    return MessageDigest.isEqual(
        sign(thought).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.UTF_8));
  }

  /** A thought that is not shown: unreadable, and known again all the same. */
  String redact(String thought) {
    String hidden = sign("hidden " + thought);
    return hidden + sign(hidden);
  }

  /** Whether {@code data} is something that {@link #redact} made. */
  boolean knowsRedacted(String data) {
    int half = data.length() / 2;
    return data.length() % 2 == 0 && knows(data.substring(0, half), data.substring(half));
  }
}
