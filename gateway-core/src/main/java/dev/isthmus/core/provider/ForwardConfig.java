package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.HeaderView;
import java.util.List;
import java.util.Set;

/**
 * Which of a caller's headers go on to a provider.
 *
 * <p>Shape: names in lower case; one that ends in {@code *} stands for all that begin so. What
 * frames a message, shows who somebody is, or is the gateway's own to say never goes on. Threads:
 * any; immutable. Errors: a name that may not go on is refused at birth.
 */
public record ForwardConfig(List<String> names) {
  public static final ForwardConfig NONE = new ForwardConfig(List.of());

  private static final Set<String> NEVER =
      Set.of(
          "accept",
          "accept-encoding",
          "anthropic-beta",
          "anthropic-version",
          "api-key",
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "cookie",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "x-api-key",
          "x-client-request-id",
          "x-goog-api-key");

  /** What begins so signs, or says who pays. */
  private static final List<String> NEVER_BEGINNING = List.of("x-amz-", "x-goog-");

  public ForwardConfig {
    names = List.copyOf(names);
    for (String name : names) {
      if (!name.matches("[a-z0-9][a-z0-9-]{1,62}\\*?") || isNever(name)) {
        throw new IllegalArgumentException(
            "forward_headers: '" + name + "' (expected: a header that the gateway does not write)");
      }
    }
  }

  /** Copies what may go on. */
  public void copy(HeaderView from, HeaderSink to) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.endsWith("*")) {
        from.forEachFrom(
            name.substring(0, name.length() - 1), (full, value) -> add(full, value, to));
      } else {
        from.forEach(name, to::add);
      }
    }
  }

  private static boolean isNever(String name) {
    return NEVER.contains(name) || NEVER_BEGINNING.stream().anyMatch(name::startsWith);
  }

  private static void add(String name, String value, HeaderSink to) {
    if (!isNever(name)) {
      to.add(name, value);
    }
  }
}
