package dev.isthmus.core.provider.sagemaker;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Endpoints on Amazon SageMaker whose container speaks OpenAI's chat, as vLLM and TGI do. A
 * deployment's model is the endpoint's name, or {@code ENDPOINT/MODEL} where the container knows
 * its model by a name of its own.
 */
public final class SageMakerProvider implements ProviderKind {
  private static final String HOST = "runtime.sagemaker";
  private static final String SIGNING_NAME = "sagemaker";

  @Override
  public String type() {
    return "sagemaker";
  }

  @Override
  public String operator() {
    return "aws";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(Capability.CHAT, Capability.TOOLS, Capability.IMAGES, Capability.JSON_SCHEMA);
  }

  @Override
  public Set<SignIn> signIns() {
    return EnumSet.of(SignIn.AWS);
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
  public boolean operatorsNameModels() {
    return true;
  }

  @Override
  public Provider at(Site site) {
    URI named = site.endpoint();
    URI base = named == null ? usualEndpoint(site.settings()) : named;
    int slash = site.model().indexOf('/');
    String endpoint = slash < 0 ? site.model() : site.model().substring(0, slash);
    String path =
        OpenAiPaths.prefix(base) + "/endpoints/" + OpenAiPaths.encoded(endpoint) + "/invocations";
    return new Provider(
        new PreparedEndpoint(
            Address.of(base, site.allowPrivate()),
            Map.of(Operation.CHAT, path),
            Map.of(Operation.CHAT, path + "-response-stream")),
        AwsSite.authenticator(site, SIGNING_NAME),
        new SageMakerCodec(
            site.model().substring(slash + 1),
            site.usageInStream(),
            new AwsRefusals(new Refusals(site.clock()))));
  }
}
