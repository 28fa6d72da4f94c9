package dev.isthmus.core.provider.azure;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Authenticator;
import dev.isthmus.core.provider.KeyAuth;
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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Azure OpenAI in both of its forms. {@code api_version: v1} is the form without dates, where the
 * body names the deployment; a dated version is the older form, where the path does, except for
 * responses.
 *
 * <p>Source: Azure's "api-version lifecycle" and the REST reference.
 */
public final class AzureProvider implements ProviderKind {
  private static final String V1 = "v1";
  private static final String API_VERSION = "api_version";
  private static final Set<Operation> SERVED =
      EnumSet.complementOf(EnumSet.of(Operation.COUNT, Operation.INFER));

  @Override
  public String type() {
    return "azure";
  }

  @Override
  public String operator() {
    return "microsoft";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.complementOf(EnumSet.of(Capability.INFER));
  }

  @Override
  public Set<SignIn> signIns() {
    return EnumSet.of(SignIn.API_KEY, SignIn.ENTRA);
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.or(
            V1,
            API_VERSION,
            "v1|preview|20[0-9]{2}-[0-9]{2}-[0-9]{2}(-preview)?",
            "v1, or a date such as \"2024-10-21\"",
            "Which form of its API is spoken."));
  }

  @Override
  public @Nullable String endpointProblem(URI endpoint) {
    return endpoint.getRawPath().contains("/openai")
        ? "holds Azure's path (expected: only up to before /openai)"
        : null;
  }

  @Override
  public boolean operatorsNameModels() {
    return true;
  }

  @Override
  public Provider at(Site site) {
    URI base = site.endpoint();
    if (base == null) {
      throw new IllegalArgumentException(
          "endpoint: missing (expected: https://RESOURCE.openai.azure.com)");
    }
    String version = site.settings().getOrDefault(API_VERSION, V1);
    boolean dated = !version.equals(V1);
    Address address = Address.of(base, site.allowPrivate());
    String prefix = OpenAiPaths.prefix(base);
    Map<Operation, String> paths =
        dated
            ? datedPaths(prefix, site.model(), version)
            : OpenAiPaths.under(prefix + "/openai/v1", SERVED);
    Set<Operation> modelInBody = dated ? EnumSet.of(Operation.RESPONSE) : SERVED;
    return new Provider(
        new PreparedEndpoint(address, paths),
        authenticator(site.credential()),
        new OpenAiCodec(site.model(), modelInBody, site.usageInStream(), new Refusals(site.clock()))
            .namedByOperators()
            .storing(site.storesResponses()));
  }

  private static Authenticator authenticator(Site.Credential credential) {
    if (credential.key() != null) {
      return KeyAuth.key("api-key", credential.key());
    }
    if (credential.token() != null) {
      return KeyAuth.bearer(credential.token());
    }
    throw new IllegalArgumentException("credential: missing (expected: api_key or entra)");
  }

  private static Map<Operation, String> datedPaths(
      String prefix, String deployment, String version) {
    String query = "?api-version=" + OpenAiPaths.encoded(version);
    String byPath = prefix + "/openai/deployments/" + OpenAiPaths.encoded(deployment) + "/";
    Map<Operation, String> paths = new EnumMap<>(Operation.class);
    for (Operation operation : SERVED) {
      boolean flat = operation == Operation.RESPONSE || operation == Operation.STORED;
      String folder = flat ? prefix + "/openai/" : byPath;
      paths.put(operation, folder + OpenAiPaths.name(operation) + query);
    }
    return paths;
  }
}
