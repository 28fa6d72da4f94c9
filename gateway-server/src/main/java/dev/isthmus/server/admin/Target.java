package dev.isthmus.server.admin;

import dev.isthmus.server.admin.Doorkeeper.Need;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;

/**
 * What a request is after.
 *
 * @param name of the route, deployment or decision; empty where the kind says it all
 */
record Target(Kind kind, String name) {
  private static final String DECISIONS = "/admin/decisions/";
  private static final String ROUTES = "/admin/routes/";
  private static final String DEPLOYMENTS = "/admin/deployments/";
  private static final String WHAT_IF = "/admin/whatif/";
  private static final String DRAIN = "/drain";
  private static final String UNDRAIN = "/undrain";

  /** All that the admin port has, with the one method that each understands. */
  enum Kind {
    HEALTH("GET", Need.NOTHING),
    READINESS("GET", Need.NOTHING),
    METRICS("GET", Need.METRICS),
    STATE("GET", Need.LOOK),
    VERSION("GET", Need.LOOK),
    DECISION("GET", Need.LOOK),
    WHAT_IF("POST", Need.LOOK),
    RELOAD("POST", Need.CHANGE),
    ROUTE("PATCH", Need.CHANGE),
    DRAIN("POST", Need.CHANGE),
    UNDRAIN("POST", Need.CHANGE),
    UNKNOWN("GET", Need.LOOK);

    private final String method;
    private final Need need;

    Kind(String method, Need need) {
      this.method = method;
      this.need = need;
    }

    String method() {
      return method;
    }

    Need need() {
      return need;
    }
  }

  static Target of(String path) {
    return switch (path) {
      case "/healthz" -> new Target(Kind.HEALTH, "");
      case "/readyz" -> new Target(Kind.READINESS, "");
      case "/metrics" -> new Target(Kind.METRICS, "");
      case "/admin/state" -> new Target(Kind.STATE, "");
      case "/admin/version" -> new Target(Kind.VERSION, "");
      case "/admin/reload" -> new Target(Kind.RELOAD, "");
      default -> named(path);
    };
  }

  private static Target named(String path) {
    if (path.startsWith(DECISIONS)) {
      return new Target(Kind.DECISION, path.substring(DECISIONS.length()));
    }
    if (path.startsWith(WHAT_IF)) {
      return new Target(Kind.WHAT_IF, decoded(path.substring(WHAT_IF.length())));
    }
    if (path.startsWith(ROUTES)) {
      return new Target(Kind.ROUTE, decoded(path.substring(ROUTES.length())));
    }
    if (path.startsWith(DEPLOYMENTS) && path.endsWith(UNDRAIN)) {
      return new Target(Kind.UNDRAIN, between(path, UNDRAIN));
    }
    if (path.startsWith(DEPLOYMENTS) && path.endsWith(DRAIN)) {
      return new Target(Kind.DRAIN, between(path, DRAIN));
    }
    return new Target(Kind.UNKNOWN, "");
  }

  private static String between(String path, String end) {
    int from = Math.min(DEPLOYMENTS.length(), path.length() - end.length());
    return decoded(path.substring(from, path.length() - end.length()));
  }

  private static String decoded(String name) {
    try {
      return QueryStringDecoder.decodeComponent(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
