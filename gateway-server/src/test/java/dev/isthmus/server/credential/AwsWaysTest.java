package dev.isthmus.server.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Every way to Amazon's access keys, against a server that stands for the token service, the
 * container's and the instance's. Amazon's library looks into system properties as it looks into
 * the environment; they are as before after each test.
 */
final class AwsWaysTest {
  private static final String ROLE = "arn:aws:iam::123456789012:role/caller";
  private static final String CREDENTIALS = "/latest/meta-data/iam/security-credentials/";
  private static final Duration HOUR = Duration.ofHours(1);

  private final Map<String, @Nullable String> before = new HashMap<>();
  private final Clockwork clock = new Clockwork();

  @TempDir Path folder = Path.of("");
  private TokenServer server;

  @BeforeEach
  void open() throws IOException {
    server = new TokenServer();
    set("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
    set("aws.configFile", folder.resolve("config").toString());
    set("aws.region", "eu-west-1");
    set("aws.ec2MetadataServiceEndpoint", server.uri().toString());
    set("aws.endpointUrlSts", server.uri().toString());
  }

  @AfterEach
  void close() {
    server.close();
    before.forEach(AwsWaysTest::put);
  }

  private void set(String property, String value) {
    if (!before.containsKey(property)) {
      before.put(property, System.getProperty(property));
    }
    System.setProperty(property, value);
  }

  private static void put(String property, @Nullable String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }

  private static AwsSignIn chain() {
    return new AwsSignIn(new AwsConfig(null, null, null, "eu-west-1", null));
  }

  private static String end(Duration fromNow) {
    return Instant.now().plus(fromNow).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static void assertKeys(String number, Fetched<AwsCredentialsIdentity> fetched) {
    assertEquals("AKID" + number, fetched.token().accessKeyId());
    assertEquals("secret" + number, fetched.token().secretAccessKey());
    assertEquals("session" + number, AwsSignIn.session(fetched.token()));
    assertFalse(fetched.toString().contains("secret" + number));
  }

  private static void assertAboutAnHour(Fetched<AwsCredentialsIdentity> fetched) {
    assertTrue(fetched.lifetime().compareTo(Duration.ofMinutes(58)) > 0, fetched::toString);
    assertTrue(fetched.lifetime().compareTo(HOUR) <= 0, fetched::toString);
  }

  private static String issued(String action, String number, Duration life) {
    return "<"
        + action
        + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><"
        + action
        + "Result><Credentials><AccessKeyId>AKID"
        + number
        + "</AccessKeyId><SecretAccessKey>secret"
        + number
        + "</SecretAccessKey><SessionToken>session"
        + number
        + "</SessionToken><Expiration>"
        + end(life)
        + "</Expiration></Credentials></"
        + action
        + "Result></"
        + action
        + "Response>";
  }

  /** As the container's and the instance's servers answer. */
  private static String document(String number, Duration life) {
    return "{\"Code\":\"Success\",\"LastUpdated\":\"2026-01-01T00:00:00Z\",\"Type\":\"AWS-HMAC\","
        + "\"AccessKeyId\":\"AKID"
        + number
        + "\",\"SecretAccessKey\":\"secret"
        + number
        + "\",\"Token\":\"session"
        + number
        + "\",\"Expiration\":\""
        + end(life)
        + "\"}";
  }

  private void instance(String number, Duration life) {
    server.answers.put("/latest/api/token", "imds-token");
    server.answers.put(CREDENTIALS, "role-1");
    server.answers.put(CREDENTIALS + "role-1", document(number, life));
  }

  @Test
  void keysThatAreGivenNeedNobodyElse() {
    AwsConfig.Keys keys = new AwsConfig.Keys("AKID1", "secret1", "session1");
    AwsSignIn given = new AwsSignIn(new AwsConfig(keys, null, null, "eu-west-1", null));

    assertTrue(given.isAtHand());
    assertKeys("1", given.fetch());
    assertTrue(given.fetch().lasts());
    assertEquals(0, server.seen.size());
    assertFalse(chain().isAtHand());
  }

  @Test
  void keysThatAreGivenAreThereAsSoonAsTheyAreKept() {
    AwsConfig.Keys keys = new AwsConfig.Keys("AKID1", "secret1", null);
    try (CredentialKeeper keeper = new CredentialKeeper(System::nanoTime, new Random(7))) {
      AwsSignIn given = new AwsSignIn(new AwsConfig(keys, null, null, "eu-west-1", null));
      assertNotNull(keeper.keepAtHand("aws", given).current());
    }
  }

  @Test
  void aProfileIsReadAnewEachTime() throws Exception {
    Path file = folder.resolve("credentials");
    AwsSignIn profile = new AwsSignIn(new AwsConfig(null, "team", null, "eu-west-1", null));
    Files.writeString(file, profile("1"));
    assertKeys("1", profile.fetch());

    Files.writeString(file, profile("2"));

    assertKeys("2", profile.fetch());
    Files.writeString(file, profile("3").replace("[team]", "[other]"));
    assertThrows(Exception.class, profile::fetch);
  }

  private static String profile(String number) {
    return "[team]\naws_access_key_id = AKID"
        + number
        + "\naws_secret_access_key = secret"
        + number
        + "\naws_session_token = session"
        + number
        + "\n";
  }

  @Test
  void aPodExchangesItsTokenWhichIsReadAnew() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "pod.token.1");
    set("aws.roleArn", ROLE);
    set("aws.webIdentityTokenFile", file.toString());
    set("aws.roleSessionName", "gateway");
    server.answer = issued("AssumeRoleWithWebIdentity", "1", HOUR);
    AwsSignIn chain = chain();

    Fetched<AwsCredentialsIdentity> fetched = chain.fetch();

    assertKeys("1", fetched);
    assertAboutAnHour(fetched);
    TokenServer.Seen seen = server.seen.take();
    assertEquals("AssumeRoleWithWebIdentity", seen.field("Action"));
    assertEquals(ROLE, seen.field("RoleArn"));
    assertEquals("gateway", seen.field("RoleSessionName"));
    assertEquals("pod.token.1", seen.field("WebIdentityToken"));
    assertEquals("", seen.header("Authorization"));
    Files.writeString(file, "pod.token.2");
    server.answer = issued("AssumeRoleWithWebIdentity", "2", HOUR);
    assertKeys("2", chain.fetch());
    assertEquals("pod.token.2", server.seen.take().field("WebIdentityToken"));
  }

