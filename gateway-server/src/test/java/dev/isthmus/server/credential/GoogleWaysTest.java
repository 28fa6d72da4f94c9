package dev.isthmus.server.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Application Default Credentials and workload identity federation. */
final class GoogleWaysTest {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final String AUDIENCE =
      "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/k8s";
  private static final String EXCHANGED =
      "{\"access_token\":\"t-1\",\"issued_token_type\":"
          + "\"urn:ietf:params:oauth:token-type:access_token\",\"token_type\":\"Bearer\","
          + "\"expires_in\":3599}";

  @TempDir Path folder = Path.of("");
  private TokenServer server;

  @BeforeEach
  void open() throws IOException {
    server = new TokenServer();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static String federation(String source, String more) {
    return "{\"type\":\"external_account\",\"audience\":\""
        + AUDIENCE
        + "\",\"subject_token_type\":\"urn:ietf:params:oauth:token-type:jwt\","
        + "\"token_url\":\"https://sts.googleapis.com/v1/token\",\"credential_source\":"
        + source
        + more
        + "}";
  }

  @Test
  void aTokenOfAnotherPlaceIsExchangedAndItsFileReadAnew() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "pod.token.1");
    server.answers.put("/v1/token", EXCHANGED);
    TokenFetch<String> google =
        GoogleSignIn.externalAccount(federation("{\"file\":\"" + file + "\"}", ""), server.uri());

    Fetched<String> fetched = google.fetch();

