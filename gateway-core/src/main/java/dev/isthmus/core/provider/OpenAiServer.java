package dev.isthmus.core.provider;

import dev.isthmus.core.call.Operation;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/** A server of OpenAI's dialect, as most providers run one. Threads: any; stateless. */
public final class OpenAiServer {
  private OpenAiServer() {}

  /**
   * A deployment at such a server.
   *
   * @param base what stands before {@code /chat/completions}
   * @param operations what it serves
   */
  public static Provider at(
      Site site, URI base, Authenticator authenticator, Set<Operation> operations) {
    Map<Operation, String> paths = OpenAiPaths.under(OpenAiPaths.prefix(base), operations);
    return new Provider(
        new PreparedEndpoint(Address.of(base, site.allowPrivate()), paths),
        authenticator,
        new OpenAiCodec(site.model(), operations, site.usageInStream(), new Refusals(site.clock()))
            .storing(site.storesResponses()));
  }

  /**
   * The key that configuration gives, as a bearer.
   *
   * @throws IllegalArgumentException where it gives none
   */
  public static Authenticator key(Site site) {
    TokenSource key = site.credential().key();
    if (key == null) {
      throw new IllegalArgumentException("credential: missing (expected: api_key)");
    }
    return KeyAuth.bearer(key);
  }
}
