package dev.isthmus.core.provider.anthropic;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Authenticator;
import dev.isthmus.core.provider.ClaudeCodec;
import dev.isthmus.core.provider.KeyAuth;
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

/**
 * Claude by Anthropic's own API, and where Azure AI Foundry serves it: there the endpoint is {@code
 * https://RESOURCE.services.ai.azure.com/anthropic}.
 */
public final class AnthropicProvider implements ProviderKind {
  private static final String USUAL = "https://api.anthropic.com";

  @Override
  public String type() {
    return "anthropic";
  }

  @Override
  public String operator() {
    return "anthropic";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(Capability.CHAT, Capability.TOOLS, Capability.IMAGES, Capability.JSON_SCHEMA);
  }

  @Override
  public Set<SignIn> signIns() {
    return EnumSet.of(SignIn.API_KEY, SignIn.ENTRA);
  }

  @Override
  public URI usualEndpoint(Map<String, String> settings) {
    return URI.create(USUAL);
  }

  @Override
  public Provider at(Site site) {
    URI base = site.endpointOr(USUAL);
    String path = OpenAiPaths.prefix(base) + "/v1/messages";
    return new Provider(
        new PreparedEndpoint(
            Address.of(base, site.allowPrivate()),
            Map.of(Operation.CHAT, path, Operation.COUNT, path + "/count_tokens")),
        authenticator(site.credential()),
        ClaudeCodec.direct(site.model(), new Refusals(site.clock()), site.clock()));
  }

  private static Authenticator authenticator(Site.Credential credential) {
    if (credential.key() != null) {
      return KeyAuth.key("x-api-key", credential.key());
    }
    if (credential.token() != null) {
      return KeyAuth.bearer(credential.token());
    }
    throw new IllegalArgumentException("credential: missing (expected: api_key or entra)");
  }
}
