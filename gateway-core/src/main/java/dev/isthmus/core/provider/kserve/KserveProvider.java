package dev.isthmus.core.provider.kserve;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.OpenAiPaths;
import dev.isthmus.core.provider.PreparedEndpoint;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Refusals;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.core.provider.Site;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Triton, KServe and whatever else serves {@code /v2/models/MODEL/infer} over HTTP. Which version
 * of a model answers is the server's policy.
 */
public final class KserveProvider implements ProviderKind {

  @Override
  public String type() {
    return "kserve";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(Capability.INFER);
  }

  @Override
  public Set<SignIn> signIns() {
    return KserveSite.SIGN_INS;
  }

  @Override
  public @Nullable String endpointProblem(URI endpoint) {
    return KserveSite.problem(endpoint);
  }

  @Override
  public boolean operatorsNameModels() {
    return true;
  }

  @Override
  public Provider at(Site site) {
    URI base = KserveSite.endpoint(site);
    String path =
        OpenAiPaths.prefix(base) + "/v2/models/" + OpenAiPaths.encoded(site.model()) + "/infer";
    return new Provider(
        new PreparedEndpoint(Address.of(base, site.allowPrivate()), Map.of(Operation.INFER, path)),
        KserveSite.authenticator(site),
        new KserveCodec(site.model(), new Refusals(site.clock())));
  }
}
