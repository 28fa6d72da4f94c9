package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderSink;

/** Shows a provider who we are. Threads: any; never waits. */
public interface Authenticator {

  /**
   * Adds the credential's headers.
   *
   * @return false where there is no valid credential right now; then nothing was added
   */
  boolean authenticate(HeaderSink headers);

  /** For servers that ask for no credential. */
  Authenticator NONE = headers -> true;
}
