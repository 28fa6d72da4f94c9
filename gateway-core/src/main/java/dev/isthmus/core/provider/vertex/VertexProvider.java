package dev.isthmus.core.provider.vertex;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.OpenAiCodec;
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
 * Open models on Vertex AI by its OpenAI-compatible endpoint, which knows chat alone. The model's
 * name has its publisher in front: {@code openai/gpt-oss-120b-maas}.
 */
public final class VertexProvider implements ProviderKind {

  @Override
  public String type() {
    return "vertex";
  }

  @Override
  public String operator() {
    return "google";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(Capability.CHAT, Capability.TOOLS, Capability.IMAGES, Capability.JSON_SCHEMA);
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
