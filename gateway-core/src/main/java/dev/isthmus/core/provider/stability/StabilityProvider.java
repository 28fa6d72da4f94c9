package dev.isthmus.core.provider.stability;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.stability.StabilityModel;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.OpenAiPaths;
import dev.isthmus.core.provider.OpenAiServer;
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
 * Stability AI's own API. A deployment's model is {@code ultra}, {@code core}, or one of Stable
 * Diffusion's such as {@code sd3.5-large}.
 */
public final class StabilityProvider implements ProviderKind {
  private static final String USUAL = "https://api.stability.ai";

  @Override
  public String type() {
    return "stability";
  }

  @Override
  public String operator() {
    return "stability";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(Capability.IMAGE_GENERATION);
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
    URI base = site.endpointOr(USUAL);
    String path =
        OpenAiPaths.prefix(base)
            + "/v2beta/stable-image/generate/"
            + StabilityModel.of(site.model()).service();
    return new Provider(
        new PreparedEndpoint(Address.of(base, site.allowPrivate()), Map.of(Operation.IMAGE, path)),
        OpenAiServer.key(site),
        new StabilityCodec(site.model(), new Refusals(site.clock())));
  }
}
