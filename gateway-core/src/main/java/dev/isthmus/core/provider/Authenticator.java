package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderSink;
import io.netty.buffer.ByteBuf;

/** Shows a provider who we are. Threads: any; never waits. */
public interface Authenticator {

  /** Whether there is a valid credential right now. */
  boolean isReady();

  /** Adds what shows {@code request} to be ours; adds nothing where there is no credential. */
  void authenticate(Unsigned request, HeaderSink headers);

  /** The provider refused the credential: whoever keeps it fresh should fetch another. */
  default void refused() {}

  /**
   * Whether {@code text}, borrowed, shows a credential that was used lately, or a telling part of
   * one, in any of the usual spellings. Slow: for errors.
   */
  default boolean isQuotedIn(ByteBuf text) {
    return false;
  }

  /** For servers that ask for no credential. */
  Authenticator NONE =
      new Authenticator() {
        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void authenticate(Unsigned request, HeaderSink headers) {
          // There is nothing to show.
        }
      };
}