  @Test
  void aContainerAsksWhereItsEnvironmentSays() throws Exception {
    Path token = Files.writeString(folder.resolve("container-token"), "container.token.1");
    set("aws.containerCredentialsFullUri", server.uri() + "/v1/credentials");
    set("aws.containerAuthorizationTokenFile", token.toString());
    server.answers.put("/v1/credentials", document("1", HOUR));

    Fetched<AwsCredentialsIdentity> fetched = chain().fetch();

    assertKeys("1", fetched);
    assertAboutAnHour(fetched);
    TokenServer.Seen seen = server.seen.take();
    assertEquals("/v1/credentials", seen.uri());
    assertEquals("container.token.1", seen.header("Authorization"));
  }

  @Test
  void anInstanceAsksItsMetadataServerWithATokenOfTheSession() throws Exception {
    instance("1", HOUR);

    Fetched<AwsCredentialsIdentity> fetched = chain().fetch();

    assertKeys("1", fetched);
    assertAboutAnHour(fetched);
    TokenServer.Seen first = server.seen.take();
    assertEquals("PUT", first.method());
    assertEquals("/latest/api/token", first.uri());
    assertEquals("21600", first.header("x-aws-ec2-metadata-token-ttl-seconds"));
    for (TokenServer.Seen seen : server.seen) {
      boolean open = seen.uri().equals("/latest/api/token");
      assertEquals(open ? "" : "imds-token", seen.header("x-aws-ec2-metadata-token"), seen::uri);
    }
  }

  @Test
  void aRoleIsAssumedWithWhatWasFound() throws Exception {
    server.answer = issued("AssumeRole", "9", HOUR);
    AwsConfig.Keys keys = new AwsConfig.Keys("AKID1", "secret1", null);
    AwsConfig.Role role = new AwsConfig.Role(ROLE, "ext-1");
    AwsSignIn signIn = new AwsSignIn(new AwsConfig(keys, null, role, "eu-central-1", server.uri()));

    Fetched<AwsCredentialsIdentity> fetched = signIn.fetch();

    assertFalse(signIn.isAtHand());
    assertKeys("9", fetched);
    assertAboutAnHour(fetched);
    TokenServer.Seen seen = server.seen.take();
    assertEquals("AssumeRole", seen.field("Action"));
    assertEquals(ROLE, seen.field("RoleArn"));
    assertEquals("ext-1", seen.field("ExternalId"));
    String shown = seen.header("Authorization");
    assertTrue(shown.startsWith("AWS4-HMAC-SHA256 Credential=AKID1/"), shown);
    assertTrue(shown.contains("/eu-central-1/sts/aws4_request"), shown);
  }

