package dev.isthmus.core.provider.openai;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Authenticator;
import dev.isthmus.core.provider.KeyAuth;
import dev.isthmus.core.provider.OpenAiCodec;
import dev.isthmus.core.provider.OpenAiPaths;
import dev.isthmus.core.provider.PreparedEndpoint;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Refusals;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.core.provider.Site;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** OpenAI itself, known by a key. */
public final class OpenAiProvider implements ProviderKind {
  private static final String USUAL = "https://api.openai.com/v1";

  @Override
  public String type() {
    return "openai";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  @Override
  public Set<SignIn> signIns() {
    return EnumSet.of(SignIn.API_KEY);
  }

  @Override
  public URI usualEndpoint(Map<String, String> settings) {
    return URI.create(USUAL);
  }

  @Override
  public Provider at(Site site) {
    if (site.credential().key() == null) {
      throw new IllegalArgumentException("credential: missing (expected: api_key)");
    }
    return at(site, site.endpointOr(USUAL), KeyAuth.bearer(site.credential().key()));
  }

  /** Any server of this dialect under {@code base}. */
  static Provider at(Site site, URI base, Authenticator authenticator) {
    return new Provider(
        new PreparedEndpoint(
            Address.of(base, site.allowPrivate()), OpenAiPaths.under(OpenAiPaths.prefix(base))),
        authenticator,
        new OpenAiCodec(
            site.model(),
            EnumSet.allOf(Operation.class),
            site.usageInStream(),
            new Refusals(site.clock())));
  }
}
