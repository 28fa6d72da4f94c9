package dev.isthmus.core.provider.nvidia;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.OpenAiServer;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.core.provider.Site;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** NVIDIA's hosted NIM, and one's own by its endpoint, which ends in {@code /v1}. */
public final class NvidiaProvider implements ProviderKind {
  private static final String HOSTED = "https://integrate.api.nvidia.com/v1";

  @Override
  public String type() {
    return "nvidia";
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
    return EnumSet.of(SignIn.API_KEY);
  }

  @Override
  public URI usualEndpoint(Map<String, String> settings) {
    return URI.create(HOSTED);
  }

  @Override
  public Provider at(Site site) {
    return OpenAiServer.at(
        site,
        site.endpointOr(HOSTED),
        OpenAiServer.key(site),
        EnumSet.of(Operation.CHAT, Operation.COMPLETION, Operation.EMBEDDING));
  }
}
