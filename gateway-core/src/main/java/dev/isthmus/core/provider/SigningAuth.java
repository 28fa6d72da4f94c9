package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderSink;
import io.netty.buffer.ByteBuf;

/** Signs every request for one service in one region. Threads: any. */
public final class SigningAuth implements Authenticator {
  private final RequestSigner signer;
  private final RequestSigner.Scope scope;

  public SigningAuth(RequestSigner signer, RequestSigner.Scope scope) {
    this.signer = signer;
    this.scope = scope;
  }

  @Override
  public boolean isReady() {
    return signer.isReady();
  }

  @Override
  public void authenticate(Unsigned request, HeaderSink headers) {
    signer.sign(request, scope, headers);
  }

  @Override
  public void refused() {
    signer.refused();
  }

  @Override
  public boolean isQuotedIn(ByteBuf text) {
    return signer.isQuotedIn(text);
  }
}
