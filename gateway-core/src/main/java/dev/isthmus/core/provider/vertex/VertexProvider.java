package dev.isthmus.core.provider.vertex;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.OpenAiCodec;
import dev.isthmus.core.provider.OpenAiPaths;
import dev.isthmus.core.provider.PreparedEndpoint;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Refusals;
import dev.isthmus.core.provider.Site;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Open models on Vertex AI by its OpenAI-compatible endpoint, which knows chat alone. The model's
 * name has its publisher in front: {@code openai/gpt-oss-120b-maas}.
 */
public final class VertexProvider implements ProviderKind {

  @Override
  public String type() {
    return "vertex";
  }

  @Override
  public Set<String> settings() {
    return VertexSite.SETTINGS;
  }

  @Override
  public Provider at(Site site) {
    VertexSite vertex = new VertexSite(site);
    String path = vertex.prefix() + "/endpoints/openapi/" + OpenAiPaths.name(Operation.CHAT);
    return new Provider(
        new PreparedEndpoint(vertex.address(), Map.of(Operation.CHAT, path)),
        vertex.authenticator(),
        new OpenAiCodec(
            site.model(),
            EnumSet.of(Operation.CHAT),
            site.usageInStream(),
            new Refusals(site.clock())));
  }
}
