package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.ExpiredTokenException;
import software.amazon.awssdk.services.sts.model.InvalidIdentityTokenException;
import software.amazon.awssdk.services.sts.model.StsException;

/** AWS's token service and instance metadata, asked by AWS's own libraries. */
final class AwsSignInTest {

  private static final String ROLE = "arn:aws:iam::123456789012:role/caller";
  private static final String ASK = "{'messages':[{'role':'user','content':[{'text':'hi'}]}]}";
  private static final String CREDENTIALS = "/latest/meta-data/iam/security-credentials/";

  private final CloudHost host = CloudHost.start(1);
  private final Cloud signIn;
  private final Cloud bedrock;

  AwsSignInTest() throws IOException {
    signIn = host.open(CloudSpec.awsSignIn("sts", "us-east-1").key("AKID:secret"));
    bedrock = host.open(CloudSpec.bedrock("br", "us-east-1").deploy(Deployment.of("m", "m")));
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void anAssumedRoleOpensBedrockUntilItIsRevoked() throws Exception {
    try (StsClient sts = sts(known("secret"))) {
      Credentials issued =
          sts.assumeRole(ask -> ask.roleArn(ROLE).roleSessionName("se").durationSeconds(900))
              .credentials();

      assertEquals(200, call(keys(issued)).status());
      assertTrue(issued.expiration().isBefore(Instant.now().plusSeconds(901)));
      bedrock.revokeTokens();
      assertEquals("UnrecognizedClientException", call(keys(issued)).errorType());
    }
  }

  @Test
  void aSessionCanAssumeTheNextRole() throws Exception {
    AwsKeys first = signIn.issueKeys(60_000);
    AwsSessionCredentials session =
        AwsSessionCredentials.create(
            first.accessKeyId(), first.secretAccessKey(), first.sessionToken());
    try (StsClient sts = sts(StaticCredentialsProvider.create(session))) {
      Credentials next =
          sts.assumeRole(ask -> ask.roleArn(ROLE).roleSessionName("next")).credentials();

      assertEquals(200, call(keys(next)).status());
    }
  }

  @Test
  void aWebIdentityIsExchangedWithoutASignature() throws Exception {
    String token = jwt("sts.amazonaws.com", Instant.now().plusSeconds(60));
    try (StsClient sts = sts(AnonymousCredentialsProvider.create())) {
      Credentials issued = exchange(sts, token);

      assertEquals(200, call(keys(issued)).status());
      String other = jwt("somebody.else", Instant.now().plusSeconds(60));
      assertThrows(InvalidIdentityTokenException.class, () -> exchange(sts, other));
      assertThrows(InvalidIdentityTokenException.class, () -> exchange(sts, "a.b.c"));
      String old = jwt("sts.amazonaws.com", Instant.now().minusSeconds(60));
      assertThrows(ExpiredTokenException.class, () -> exchange(sts, old));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "secret, arn:aws:iam::1:role/x, s, 900, ValidationError",
    "secret, arn:aws:iam::123456789012:role/x, s, 900, ValidationError",
    "secret, arn:aws:iam::123456789012:role/x, session, 60, ValidationError",
    "wrong, arn:aws:iam::123456789012:role/x, session, 900, SignatureDoesNotMatch"
  })
  void whatTheRealOneRefusesIsRefused(
      String secret, String role, String session, int seconds, String code) {
    try (StsClient sts = sts(known(secret))) {
      StsException refused =
          assertThrows(
              StsException.class,
              () ->
                  sts.assumeRole(
                      ask -> ask.roleArn(role).roleSessionName(session).durationSeconds(seconds)));

      assertEquals(code, refused.awsErrorDetails().errorCode());
    }
  }

  @Test
  void anInstanceHasItsRolesKeys() throws Exception {
    try (InstanceProfileCredentialsProvider provider =
        InstanceProfileCredentialsProvider.builder()
            .endpoint(signIn.base().toString())
            .profileName("none")
            .build()) {
      AwsSessionCredentials issued = (AwsSessionCredentials) provider.resolveCredentials();

      AwsKeys keys =
          new AwsKeys(issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken());
      assertEquals(200, call(keys).status());
    }
  }

  @Test
  void theMetadataServiceWantsItsTokenAndNoProxy() throws Exception {
    assertEquals(400, send("PUT", "/latest/api/token").statusCode());
    assertEquals(401, send("GET", CREDENTIALS).statusCode());
    HttpResponse<String> token =
        send("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds", "60");
    assertEquals(200, token.statusCode());

    String name = "X-aws-ec2-metadata-token";
    String role = send("GET", CREDENTIALS, name, token.body()).body();
    assertEquals(200, send("GET", CREDENTIALS + role, name, token.body()).statusCode());
    assertEquals(404, send("GET", CREDENTIALS + "other", name, token.body()).statusCode());
    assertEquals(401, send("GET", CREDENTIALS + role, name, "made-up").statusCode());
    assertEquals(
        403,
        send("GET", CREDENTIALS, name, token.body(), "X-Forwarded-For", "1.2.3.4").statusCode());
  }

  @Test
  void whatIsIssuedLivesNoLongerThanTheCloudAllows() throws Exception {
    Cloud brief =
        host.open(
            CloudSpec.awsSignIn("brief", "us-east-1")
                .access(
                    new Access(Set.of("AKID:secret"), Access.DEFAULT.tokenSecret())
                        .tokenLife(Duration.ZERO)));
    try (StsClient sts = sts(known("secret"), brief)) {
      Credentials issued =
          sts.assumeRole(ask -> ask.roleArn(ROLE).roleSessionName("se")).credentials();

      assertEquals("ExpiredTokenException", call(keys(issued)).errorType());
    }
  }

  @Test
  void aCloudWithAnotherSecretDoesNotKnowTheSession() throws Exception {
    Cloud foreign =
        host.open(
            CloudSpec.bedrock("foreign", "us-east-1")
                .access(new Access(Set.of(), "another"))
                .deploy(Deployment.of("m", "m")));
    AwsKeys keys = signIn.issueKeys(60_000);

    assertNotEquals(foreign.issueKeys(60_000), keys);
    assertEquals(
        "UnrecognizedClientException",
        new AwsCaller(foreign, "bedrock", keys).post("/model/m/converse", ASK).errorType());
    assertFalse(keys.toString().contains(keys.secretAccessKey()));
  }

  private AwsCaller.Answer call(AwsKeys keys) throws IOException, InterruptedException {
    return new AwsCaller(bedrock, "bedrock", keys).post("/model/m/converse", ASK);
  }

  private static AwsKeys keys(Credentials issued) {
    return new AwsKeys(issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken());
  }

  private static Credentials exchange(StsClient sts, String token) {
    return sts.assumeRoleWithWebIdentity(
            ask -> ask.roleArn(ROLE).roleSessionName("pod").webIdentityToken(token))
        .credentials();
  }

  private static AwsCredentialsProvider known(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", secret));
  }

  private StsClient sts(AwsCredentialsProvider credentials) {
    return sts(credentials, signIn);
  }

  private static StsClient sts(AwsCredentialsProvider credentials, Cloud at) {
    return StsClient.builder()
        .region(Region.US_EAST_1)
        .endpointOverride(at.base())
        .credentialsProvider(credentials)
        .overrideConfiguration(once -> once.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static String jwt(String audience, Instant expires) {
    String claims =
        "{\"iss\":\"https://oidc\",\"sub\":\"pod\",\"aud\":[\""
            + audience
            + "\"],\"exp\":"
            + expires.getEpochSecond()
            + "}";
    return "e30."
        + Base64.getUrlEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(signIn.base() + path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }
}
