package dev.isthmus.core.provider.openai;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.Authenticator;
import dev.isthmus.core.provider.KeyAuth;
import dev.isthmus.core.provider.OpenAiServer;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.core.provider.Site;
import dev.isthmus.core.provider.TokenSource;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;

/** A server of one's own that speaks OpenAI's dialect, such as vLLM, with or without a key. */
public final class CompatibleProvider implements ProviderKind {

  @Override
  public String type() {
    return "compatible";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.complementOf(
        EnumSet.of(
            Capability.RESPONSE,
            Capability.STORED_RESPONSE,
            Capability.IMAGE_GENERATION,
            Capability.INFER));
  }

  @Override
  public Set<SignIn> signIns() {
    return EnumSet.of(SignIn.API_KEY, SignIn.NONE);
  }

  @Override
  public Provider at(Site site) {
    URI base = site.endpoint();
    if (base == null) {
      throw new IllegalArgumentException("endpoint: missing (expected: http://HOST:PORT/v1)");
    }
    TokenSource key = site.credential().key();
    return OpenAiServer.at(
        site,
        base,
        key == null ? Authenticator.NONE : KeyAuth.bearer(key),
        EnumSet.complementOf(EnumSet.of(Operation.COUNT, Operation.INFER)));
  }
}
