package dev.isthmus.core.provider.vertex;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.ClaudeCodec;
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

/** Claude on Vertex AI, in Anthropic's dialect: {@code rawPredict} and its stream. */
public final class VertexClaudeProvider implements ProviderKind {

  @Override
  public String type() {
    return "vertex_claude";
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
    String models = vertex.prefix() + "/publishers/anthropic/models/";
    String count = models + "count-tokens:rawPredict";
    String model = models + OpenAiPaths.encoded(site.model()).replace("%40", "@");
    return new Provider(
        new PreparedEndpoint(
            vertex.address(),
            Map.of(Operation.CHAT, model + ":rawPredict", Operation.COUNT, count),
            Map.of(Operation.CHAT, model + ":streamRawPredict", Operation.COUNT, count)),
        vertex.authenticator(),
        ClaudeCodec.vertex(site.model(), new Refusals(site.clock()), site.clock()));
  }
}
