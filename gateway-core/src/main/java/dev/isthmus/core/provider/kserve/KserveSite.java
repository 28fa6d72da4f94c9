package dev.isthmus.core.provider.kserve;

import dev.isthmus.core.provider.Authenticator;
import dev.isthmus.core.provider.KeyAuth;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.core.provider.Site;
import dev.isthmus.core.provider.TokenSource;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What both wires of the protocol have in common. Threads: any; stateless. */
final class KserveSite {
  /** Servers ask for no key themselves; what stands before them may. */
  static final Set<SignIn> SIGN_INS = Set.copyOf(EnumSet.of(SignIn.API_KEY, SignIn.NONE));

  private KserveSite() {}

  static URI endpoint(Site site) {
    URI base = site.endpoint();
    if (base == null) {
      throw new IllegalArgumentException("endpoint: missing (expected: http://HOST:PORT)");
    }
    return base;
  }

  static Authenticator authenticator(Site site) {
    TokenSource key = site.credential().key();
    return key == null ? Authenticator.NONE : KeyAuth.bearer(key);
  }

  static @Nullable String problem(URI endpoint) {
    String path = endpoint.getRawPath();
    return path != null && path.contains("/v2")
        ? "holds the protocol's path (expected: only up to before /v2)"
        : null;
  }
}
