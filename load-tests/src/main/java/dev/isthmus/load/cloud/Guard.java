package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.TokenMint.Audience;

/** The lock on a cloud's door: which keys and tokens open it. Threads: any. */
final class Guard {

  private final Access access;
  private final TokenMint mint;
  private volatile long tokensNotBefore;

  Guard(Access access) {
    this.access = access;
    this.mint = new TokenMint(access.tokenSecret());
  }

  boolean knowsKey(String key) {
    return access.keys().contains(key);
  }

  boolean knowsToken(String token, Audience audience) {
    return mint.knows(token, audience, System.currentTimeMillis(), tokensNotBefore);
  }

  /** Whether nobody has to sign in. */
  boolean open() {
    return access.keys().isEmpty();
  }

  /** Every token issued until now is unknown from now on. */
  void revokeTokens() {
    tokensNotBefore = System.currentTimeMillis() + 1;
  }

  String issue(Audience audience, long lifeMillis) {
    return mint.issue(audience, System.currentTimeMillis(), lifeMillis);
  }
}
