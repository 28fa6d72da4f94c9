package dev.isthmus.core.provider.kserve;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.core.provider.Site;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Triton, KServe and others over gRPC; {@code http} is clear text, {@code https} is TLS. */
public final class KserveGrpcProvider implements ProviderKind {

  @Override
  public String type() {
    return "kserve_grpc";
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
    String path = endpoint.getRawPath();
    return path == null || path.isEmpty() || path.equals("/")
        ? null
        : "holds a path (expected: http://HOST:PORT; the method is the path)";
  }

  @Override
  public boolean operatorsNameModels() {
    return true;
  }

  @Override
  public Provider at(Site site) {
    Address address = Address.of(KserveSite.endpoint(site), site.allowPrivate());
    return new Provider(
        new GrpcEndpoint(address),
        KserveSite.authenticator(site),
        new KserveGrpcCodec(site.model()));
  }
}
