package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.TokenMint.Audience;
import dev.isthmus.load.cloud.TokenMint.Standing;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lock on a cloud's door: which keys and tokens open it. Threads: any. */
final class Guard {

  private final Access access;
  private final TokenMint mint;
  private volatile long tokensNotBefore;
  private volatile Set<String> revokedKeys = Set.of();

  Guard(Access access) {
    this.access = access;
    this.mint = new TokenMint(access.tokenSecret());
  }

  boolean knowsKey(String key) {
    return access.keys().contains(key) && !revokedKeys.contains(key);
  }

  /** The secret of an AWS access key, of a session where there is a token; null if unknown. */
  @Nullable String secretOf(String accessKeyId, @Nullable String sessionToken) {
    if (sessionToken != null) {
      AwsKeys keys = mint.keysOf(sessionToken);
      return keys.accessKeyId().equals(accessKeyId) ? keys.secretAccessKey() : null;
    }
    String prefix = accessKeyId + ":";
    return access.keys().stream()
        .filter(key -> key.startsWith(prefix) && !revokedKeys.contains(key))
        .findFirst()
        .map(key -> key.substring(prefix.length()))
        .orElse(null);
  }

  Standing session(String token) {
    return mint.standing(token, Audience.AWS, System.currentTimeMillis(), tokensNotBefore);
  }

  /** Keys of an AWS session that is accepted for {@code lifeMillis}. */
  AwsKeys issueKeys(long lifeMillis) {
    return mint.keysOf(issue(Audience.AWS, lifeMillis));
  }

  /** Signs {@code text}: clouds that share the secret know it again. */
  String sign(String text) {
    return mint.sign(text);
  }

  Duration tokenLife() {
    return access.tokenLife();
  }

  boolean knowsToken(String token, Audience audience) {
    return mint.knows(token, audience, System.currentTimeMillis(), tokensNotBefore);
  }

  /** Whether nobody has to sign in. */
  boolean open() {
    return access.keys().isEmpty();
  }

  /** {@code key} opens nothing from now on. One at a time. */
  void revokeKey(String key) {
    Set<String> more = new HashSet<>(revokedKeys);
    more.add(key);
    revokedKeys = Set.copyOf(more);
  }

  /** Every token issued until now is unknown from now on. */
  void revokeTokens() {
    tokensNotBefore = System.currentTimeMillis() + 1;
  }

  String issue(Audience audience, long lifeMillis) {
    return mint.issue(audience, System.currentTimeMillis(), lifeMillis);
  }
}
