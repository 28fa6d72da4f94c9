package dev.isthmus.server.http;

import dev.isthmus.core.exchange.StoredAsk;
import org.jspecify.annotations.Nullable;

/** What a request's method and target lead to. */
sealed interface Target {

  /**
   * A route.
   *
   * @param model what its path names, decoded, or null
   * @param key what a caller of Google's APIs may give in the address, or null
   * @param stored what is asked about a stored response, or null
   */
  record Found(
      Routes route, @Nullable String model, @Nullable String key, @Nullable StoredAsk stored)
      implements Target {

    /** Never shows the key. */
    @Override
    public String toString() {
      return route + (model == null ? "" : " of " + model);
    }
  }

  /** None. */
  record Refused(Refusal why) implements Target {}

  /**
   * Resolves an origin-form or absolute-form target.
   *
   * @param host what the Host header or {@code :authority} said, or null where HTTP/1.0 said none
   */
  static Target resolve(String method, String target, @Nullable String host) {
    if (method.equals("CONNECT") || method.equals("TRACE") || target.equals("*")) {
      return new Refused(Refusal.METHOD);
    }
    if (target.startsWith("/")) {
      return resolveOrigin(method, target);
    }
    int authority = authorityStart(target);
    if (authority < 0) {
      return new Refused(Refusal.PATH);
    }
    int path = target.indexOf('/', authority);
    if (path < 0) {
      return new Refused(Refusal.PATH);
    }
    if (!target.substring(authority, path).equalsIgnoreCase(host)) {
      return new Refused(Refusal.MISDIRECTED);
    }
    return resolveOrigin(method, target.substring(path));
  }

  private static int authorityStart(String target) {
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    return target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
  }

  private static Target resolveOrigin(String method, String target) {
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question + 1);
    if (!PathRules.isPath(path) || !PathRules.isQuery(query)) {
      return new Refused(Refusal.PATH);
    }
    Routes first = Routes.of(path);
    if (first == null) {
      return new Refused(Refusal.UNKNOWN_PATH);
    }
    Routes route = first.taking(method);
    if (route == null) {
      return new Refused(Refusal.ofMethods(first.methods()));
    }
    if (route.needsApiVersion() && !PathRules.hasParameter(query, "api-version")) {
      return new Refused(Refusal.API_VERSION);
    }
    if (route.needsEvents() && !PathRules.parameterIs(query, "alt", "sse")) {
      return new Refused(Refusal.ALT_SSE);
    }
    if (route.verb() != null && PathRules.parameterIs(query, "stream", "true")) {
      return new Refused(Refusal.STORED_STREAM);
    }
    return new Found(
        route,
        route.namesModel() ? PathRules.decode(route.modelIn(path)) : null,
        route.takesKey() ? PathRules.parameter(query, "key") : null,
        stored(route, query));
  }

  private static @Nullable StoredAsk stored(Routes route, String query) {
    StoredAsk.Verb verb = route.verb();
    return verb == null ? null : new StoredAsk(verb, StoredQuery.passed(query));
  }
}
