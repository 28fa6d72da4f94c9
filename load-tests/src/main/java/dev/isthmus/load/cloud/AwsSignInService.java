package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.TokenMint.Audience;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * AWS's security token service, and the metadata service of an instance with one role.
 *
 * <p>A web identity is read and not verified: the cloud does not have the key it was signed with.
 * What it issues opens every cloud that shares its token secret, until it expires.
 */
final class AwsSignInService implements Service {

  /** The role of the instance. */
  static final String ROLE = "simulated-instance-role";

  private static final String META = "/latest/meta-data/iam/security-credentials/";
  private static final String TTL = "x-aws-ec2-metadata-token-ttl-seconds";
  private static final String SIGNED = "AssumeRole";
  private static final String UNSIGNED = "AssumeRoleWithWebIdentity";
  private static final String VERSION = "2011-06-15";
  private static final Pattern ARN = Pattern.compile("arn:aws:iam::\\d{12}:role/[\\w+=,.@/-]+");
  private static final Pattern SESSION = Pattern.compile("[\\w+=,.@-]{2,64}");
  private static final int USUAL_SECONDS = 3600;
  private static final int LEAST_SECONDS = 900;
  private static final int MOST_SECONDS = 43_200;
  private static final int MOST_TTL_SECONDS = 21_600;
  private static final int INSTANCE_SECONDS = 21_600;
  private static final Map<String, String> CODES =
      Map.of(
          "UnrecognizedClientException", "InvalidClientTokenId",
          "InvalidSignatureException", "SignatureDoesNotMatch",
          "ExpiredTokenException", "ExpiredToken");

  private final Guard guard;
  private final AwsDoor door;

  AwsSignInService(CloudSpec spec, Guard guard) {
    this.guard = guard;
    this.door = new AwsDoor(guard, spec.region(), "sts");
  }

  @Override
  public Reply reply(Request request) {
    if (request.path().startsWith("/latest/")) {
      return metadata(request);
    }
    if (!request.path().equals("/") || !request.method().equals("POST")) {
      return Problem.door(404, "NotFound", "Not found.");
    }
    if (!VERSION.equals(request.form("Version"))) {
      return invalid("Value for parameter Version is invalid.");
    }
    String action = request.form("Action");
    if (SIGNED.equals(action)) {
      Problem refusal = door.refusal(request, System.currentTimeMillis());
      return refusal == null ? assume(request, SIGNED) : refusal;
    }
    if (UNSIGNED.equals(action)) {
      Problem refusal = identity(request.form("WebIdentityToken"));
      return refusal == null ? assume(request, UNSIGNED) : refusal;
    }
    return Problem.door(400, "InvalidAction", "Could not find the operation.");
  }

  private static @Nullable Problem identity(@Nullable String token) {
    JsonNode claims = claims(token);
    boolean sound =
        claims != null
            && claims.path("iss").isTextual()
            && claims.path("sub").isTextual()
            && claims.path("aud").toString().contains("sts.amazonaws.com");
    if (claims == null || !sound) {
      return Problem.door(400, "InvalidIdentityToken", "The ID Token provided is not a valid JWT.");
    }
    return claims.path("exp").asLong() * 1000 < System.currentTimeMillis()
        ? Problem.door(400, "ExpiredTokenException", "Token expired.")
        : null;
  }

  private static @Nullable JsonNode claims(@Nullable String token) {
    String[] parts = token == null ? new String[0] : token.trim().split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      return Json.parse(Base64.getUrlDecoder().decode(parts[1]));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Reply assume(Request request, String action) {
    String role = request.form("RoleArn");
    String session = request.form("RoleSessionName");
    if (role == null || !ARN.matcher(role).matches()) {
      return invalid("RoleArn is invalid.");
    }
    if (session == null || !SESSION.matcher(session).matches()) {
      return invalid("RoleSessionName is invalid.");
    }
    long seconds = number(request.form("DurationSeconds"), USUAL_SECONDS);
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
      return invalid("DurationSeconds must be between 900 and 43200.");
    }
    String name = role.substring(role.lastIndexOf('/') + 1);
    String user = "arn:aws:sts::123456789012:assumed-role/" + name + "/" + session;
    long life = life(seconds);
    AwsKeys keys = guard.issueKeys(life);
    String xml =
        "<"
            + action
            + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><"
            + action
            + "Result><AssumedRoleUser><AssumedRoleId>AROASIMULATED:"
            + session
            + "</AssumedRoleId><Arn>"
            + user
            + "</Arn></AssumedRoleUser><Credentials><AccessKeyId>"
            + keys.accessKeyId()
            + "</AccessKeyId><SecretAccessKey>"
            + keys.secretAccessKey()
            + "</SecretAccessKey><SessionToken>"
            + keys.sessionToken()
            + "</SessionToken><Expiration>"
            + expiration(life)
            + "</Expiration></Credentials></"
            + action
            + "Result><ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000"
            + "</RequestId></ResponseMetadata></"
            + action
            + "Response>";
    return new Reply.Ready("assume-role", Document.text("text/xml", xml));
  }

