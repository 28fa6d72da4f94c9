package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.HeaderView;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which of a caller's headers go on to a provider.
 *
 * <p>Shape: names in lower case; one that ends in {@code *} stands for all that begin so. What
 * frames a message, shows who somebody is, or is the gateway's own to say never goes on. Threads:
 * any; immutable.
 */
public record ForwardConfig(List<Rule> rules) {
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

  /**
   * One name, or a beginning of names.
   *
   * @param mixed whether some names that begin so never go on
   */
  public record Rule(String text, boolean beginning, boolean mixed) {
    String name() {
      return beginning ? text + "*" : text;
    }
  }

  public ForwardConfig {
    rules = List.copyOf(rules);
  }

  /** Errors: a name that may not go on is refused. */
  public static ForwardConfig of(List<String> names) {
    return new ForwardConfig(names.stream().map(ForwardConfig::rule).toList());
  }

  private static Rule rule(String name) {
    if (!name.matches("[a-z0-9][a-z0-9-]{1,62}\\*?") || isNever(name)) {
      throw new IllegalArgumentException(
          "forward_headers: '" + name + "' (expected: a header that the gateway does not write)");
    }
    if (!name.endsWith("*")) {
      return new Rule(name, false, false);
    }
    String text = name.substring(0, name.length() - 1);
    boolean mixed =
        Stream.concat(NEVER.stream(), NEVER_BEGINNING.stream())
            .anyMatch(never -> never.startsWith(text));
    return new Rule(text, true, mixed);
  }

  /** As they were given. */
  public List<String> names() {
    return rules.stream().map(Rule::name).toList();
  }

  /** Copies what may go on. */
  public void copy(HeaderView from, HeaderSink to) {
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (!rule.beginning()) {
        from.forEach(rule.text(), to::add);
      } else if (!rule.mixed()) {
        from.forEachFrom(rule.text(), to::add);
      } else {
        from.forEachFrom(rule.text(), (name, value) -> add(name, value, to));
      }
    }
  }

  private static void add(String name, String value, HeaderSink to) {
    if (!isNever(name)) {
      to.add(name, value);
    }
  }

  private static boolean isNever(String name) {
    return NEVER.contains(name) || NEVER_BEGINNING.stream().anyMatch(name::startsWith);
  }
}
