package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures: AWS's own vectors, AWS's own signer, and everything that is not one. */
final class SigV4Test {

  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
  private static final String PATH = "/model/us.m-v1%3A0/converse";
  private static final String BODY = "{\"messages\":[]}";

  private final Guard guard = new Guard(new Access(Set.of("AKIDEXAMPLE:" + SECRET), "shared"));
  private final AwsDoor door = new AwsDoor(guard, "us-east-1", "bedrock");

  @Test
  void theSuitesVanillaRequestHasItsSignature() {
    HttpHeaders headers = new DefaultHttpHeaders();
    headers.set("host", "example.amazonaws.com").set("x-amz-date", "20150830T123600Z");
    Request request = request("GET", "/", headers, "");

    String signature =
        SigV4.signature(
            request,
            List.of("host", "x-amz-date"),
            new SigV4.Scope("20150830", "us-east-1", "service"),
            SECRET);

    assertEquals("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", signature);
  }

  @Test
  void theSampleIsCanonicalSignedAndLetIn() {
    Request sample = sample();
    List<String> signed = List.of("content-type", "host", "x-amz-date");
    String canonical = SigV4.canonical(sample, signed);
    var scope = new SigV4.Scope("20260101", "us-east-1", "bedrock");

    assertEquals(AwsSample.text("signed.canonical-request.txt"), canonical);
    assertEquals(
        AwsSample.text("signed.string-to-sign.txt"),
        SigV4.stringToSign("20260101T000000Z", scope, canonical));
    assertNull(door.refusal(sample, NEW_YEAR.toEpochMilli()));
  }

  @ParameterizedTest
  @CsvSource({
    "/model/a%3A0/converse, /model/a%253A0/converse",
    "/model/a:0/converse, /model/a%3A0/converse",
    "/model/arn%3Aaws%2Fx/converse, /model/arn%253Aaws%252Fx/converse",
    "/a//b/./c/../d/, /a/b/d/",
    "/, /"
  })
  void aPathIsEncodedOnceMore(String wire, String canonical) {
    assertEquals(canonical, SigV4.canonicalPath(wire));
  }

  @Test
  void aQueryIsSortedAndEncoded() {
    assertEquals("A=&a=1%202&a=b%2Bc&b=%C3%A9", SigV4.canonicalQuery("b=%C3%A9&a=b+c&a=1%202&A"));
  }

  @ParameterizedTest
  @CsvSource({
    "/model/us.m-v1%3A0/converse",
    "/model/us.m-v1:0/converse",
    "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.m/converse",
    "/model/m/converse?b=2&a=1%2F2&a=%20x"
  })
  void whatAwssOwnSignerSignsIsLetIn(String path) {
    assertNull(refusal(path, BODY, signed(caller("bedrock", "us-east-1", keys()), path), 0));
  }

  @Test
  void sessionKeysAreLetInUntilTheyExpire() {
    AwsKeys keys = guard.issueKeys(600_000);
    Map<String, List<String>> headers = signed(caller("bedrock", "us-east-1", keys), PATH);
    assertNull(refusal(PATH, BODY, headers, 0));

    AwsKeys dead = guard.issueKeys(-1000);
    assertEquals(
        "ExpiredTokenException",
        code(refusal(PATH, BODY, signed(caller("bedrock", "us-east-1", dead), PATH), 0)));
    guard.revokeTokens();

    assertEquals("UnrecognizedClientException", code(refusal(PATH, BODY, headers, 0)));
  }

  @Test
  void aSessionsKeysAreGoodWithItsOwnTokenOnly() {
    AwsKeys one = guard.issueKeys(600_000);
    AwsKeys other = guard.issueKeys(700_000);
    AwsKeys mixed = new AwsKeys(one.accessKeyId(), one.secretAccessKey(), other.sessionToken());

    assertEquals(
        "UnrecognizedClientException",
        code(refusal(PATH, BODY, signed(caller("bedrock", "us-east-1", mixed), PATH), 0)));
  }

