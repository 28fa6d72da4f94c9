package dev.isthmus.load.cloud;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and knows access tokens: a cloud in another process knows a token by its signature alone.
 *
 * <p>Shape: {@code sim.AUDIENCE.ISSUED.EXPIRES.SIGNATURE}, times in milliseconds of the epoch.
 * Threads: any.
 */
final class TokenMint {

  /** Whose services a token opens. */
  enum Audience {
    GOOGLE,
    ENTRA
  }

  private static final int PARTS = 5;

  private final String secret;

  TokenMint(String secret) {
    this.secret = secret;
  }

  String issue(Audience audience, long nowMillis, long lifeMillis) {
    String claims = "sim." + audience + "." + nowMillis + "." + (nowMillis + lifeMillis);
    return claims + "." + sign(claims);
  }

  /**
   * Whether {@code token} is genuine, for {@code audience}, not expired and issued at {@code
   * notBefore} or later.
   */
  boolean knows(String token, Audience audience, long nowMillis, long notBefore) {
    String[] parts = token.split("\\.", -1);
    int end = token.lastIndexOf('.');
    if (parts.length != PARTS || !parts[1].equals(audience.name()) || !signed(token, end)) {
      return false;
    }
    return Long.parseLong(parts[2]) >= notBefore && Long.parseLong(parts[3]) > nowMillis;
  }

  private boolean signed(String token, int end) {
    return MessageDigest.isEqual(
        sign(token.substring(0, end)).getBytes(StandardCharsets.US_ASCII),
        token.substring(end + 1).getBytes(StandardCharsets.US_ASCII));
  }

  private String sign(String claims) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(claims.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
