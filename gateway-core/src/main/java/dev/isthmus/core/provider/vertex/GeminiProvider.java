package dev.isthmus.core.provider.vertex;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.gemini.GeminiEmbeddingSide;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.OpenAiPaths;
import dev.isthmus.core.provider.PreparedEndpoint;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Refusals;
import dev.isthmus.core.provider.Setting;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.core.provider.Site;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Google's models on Vertex AI in their own dialect: conversations by {@code generateContent} and
 * its stream, vectors by the models whose names say that they make them.
 */
public final class GeminiProvider implements ProviderKind {

  @Override
  public String type() {
    return "gemini";
  }

  @Override
  public String operator() {
    return "google";
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
    return VertexSite.SIGN_INS;
  }

  @Override
  public List<Setting> settings() {
    return VertexSite.SETTINGS;
  }

  @Override
  public String regionSetting() {
    return VertexSite.LOCATION;
  }

  @Override
  public URI usualEndpoint(Map<String, String> settings) {
    return VertexSite.usualEndpoint(settings);
  }

  @Override
  public Provider at(Site site) {
    VertexSite vertex = new VertexSite(site);
    String model =
        vertex.prefix() + "/publishers/google/models/" + OpenAiPaths.encoded(site.model());
    return new Provider(
        endpoint(site.model(), vertex.address(), model),
        vertex.authenticator(),
        new GeminiCodec(site.model(), new Refusals(site.clock())));
  }

  private static PreparedEndpoint endpoint(String model, Address address, String path) {
    if (GeminiEmbeddingSide.isEmbedding(model)) {
      String method = path + ":" + GeminiEmbeddingSide.method(model);
      return new PreparedEndpoint(address, Map.of(Operation.EMBEDDING, method));
    }
    String count = path + ":countTokens";
    return new PreparedEndpoint(
        address,
        Map.of(Operation.CHAT, path + ":generateContent", Operation.COUNT, count),
        Map.of(Operation.CHAT, path + ":streamGenerateContent?alt=sse", Operation.COUNT, count));
  }
}
