package dev.isthmus.core.provider.huggingface;

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

/**
 * Hugging Face: the router to its inference providers, where a model is {@code OWNER/NAME} or
 * {@code OWNER/NAME:PROVIDER}, and dedicated endpoints, whose address ends in {@code /v1}. The
 * router knows conversations alone; what an endpoint runs may also make vectors.
 */
public final class HuggingFaceProvider implements ProviderKind {
  private static final String ROUTER = "https://router.huggingface.co/v1";

  @Override
  public String type() {
    return "huggingface";
  }

  @Override
  public String operator() {
    return "huggingface";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(
        Capability.CHAT,
        Capability.EMBEDDING,
        Capability.TOOLS,
        Capability.IMAGES,
        Capability.JSON_SCHEMA);
  }

  @Override
  public Set<SignIn> signIns() {
    return EnumSet.of(SignIn.API_KEY);
  }

  @Override
  public URI usualEndpoint(Map<String, String> settings) {
    return URI.create(ROUTER);
  }

  @Override
  public Provider at(Site site) {
    EnumSet<Operation> served = EnumSet.of(Operation.CHAT);
    if (site.endpoint() != null) {
      served.add(Operation.EMBEDDING);
    }
    return OpenAiServer.at(site, site.endpointOr(ROUTER), OpenAiServer.key(site), served);
  }
}
