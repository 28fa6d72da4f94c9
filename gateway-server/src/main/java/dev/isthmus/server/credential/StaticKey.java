package dev.isthmus.server.credential;

import dev.isthmus.core.provider.TokenSource;

/** A key that the configuration gave, for good. Threads: any; immutable. */
public final class StaticKey implements TokenSource {

  private final String key;

  /** Blanks and line ends around the key, as they come with mounted files, are not part of it. */
  public StaticKey(String key) {
    this.key = key.strip();
    if (this.key.isEmpty()) {
      throw new IllegalArgumentException("key: blank (expected: a key)");
    }
  }

  @Override
  public String current() {
    return key;
  }

  @Override
  public String toString() {
    return "StaticKey[***]";
  }
}
