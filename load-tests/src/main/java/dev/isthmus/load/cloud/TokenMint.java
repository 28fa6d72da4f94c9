package dev.isthmus.load.cloud;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
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
    ENTRA,
    AWS,
    IMDS
  }

  /** What a token is worth. */
  enum Standing {
    GOOD,
    EXPIRED,
    UNKNOWN
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
    return standing(token, audience, nowMillis, notBefore) == Standing.GOOD;
  }

  /** As {@link #knows}, and whether a token that is not good was once. */
  Standing standing(String token, Audience audience, long nowMillis, long notBefore) {
    String[] parts = token.split("\\.", -1);
    int end = token.lastIndexOf('.');
    if (parts.length != PARTS || !parts[1].equals(audience.name()) || !signed(token, end)) {
      return Standing.UNKNOWN;
    }
    if (Long.parseLong(parts[2]) < notBefore) {
      return Standing.UNKNOWN;
    }
    return Long.parseLong(parts[3]) > nowMillis ? Standing.GOOD : Standing.EXPIRED;
  }

  /** The keys that go with an AWS session: they follow from its token. */
  AwsKeys keysOf(String token) {
    String id = sign("id:" + token).substring(0, 16).toUpperCase(Locale.ROOT);
    return new AwsKeys("ASIA" + id, sign("secret:" + token).substring(0, 40), token);
  }

  private boolean signed(String token, int end) {
    return MessageDigest.isEqual(
        sign(token.substring(0, end)).getBytes(StandardCharsets.US_ASCII),
        token.substring(end + 1).getBytes(StandardCharsets.US_ASCII));
  }

  /** A seal on {@code claims} that only those who share the secret can make. */
  String sign(String claims) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(claims.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
