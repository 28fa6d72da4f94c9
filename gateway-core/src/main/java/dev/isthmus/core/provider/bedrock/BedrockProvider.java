package dev.isthmus.core.provider.bedrock;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.converse.ConverseCountSide;
import dev.isthmus.core.dialect.converse.ConverseSide;
import dev.isthmus.core.dialect.converse.InvokeEmbeddingSide;
import dev.isthmus.core.dialect.turn.Carriage;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.AwsRefusals;
import dev.isthmus.core.provider.AwsSite;
import dev.isthmus.core.provider.OpenAiPaths;
import dev.isthmus.core.provider.PreparedEndpoint;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Refusals;
import dev.isthmus.core.provider.Setting;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.core.provider.Site;
import java.net.URI;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Models on Amazon Bedrock: conversations by Converse, vectors of Titan and Cohere by invoking
 * them. A deployment's model is a model's id, the id of an inference profile such as {@code
 * eu.anthropic.claude-…}, or an ARN, which is taken for one of a model that converses.
 */
public final class BedrockProvider implements ProviderKind {
  private static final ConverseSide SIDE = new ConverseSide();
  private static final String HOST = "bedrock-runtime";

  /** Not what the host is called. */
  private static final String SIGNING_NAME = "bedrock";

  @Override
  public String type() {
    return "bedrock";
  }

  @Override
  public String operator() {
    return "aws";
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

  /** Some models can be held to no schema, in no way that Converse has. */
  @Override
  public Set<Capability> capabilities(String model) {
    EnumSet<Capability> capabilities = EnumSet.copyOf(capabilities());
    if (SIDE.carriage(model).get(Feature.JSON_SCHEMA) == Carriage.DROPPED) {
      capabilities.remove(Capability.JSON_SCHEMA);
    }
    return capabilities;
  }

  @Override
  public Set<SignIn> signIns() {
    return AwsSite.SIGN_INS;
  }

  @Override
  public List<Setting> settings() {
    return AwsSite.SETTINGS;
  }

  @Override
  public String regionSetting() {
    return AwsSite.REGION;
  }

  @Override
  public URI usualEndpoint(Map<String, String> settings) {
    return AwsSite.usualEndpoint(HOST, settings);
  }

  @Override
  public Provider at(Site site) {
    URI named = site.endpoint();
    URI base = named == null ? usualEndpoint(site.settings()) : named;
    String model = OpenAiPaths.prefix(base) + "/model/" + OpenAiPaths.encoded(site.model());
    return new Provider(
        endpoint(site.model(), Address.of(base, site.allowPrivate()), model),
        AwsSite.authenticator(site, SIGNING_NAME),
        new ConverseCodec(site.model(), new AwsRefusals(new Refusals(site.clock()))));
  }

  private static PreparedEndpoint endpoint(String model, Address address, String path) {
    if (InvokeEmbeddingSide.isEmbedding(model)) {
      return new PreparedEndpoint(address, Map.of(Operation.EMBEDDING, path + "/invoke"));
    }
    Map<Operation, String> plain = new EnumMap<>(Map.of(Operation.CHAT, path + "/converse"));
    Map<Operation, String> streamed =
        new EnumMap<>(Map.of(Operation.CHAT, path + "/converse-stream"));
    if (ConverseCountSide.counts(model)) {
      String named = OpenAiPaths.encoded(ConverseCountSide.modelOf(model));
      String models = path.substring(0, path.length() - OpenAiPaths.encoded(model).length());
      String count = models + named + "/count-tokens";
      plain.put(Operation.COUNT, count);
      streamed.put(Operation.COUNT, count);
    }
    return new PreparedEndpoint(address, plain, streamed);
  }
}