  @Test
  void anInstanceMayAssumeARole() throws Exception {
    instance("1", HOUR);
    server.answer = issued("AssumeRole", "9", HOUR);
    AwsConfig.Role role = new AwsConfig.Role(ROLE, null);

    Fetched<AwsCredentialsIdentity> fetched =
        new AwsSignIn(new AwsConfig(null, null, role, "eu-west-1", server.uri())).fetch();

    assertKeys("9", fetched);
    TokenServer.Seen last = server.seen.stream().reduce((one, next) -> next).orElseThrow();
    assertTrue(last.header("Authorization").contains("Credential=AKID1/"));
    assertEquals("session1", last.header("X-Amz-Security-Token"));
  }

  @Test
  void aRoleThatIsNotOursIsAnException() {
    server.status = 403;
    server.answer =
        "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not"
            + " authorized</Message></Error></ErrorResponse>";
    AwsConfig.Keys keys = new AwsConfig.Keys("AKID1", "secret1", null);
    AwsSignIn signIn =
        new AwsSignIn(
            new AwsConfig(keys, null, new AwsConfig.Role(ROLE, null), "eu-west-1", server.uri()));

    assertThrows(Exception.class, signIn::fetch);
    assertEquals(1, server.seen.size());
  }

  @Test
  void keysOfThirtySecondsAreRenewedInTimeAndNotUsedBeyondTheirEnd() throws Exception {
    Duration life = Duration.ofSeconds(30);
    AwsConfig.Keys keys = new AwsConfig.Keys("AKID1", "secret1", null);
    AwsConfig.Role role = new AwsConfig.Role(ROLE, null);
    server.answer = issued("AssumeRole", "1", life);
    RefreshedToken<AwsCredentialsIdentity> token =
        begun(new AwsSignIn(new AwsConfig(keys, null, role, "eu-west-1", server.uri())));
    assertCurrent("AKID1", token);
    for (int i = 2; i < 7; i++) {
      server.answer = issued("AssumeRole", String.valueOf(i), life);
      clock.pass(Duration.ofSeconds(15));
      assertCurrent("AKID" + i, token);
    }
    server.status = 403;
    // Less than it lives, as its end is by the wall clock and in whole seconds.
    clock.pass(Duration.ofSeconds(13));
    assertCurrent("AKID6", token);
    assertTrue(token.state().failures() > 0);
    clock.pass(Duration.ofSeconds(17));
    assertNull(token.current());
    server.status = 200;
    server.answer = issued("AssumeRole", "7", life);
    clock.pass(Duration.ofSeconds(60));
    assertEquals(0, token.state().failures());
  }

  @Test
  void aRefusalBringsOtherKeysAndTheOldOnesServeUntilThen() throws Exception {
    instance("1", HOUR);
    RefreshedToken<AwsCredentialsIdentity> token = begun(chain());
    AwsSigner signer = new AwsSigner(token, Clock.systemUTC());
    instance("2", HOUR);
    clock.pass(Duration.ofMinutes(1));
    assertCurrent("AKID1", token);

    signer.refused();

    assertCurrent("AKID1", token);
    assertTrue(signer.isReady());
    clock.pass(Duration.ofSeconds(1));
    assertCurrent("AKID2", token);
    int asked = server.seen.size();
    signer.refused();
    clock.pass(Duration.ofSeconds(1));
    assertEquals(asked, server.seen.size(), "at most once in ten seconds");
    server.answers.put(CREDENTIALS + "role-1", "{\"Code\":\"AssumeRoleUnauthorizedAccess\"}");
    clock.pass(Duration.ofSeconds(10));
    signer.refused();
    clock.pass(Duration.ofSeconds(1));
    assertTrue(token.state().failures() > 0);
    assertCurrent("AKID2", token);
  }

  private RefreshedToken<AwsCredentialsIdentity> begun(AwsSignIn signIn) {
    RefreshedToken<AwsCredentialsIdentity> token =
        new RefreshedToken<>("aws", signIn, clock.environment(new Random(7)));
    token.begin();
    clock.pass(Duration.ZERO);
    return token;
  }

  private static void assertCurrent(String id, RefreshedToken<AwsCredentialsIdentity> token) {
    AwsCredentialsIdentity keys = token.current();
    assertNotNull(keys, token::toString);
    assertEquals(id, keys.accessKeyId());
  }
}
