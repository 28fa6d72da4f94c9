package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.TokenMint.Audience;
import java.util.HashSet;
import java.util.Set;

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
