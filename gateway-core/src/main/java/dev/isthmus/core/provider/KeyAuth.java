package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Shows a key or token in one header. Threads: any. Never prints what it shows. */
public final class KeyAuth implements Authenticator {
  private final String header;
  private final String prefix;
  private final TokenSource source;

  /** The last two tokens shown: an answer may come after a token was replaced. */
  private @Nullable String shown;

  private @Nullable String shownBefore;

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
  public void authenticate(Unsigned request, HeaderSink headers) {
    String token = source.current();
    if (token != null) {
      remember(token);
      headers.add(header, prefix + token);
    }
  }

  /** Threads that race lose a token that nobody shows any more, at worst. */
  @SuppressWarnings("ReferenceEquality") // a source gives the same object until it is replaced
  private void remember(String token) {
    if (token != shown) {
      shownBefore = shown;
      shown = token;
    }
  }

  @Override
  public boolean isQuotedIn(ByteBuf text) {
    return isIn(text, shown) || isIn(text, shownBefore);
  }

  private static boolean isIn(ByteBuf text, @Nullable String token) {
    return token != null && Echo.isIn(text, token);
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