  private long life(long seconds) {
    return Math.min(seconds * 1000, guard.tokenLife().toMillis());
  }

  private static String expiration(long lifeMillis) {
    return Instant.now().plusMillis(lifeMillis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static long number(@Nullable String text, long fallback) {
    if (text == null) {
      return fallback;
    }
    return text.matches("\\d{1,9}") ? Long.parseLong(text) : -1;
  }

  private static Problem invalid(String message) {
    return Problem.door(400, "ValidationError", message);
  }

  /** Whoever came through a proxy, or without a token of the session kind, gets nothing. */
  private Reply metadata(Request request) {
    if (request.headers().contains("x-forwarded-for")) {
      return Problem.door(403, "403", "Forbidden");
    }
    if (request.path().equals("/latest/api/token")) {
      long seconds = number(request.headers().get(TTL), -1);
      return request.method().equals("PUT") && seconds >= 1 && seconds <= MOST_TTL_SECONDS
          ? text(guard.issue(Audience.IMDS, seconds * 1000))
          : Problem.door(400, "400", "Bad Request");
    }
    String token = request.headers().get("x-aws-ec2-metadata-token", "");
    if (!guard.knowsToken(token, Audience.IMDS)) {
      return Problem.door(401, "401", "Unauthorized");
    }
    String path = request.path();
    if ((path + "/").equals(META) || path.equals(META)) {
      return text(ROLE);
    }
    return path.equals(META + ROLE)
        ? new Reply.Ready("metadata", Document.json(instance()))
        : Problem.door(404, "404", "Not Found");
  }

  private static Reply text(String text) {
    return new Reply.Ready("metadata", Document.text("text/plain", text));
  }

  private ObjectNode instance() {
    long life = life(INSTANCE_SECONDS);
    AwsKeys keys = guard.issueKeys(life);
    ObjectNode body = Json.object().put("Code", "Success");
    body.put("LastUpdated", expiration(0)).put("Type", "AWS-HMAC");
    body.put("AccessKeyId", keys.accessKeyId()).put("SecretAccessKey", keys.secretAccessKey());
    return body.put("Token", keys.sessionToken()).put("Expiration", expiration(life));
  }

  /** XML of the token service, a page of the metadata service. */
  @Override
  public Document refusal(Problem problem, Request request, String requestId) {
    if (request.path().startsWith("/latest/")) {
      return Document.text("text/html", "<h1>" + problem.message() + "</h1>");
    }
    boolean signed = SIGNED.equals(request.form("Action"));
    String code = signed ? CODES.getOrDefault(problem.code(), problem.code()) : problem.code();
    if (Character.isDigit(code.charAt(0))) {
      code = problem.status() < 500 ? "AccessDenied" : "InternalFailure";
    }
    return Document.text(
        "text/xml",
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender"
            + "</Type><Code>"
            + code
            + "</Code><Message>"
            + problem.message().replace("<", "&lt;")
            + "</Message></Error><RequestId>00000000-0000-4000-8000-000000000000</RequestId>"
            + "</ErrorResponse>");
  }

  @Override
  public JsonNode error(Problem problem, Request request, String requestId) {
    return Json.object().put("message", problem.message());
  }

  @Override
  public JsonNode streamError(Request request) {
    return Json.object().put("message", AwsErrors.STREAM);
  }

  @Override
  public Problem throttled(Deployment deployment, long waitMillis) {
    return Problem.door(400, "Throttling", "Rate exceeded");
  }

  @Override
  public void head(HttpHeaders out, String requestId) {
    out.set("x-amzn-RequestId", requestId);
    out.set("date", LimitHeaders.httpDate(System.currentTimeMillis()));
  }

  @Override
  public void limits(HttpHeaders out, Work work, Meter meter, long waitMillis) {}
}
