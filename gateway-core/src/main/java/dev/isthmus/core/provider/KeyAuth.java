package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Shows a key or token in one header. Threads: any. Never prints what it shows. */
public final class KeyAuth implements Authenticator {
  private final String header;
  private final String prefix;
  private final TokenSource source;

  /** The last two shown: an answer may come after a token was replaced. */
  private @Nullable Shown last;

  private @Nullable Shown lastBut;

  /** A token as it came from its source, and the header's value that is sent with each request. */
  private static final class Shown {
    private final String token;
    private final String value;

    Shown(String token, String value) {
      this.token = token;
      this.value = value;
    }

    boolean isIn(ByteBuf text) {
      return Echo.isIn(text, token);
    }
  }

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
      headers.add(header, shown(token).value);
    }
  }

  /** Threads that race lose a token that nobody shows any more, at worst. */
  @SuppressWarnings("ReferenceEquality") // a source gives the same object until it is replaced
  private Shown shown(String token) {
    Shown known = last;
    if (known != null && known.token == token) {
      return known;
    }
    Shown now = new Shown(token, prefix + token);
    lastBut = known;
    last = now;
    return now;
  }

  @Override
  public boolean isQuotedIn(ByteBuf text) {
    Shown one = last;
    Shown other = lastBut;
    return (one != null && one.isIn(text)) || (other != null && other.isIn(text));
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