    assertEquals("t-1", fetched.token());
    assertTrue(fetched.lifetime().compareTo(Duration.ofMinutes(58)) > 0, fetched::toString);
    TokenServer.Seen seen = server.seen.take();
    assertEquals("/v1/token", seen.uri());
    assertEquals("urn:ietf:params:oauth:grant-type:token-exchange", seen.field("grant_type"));
    assertEquals(AUDIENCE, seen.field("audience"));
    assertEquals(SCOPE, seen.field("scope"));
    assertEquals("pod.token.1", seen.field("subject_token"));
    Files.writeString(file, "pod.token.2");
    google.fetch();
    assertEquals("pod.token.2", server.seen.take().field("subject_token"));
    assertFalse(google.toString().contains("iam.googleapis.com"));
  }

  @Test
  void whatWasExchangedSpeaksForAServiceAccountWhereTheFileSaysSo() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "pod.token.1");
    String path = "/v1/projects/-/serviceAccounts/a@p.iam.gserviceaccount.com:generateAccessToken";
    server.answers.put("/v1/token", EXCHANGED.replace("t-1", "federated"));
    Instant end = Instant.now().plusSeconds(3_599).truncatedTo(ChronoUnit.SECONDS);
    server.answers.put("/v1/projects", "{\"accessToken\":\"t-1\",\"expireTime\":\"" + end + "\"}");
    TokenFetch<String> google =
        GoogleSignIn.externalAccount(
            federation(
                "{\"file\":\"" + file + "\"}",
                ",\"service_account_impersonation_url\":\"https://iamcredentials.googleapis.com"
                    + path
                    + "\""),
            server.uri());

    assertEquals("t-1", google.fetch().token());

    assertEquals("pod.token.1", server.seen.take().field("subject_token"));
    TokenServer.Seen seen = server.seen.take();
    assertEquals(path, seen.uri());
    assertEquals("Bearer federated", seen.header("Authorization"));
    assertTrue(seen.body().contains(SCOPE), seen.body());
  }

  @Test
  void aTokenOfAnotherPlaceMayComeFromAServer() throws Exception {
    server.answers.put("/v1/token", EXCHANGED);
    server.answers.put("/identity", "{\"id_token\":\"machine.token.1\"}");
    TokenFetch<String> google =
        GoogleSignIn.externalAccount(
            federation(
                "{\"url\":\"http://127.0.0.1:1/identity\",\"headers\":{\"Metadata\":\"True\"},"
                    + "\"format\":{\"type\":\"json\",\"subject_token_field_name\":\"id_token\"}}",
                ""),
            server.uri());

    assertEquals("t-1", google.fetch().token());

    assertEquals("True", server.seen.take().header("Metadata"));
    assertEquals("machine.token.1", server.seen.take().field("subject_token"));
  }

  @Test
  void aFederationIsRenewedAndOutlivesAnExchangeThatFails() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "pod.token.1");
    server.answers.put("/v1/token", EXCHANGED.replace("3599", "30"));
    Clockwork clock = new Clockwork();
    RefreshedToken<String> token =
        new RefreshedToken<>(
            "vertex",
            GoogleSignIn.externalAccount(
                federation("{\"file\":\"" + file + "\"}", ""), server.uri()),
            clock.environment(new Random(7)));
    token.begin();
    clock.pass(Duration.ZERO);
    assertEquals("t-1", token.current());

    server.answers.put("/v1/token", EXCHANGED.replace("3599", "30").replace("t-1", "t-2"));
    clock.pass(Duration.ofSeconds(15));
    assertEquals("t-2", token.current());
    Files.delete(file);
    clock.pass(Duration.ofSeconds(20));
    assertEquals("t-2", token.current());
    assertTrue(token.state().failures() > 0);
    clock.pass(Duration.ofSeconds(15));
    assertNull(token.current());
    Files.writeString(file, "pod.token.2");
    clock.pass(Duration.ofSeconds(60));
    assertTrue(token.state().failures() == 0, token::toString);
  }

  @Test
  void aBrokenFederationIsRefusedAtOnce() {
    assertThrows(Exception.class, () -> GoogleSignIn.externalAccount("{}", null));
    assertThrows(
        Exception.class,
        () ->
            GoogleSignIn.externalAccount(
                federation("{\"file\":\"f\"}", "").replace("https://", "http://"), null));
  }

  @Test
  void theFileThatTheEnvironmentNamesIsReadAnewForEveryToken() throws Exception {
    Path file = folder.resolve("adc.json");
    TokenFetch<String> google =
        GoogleSignIn.applicationDefault(Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString()));
    assertThrows(IOException.class, google::fetch);

    Files.writeString(file, serviceAccount("first@p.iam.gserviceaccount.com"));
    assertEquals("t-1", google.fetch().token());
    Files.writeString(file, serviceAccount("second@p.iam.gserviceaccount.com"));
    google.fetch();

    assertTrue(claims(server.seen.take()).contains("first@"));
    assertTrue(claims(server.seen.take()).contains("second@"));
  }

  private static String claims(TokenServer.Seen seen) {
    String assertion = seen.field("assertion");
    return new String(Base64.getUrlDecoder().decode(assertion.split("\\.", -1)[1]), UTF_8);
  }

  private String serviceAccount(String email) throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    String key =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.generateKeyPair().getPrivate().getEncoded())
            .replace("\n", "\\n");
    return "{\"type\":\"service_account\",\"project_id\":\"p\",\"private_key_id\":\"k1\","
        + "\"private_key\":\"-----BEGIN PRIVATE KEY-----\\n"
        + key
        + "\\n-----END PRIVATE KEY-----\\n\",\"client_email\":\""
        + email
        + "\",\"client_id\":\"1\",\"token_uri\":\""
        + server.uri()
        + "/token\"}";
  }

  @Test
  void withoutAnyFileTheMetadataServerIsFound() throws Exception {
    String host = "127.0.0.1:" + server.uri().getPort();

    String token =
        SignInProcess.token(
            "adc", Map.of("GCE_METADATA_HOST", host, "CLOUDSDK_CONFIG", folder.toString()));

    assertEquals("t-1", token);
    assertTrue(
        server.seen.stream()
            .anyMatch(
                one ->
                    one.uri().contains("/service-accounts/default/token")
                        && one.header("Metadata-Flavor").equals("Google")),
        server.seen::toString);
  }
}
