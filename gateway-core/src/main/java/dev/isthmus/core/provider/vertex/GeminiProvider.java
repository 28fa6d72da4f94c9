package dev.isthmus.core.provider.vertex;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.OpenAiPaths;
import dev.isthmus.core.provider.PreparedEndpoint;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Refusals;
import dev.isthmus.core.provider.Site;
import java.util.Map;
import java.util.Set;

/** Gemini on Vertex AI in its own dialect: {@code generateContent} and its stream. */
public final class GeminiProvider implements ProviderKind {

  @Override
  public String type() {
    return "gemini";
  }

  @Override
  public Set<String> settings() {
    return VertexSite.SETTINGS;
  }

  @Override
  public Provider at(Site site) {
    VertexSite vertex = new VertexSite(site);
    String model =
        vertex.prefix() + "/publishers/google/models/" + OpenAiPaths.encoded(site.model());
    PreparedEndpoint endpoint =
        new PreparedEndpoint(
            vertex.address(),
            Map.of(Operation.CHAT, model + ":generateContent"),
            Map.of(Operation.CHAT, model + ":streamGenerateContent?alt=sse"));
    return new Provider(
        endpoint,
        vertex.authenticator(),
        new GeminiCodec(site.model(), new Refusals(site.clock())));
  }
}