  @ParameterizedTest
  @CsvSource({
    "AKIDEXAMPLE, wrong, bedrock, us-east-1, 0, InvalidSignatureException",
    "AKIDOTHER, wrong, bedrock, us-east-1, 0, UnrecognizedClientException",
    "AKIDEXAMPLE, right, bedrock-runtime, us-east-1, 0, InvalidSignatureException",
    "AKIDEXAMPLE, right, bedrock, eu-west-1, 0, InvalidSignatureException",
    "AKIDEXAMPLE, right, bedrock, us-east-1, 301, InvalidSignatureException",
    "AKIDEXAMPLE, right, bedrock, us-east-1, -301, InvalidSignatureException",
    "AKIDEXAMPLE, right, bedrock, us-east-1, 299, "
  })
  void whoeverSignsOtherwiseIsNot(
      String id, String secret, String service, String region, long late, @Nullable String code) {
    AwsKeys keys = AwsCaller.keys(id, secret.equals("right") ? SECRET : "no" + SECRET);

    Problem problem = refusal(PATH, BODY, signed(caller(service, region, keys), PATH), late);

    assertEquals(code, problem == null ? null : problem.code());
    assertTrue(problem == null || problem.status() == 403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "authorization | | MissingAuthenticationToken",
        "authorization | AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE | IncompleteSignature",
        "x-amz-date | 20260101T000001Z | InvalidSignatureException",
        "x-amz-date | 2026-01-01 | IncompleteSignature",
        "x-amz-date | | IncompleteSignature",
        "content-type | text/plain | InvalidSignatureException",
        "host | elsewhere:1 | InvalidSignatureException",
        "x-amz-security-token | sim.AWS.1.2.3 | UnrecognizedClientException"
      })
  void aHeaderThatChangedAfterItWasSignedIsSeen(String name, @Nullable String value, String code) {
    Request sample = sample();
    if (value == null) {
      sample.headers().remove(name);
    } else {
      sample.headers().set(name, value);
    }

    assertEquals(code, code(door.refusal(sample, NEW_YEAR.toEpochMilli())));
  }

  @Test
  void theBodyAndThePathAreSigned() {
    Map<String, List<String>> headers = signed(caller("bedrock", "us-east-1", keys()), PATH);

    assertEquals("InvalidSignatureException", code(refusal(PATH, BODY + " ", headers, 0)));
    assertEquals(
        "InvalidSignatureException", code(refusal(PATH.replace("%3A", ":"), BODY, headers, 0)));
  }

  @ParameterizedTest
  @CsvSource({"content-type;host", "content-type;x-amz-date", "x-amz-date;host"})
  void hostAndDateMustBeAmongTheSignedHeadersInOrder(String signed) {
    Request sample = sample();
    String header = sample.headers().get("authorization");
    sample.headers().set("authorization", header.replace("content-type;host;x-amz-date", signed));

    Problem problem = door.refusal(sample, NEW_YEAR.toEpochMilli());

    assertEquals("InvalidSignatureException", code(problem));
    assertTrue(Objects.requireNonNull(problem).message().contains("igned"), problem.message());
  }

  private static AwsKeys keys() {
    return AwsCaller.keys("AKIDEXAMPLE", SECRET);
  }

  private static AwsCaller caller(String service, String region, AwsKeys keys) {
    Clock clock = Clock.fixed(NEW_YEAR, ZoneOffset.UTC);
    return new AwsCaller(
        URI.create("https://bedrock-runtime.us-east-1.amazonaws.com"),
        service,
        region,
        keys,
        clock);
  }

  private static Map<String, List<String>> signed(AwsCaller caller, String path) {
    return caller.signed(path, BODY, Map.of("content-type", "application/json"));
  }

  private @Nullable Problem refusal(
      String path, String body, Map<String, List<String>> signed, long secondsLater) {
    HttpHeaders headers = new DefaultHttpHeaders();
    signed.forEach(headers::set);
    Request request = request("POST", path, headers, body);
    return door.refusal(request, NEW_YEAR.plusSeconds(secondsLater).toEpochMilli());
  }

  private static String code(@Nullable Problem problem) {
    return Objects.requireNonNull(problem, "let in").code();
  }

  private static Request sample() {
    String[] parts = AwsSample.text("signed.request.http").split("\r?\n\r?\n", 2);
    List<String> lines = parts[0].lines().toList();
    HttpHeaders headers = new DefaultHttpHeaders();
    for (String line : lines.subList(1, lines.size())) {
      headers.set(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
    }
    return request("POST", lines.get(0).split(" ", -1)[1], headers, parts[1]);
  }

  private static Request request(String method, String uri, HttpHeaders headers, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Request(method, new QueryStringDecoder(uri), headers, bytes, true);
  }
}
