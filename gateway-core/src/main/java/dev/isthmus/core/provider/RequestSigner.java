package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderSink;
import io.netty.buffer.ByteBuf;

/**
 * Signs each request with a credential that something off the event loop keeps fresh. Threads: any;
 * never waits.
 */
public interface RequestSigner {

  /**
   * What a signature holds for.
   *
   * @param service as the provider calls it in signatures, which is not always its host's name
   */
  record Scope(String region, String service) {}

  /** Whether there is a valid credential right now. */
  boolean isReady();

  /** Adds the headers that sign {@code request}; adds nothing where there is no credential. */
  void sign(Unsigned request, Scope scope, HeaderSink headers);

  /** The provider refused the credential: whoever keeps it fresh should fetch another. */
  void refused();

  /** As {@link Authenticator#isQuotedIn}. */
  boolean isQuotedIn(ByteBuf text);
}
