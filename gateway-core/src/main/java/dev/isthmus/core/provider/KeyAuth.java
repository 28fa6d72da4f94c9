package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderSink;

/** Shows a key or token in one header. Threads: any. Never prints what it shows. */
public final class KeyAuth implements Authenticator {
  private final String header;
  private final String prefix;
  private final TokenSource source;

  private KeyAuth(String header, String prefix, TokenSource source) {
    this.header = header;
    this.prefix = prefix;
    this.source = source;
  }

  /** {@code authorization: Bearer …}. */
  public static KeyAuth bearer(TokenSource source) {
    return new KeyAuth("authorization", "Bearer ", source);
  }

  /** The key alone, under {@code header}. */
  public static KeyAuth key(String header, TokenSource source) {
    return new KeyAuth(header, "", source);
  }

  @Override
  public boolean isReady() {
    return source.current() != null;
  }

  @Override
  public void authenticate(HeaderSink headers) {
    String token = source.current();
    if (token != null) {
      headers.add(header, prefix + token);
    }
  }

  @Override
  public void refused() {
    source.refused();
  }

  @Override
  public String toString() {
    return header + ": ***";
  }
}
