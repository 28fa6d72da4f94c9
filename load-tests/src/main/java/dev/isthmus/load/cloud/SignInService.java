package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.TokenMint.Audience;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoints: Google's for service accounts, its metadata server, and Entra's for client
 * credentials.
 *
 * <p>Assertions are read and not verified: the cloud does not have the key they were signed with.
 * An Entra client must be known: its secret is one of the cloud's keys.
 */
final class SignInService implements Service {

  private static final String METADATA = "/computeMetadata/v1/";
  private static final String METADATA_TOKEN = METADATA + "instance/service-accounts/default/token";
  private static final Pattern ENTRA = Pattern.compile("/[^/]+/oauth2/v2\\.0/token");
  private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final int LIFE_SECONDS = 3599;

  private final Guard guard;

  SignInService(Guard guard) {
    this.guard = guard;
  }

  @Override
  public Reply reply(Request request) {
    String path = request.path();
    if (path.equals("/token")) {
      return serviceAccount(request);
    }
    if (path.equals("/") || path.startsWith(METADATA)) {
      return metadata(request);
    }
    return ENTRA.matcher(path).matches() ? entra(request) : Problem.door(404, "404", "Not found.");
  }

  private Reply serviceAccount(Request request) {
    if (!JWT_BEARER.equals(request.form("grant_type"))) {
      return Problem.door(400, "unsupported_grant_type", "Invalid grant_type.");
    }
    JsonNode claims = claims(request.form("assertion"));
    if (claims == null
        || !claims.path("iss").isTextual()
        || !claims.path("aud").isTextual()
        || claims.path("exp").asLong() * 1000 < System.currentTimeMillis()) {
      return Problem.door(400, "invalid_grant", "Invalid JWT: iss, aud and a future exp expected.");
    }
    return new Reply.AtOnce("token", 200, token(Audience.GOOGLE));
  }

  private Reply metadata(Request request) {
    if (!"Google".equals(request.headers().get("metadata-flavor"))) {
      return Problem.door(403, "403", "Missing required header: Metadata-Flavor");
    }
    return switch (request.path()) {
      case METADATA_TOKEN -> new Reply.AtOnce("metadata", 200, token(Audience.GOOGLE));
      case "/" -> new Reply.AtOnce("metadata", 200, Json.object());
      default -> Problem.door(404, "404", "Not found.");
    };
  }

  private Reply entra(Request request) {
    if (!"client_credentials".equals(request.form("grant_type"))) {
      return Problem.door(400, "unsupported_grant_type", "AADSTS70003: unsupported grant type.");
    }
    String scope = request.form("scope");
    if (scope == null || !scope.contains("/.default")) {
      return Problem.door(400, "invalid_scope", "AADSTS1002012: the scope must end in /.default.");
    }
    String secret = request.form("client_secret");
    if (request.form("client_id") == null || secret == null || !guard.knowsKey(secret)) {
      return Problem.door(401, "invalid_client", "AADSTS7000215: invalid client secret provided.");
    }
    ObjectNode body = token(Audience.ENTRA).put("ext_expires_in", LIFE_SECONDS);
    return new Reply.AtOnce("entra", 200, body);
  }

  private ObjectNode token(Audience audience) {
    ObjectNode body =
        Json.object().put("access_token", guard.issue(audience, LIFE_SECONDS * 1000L));
    return body.put("expires_in", LIFE_SECONDS).put("token_type", "Bearer");
  }

  private static @Nullable JsonNode claims(@Nullable String assertion) {
    String[] parts = assertion == null ? new String[0] : assertion.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      return Json.parse(Base64.getUrlDecoder().decode(parts[1]));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** OAuth's shape: {@code {"error","error_description"}}. */
  @Override
  public JsonNode error(Problem problem, Request request, String requestId) {
    ObjectNode body =
        Json.object().put("error", problem.code()).put("error_description", problem.message());
    if (ENTRA.matcher(request.path()).matches()) {
      body.set("error_codes", Json.array().add(70003));
      body.put("correlation_id", "00000000-0000-4000-8000-000000000000");
    }
    return body;
  }

  @Override
  public JsonNode streamError(Request request) {
    return Json.object().put("error", "server_error");
  }

  @Override
  public Problem throttled(Deployment deployment, long waitMillis) {
    return Problem.door(429, "slow_down", "Too many requests.");
  }

  @Override
  public void head(HttpHeaders out, String requestId) {
    out.set("metadata-flavor", "Google").set("x-ms-request-id", requestId);
  }

  @Override
  public void limits(HttpHeaders out, Work work, Meter meter, long waitMillis) {}
}
