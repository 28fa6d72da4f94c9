package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.TokenMint.Standing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The door of an AWS service in one region: whoever signed, with keys it knows, for this service
 * and a few minutes ago at most.
 *
 * <p>Errors: the exception's name is the problem's code. Threads: any.
 */
final class AwsDoor {

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 +Credential=([^/, ]+)/(\\d{8})/([^/, ]+)/([^/, ]+)/aws4_request, *"
              + "SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
  private static final Duration MOST_SKEW = Duration.ofMinutes(5);
  private static final int DAY = "20260101".length();

  private final Guard guard;
  private final String region;
  private final String service;

  AwsDoor(Guard guard, String region, String service) {
    this.guard = guard;
    this.region = region;
    this.service = service;
  }

  /** Why {@code request} is not let in, or null. */
  @Nullable Problem refusal(Request request, long nowMillis) {
    String authorization = request.headers().get("authorization");
    if (authorization == null) {
      return no("MissingAuthenticationToken", "Missing Authentication Token");
    }
    Matcher parts = AUTHORIZATION.matcher(authorization);
    if (!parts.matches()) {
      return no("IncompleteSignature", "Authorization header is not a complete signature.");
    }
    var scope = new SigV4.Scope(parts.group(2), parts.group(3), parts.group(4));
    List<String> signed = List.of(parts.group(5).split(";", -1));
    Problem problem = token(request.headers().get("x-amz-security-token"));
    if (problem == null) {
      problem = scope(scope, signed, request);
    }
    if (problem == null) {
      problem = date(request.headers().get("x-amz-date", ""), scope.date(), nowMillis);
    }
    return problem == null
        ? signature(request, signed, scope, parts.group(1), parts.group(6))
        : problem;
  }

  private @Nullable Problem token(@Nullable String token) {
    if (token == null) {
      return null;
    }
    Standing standing = guard.session(token);
    return switch (standing) {
      case GOOD -> null;
      case EXPIRED ->
          no("ExpiredTokenException", "The security token included in the request is expired");
      case UNKNOWN -> unknown();
    };
  }

  private @Nullable Problem scope(SigV4.Scope scope, List<String> signed, Request request) {
    if (!scope.region().equals(region)) {
      return mismatch("Credential should be scoped to a valid region, not '" + scope.region());
    }
    if (!scope.service().equals(service)) {
      return mismatch("Credential should be scoped to correct service: '" + service + "'.");
    }
    if (!signed.contains("host")) {
      return mismatch("'Host' must be a 'SignedHeader' in the AWS Authorization.");
    }
    for (String name : List.of("x-amz-date", "x-amz-security-token")) {
      if (request.headers().contains(name) && !signed.contains(name)) {
        return mismatch("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
      }
    }
    boolean sorted = signed.stream().sorted().toList().equals(signed);
    return sorted ? null : mismatch("Signed headers must be in order.");
  }

  private static @Nullable Problem date(String date, String day, long nowMillis) {
    long millis;
    try {
      millis = LocalDateTime.parse(date, DATE).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException e) {
      return no("IncompleteSignature", "Date must be in ISO-8601 'basic format'.");
    }
    if (!date.substring(0, DAY).equals(day)) {
      return mismatch("Date in Credential scope does not match the date of the request.");
    }
    if (millis < nowMillis - MOST_SKEW.toMillis()) {
      return mismatch("Signature expired: " + date + " is now more than 5 minutes ago.");
    }
    return millis > nowMillis + MOST_SKEW.toMillis()
        ? mismatch("Signature not yet current: " + date + " is more than 5 minutes ahead.")
        : null;
  }

  private @Nullable Problem signature(
      Request request, List<String> signed, SigV4.Scope scope, String keyId, String given) {
    String secret = guard.secretOf(keyId, request.headers().get("x-amz-security-token"));
    if (secret == null) {
      return unknown();
    }
    byte[] expected =
        SigV4.signature(request, signed, scope, secret).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.US_ASCII))
        ? null
        : mismatch(
            "The request signature we calculated does not match the signature you provided."
                + " Check your AWS Secret Access Key and signing method.");
  }

  private static Problem unknown() {
    return no(
        "UnrecognizedClientException", "The security token included in the request is invalid.");
  }

  private static Problem mismatch(String message) {
    return no("InvalidSignatureException", message);
  }

  private static Problem no(String code, String message) {
    return Problem.door(403, code, message);
  }
}
