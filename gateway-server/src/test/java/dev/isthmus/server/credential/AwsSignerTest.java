package dev.isthmus.server.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.RequestSigner.Scope;
import dev.isthmus.core.provider.Unsigned;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Signatures against vectors that were computed elsewhere. */
final class AwsSignerTest {
  private static final String ID = "AKIDEXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String SESSION = "session-token-of-a-role";
  private static final String PATH = "/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse";
  private static final String BODY =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]}";
  private static final Scope BEDROCK = new Scope("us-east-1", "bedrock");

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/bedrock/aws4_request, "
              + "SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

  private final Clock newYear = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  private static final String HOST = "bedrock-runtime.us-east-1.amazonaws.com";
  private static final SignatureReckoner RECKONER =
      new SignatureReckoner(SECRET, "20260101/us-east-1/bedrock/aws4_request");

  /** The path's colon is encoded once on the wire and twice in what is signed. */
  private static final String CANONICAL_PATH = PATH.replace("%", "%25");

  @Test
  void theReckonerAgreesWithAVectorComputedElsewhere() {
    Map<String, String> headers =
        Map.of("content-type", "application/json", "host", HOST, "x-amz-date", "20260101T000000Z");
    assertEquals(
        "160695b056ee078393f64dc8ca8351721cb6fb7f6db78d6c31563b8319f869b0",
        RECKONER.signature(
            CANONICAL_PATH, List.of("content-type", "host", "x-amz-date"), headers, BODY));
  }

  @Test
  void aCallToBedrockIsSignedAsAmazonReckonsIt() {
    Map<String, String> headers = signed(new AwsConfig.Keys(ID, SECRET, null));
    assertEquals("20260101T000000Z", headers.get("x-amz-date"));
    assertNull(headers.get("x-amz-security-token"));
    Matcher shown = AUTHORIZATION.matcher(headers.getOrDefault("authorization", ""));
    assertTrue(shown.matches(), headers::toString);
    List<String> names = List.of(shown.group(1).split(";", -1));
    assertTrue(names.containsAll(List.of("content-type", "host", "x-amz-date")), names::toString);
    headers.put("host", HOST);
    headers.put("content-type", "application/json");
    assertEquals(RECKONER.signature(CANONICAL_PATH, names, headers, BODY), shown.group(2));
  }

  @Test
  void theTokenOfASessionIsSentAndSigned() {
    Map<String, String> headers = signed(new AwsConfig.Keys(ID, SECRET, SESSION));
    assertEquals(SESSION, headers.get("x-amz-security-token"));
    assertTrue(
        headers.getOrDefault("authorization", "").contains("x-amz-security-token"),
        headers::toString);
  }

  @Test
  void theWireWritesHostAndTypeItself() {
    Map<String, String> headers = signed(new AwsConfig.Keys(ID, SECRET, null));
    assertFalse(headers.containsKey("host"));
    assertFalse(headers.containsKey("content-type"));
    assertFalse(headers.containsKey("content-length"));
  }

  @Test
  void whatQuotesAKeyIsFound() {
    AwsSigner signer = signer(new AwsConfig.Keys(ID, SECRET, SESSION));
    sign(signer);
    for (String secret : new String[] {ID, SECRET, SESSION}) {
      ByteBuf text = Unpooled.copiedBuffer("bad signature by " + secret, UTF_8);
      assertTrue(signer.isQuotedIn(text), secret);
    }
    assertFalse(signer.isQuotedIn(Unpooled.copiedBuffer("bad signature", UTF_8)));
    assertFalse(signer.toString().contains(ID));
  }

  private Map<String, String> signed(AwsConfig.Keys keys) {
    return sign(signer(keys));
  }

  private static Map<String, String> sign(AwsSigner signer) {
    assertTrue(signer.isReady());
    Map<String, String> headers = new TreeMap<>();
    Address bedrock = new Address(HOST, 443, true, false);
    ByteBuf body = Unpooled.copiedBuffer(BODY, UTF_8);
    signer.sign(
        new Unsigned(bedrock, "POST", PATH, "application/json", body), BEDROCK, headers::put);
    assertEquals(BODY, body.toString(UTF_8), "only borrowed");
    return headers;
  }

  private AwsSigner signer(AwsConfig.Keys keys) {
    AwsSignIn signIn = new AwsSignIn(new AwsConfig(keys, null, null, "us-east-1", null));
    RefreshedToken<AwsCredentialsIdentity> token =
        new RefreshedToken<>(
            "test",
            signIn,
            new RefreshedToken.Environment(
                AwsSignerTest::first, System::nanoTime, RandomGenerator.getDefault(), name -> {}));
    token.begin();
    return new AwsSigner(token, newYear);
  }

  /** The first fetch runs at once, later ones never. */
  private static void first(Runnable task, long delayNanos) {
    if (delayNanos == 0) {
      task.run();
    }
  }
}
