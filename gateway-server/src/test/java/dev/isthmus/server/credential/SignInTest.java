package dev.isthmus.server.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The libraries speak to token servers as these expect. */
final class SignInTest {
  private static final long PATIENCE_SECONDS = 20;

  private static String serviceAccount() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    String key =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.generateKeyPair().getPrivate().getEncoded())
            .replace("\n", "\\n");
    return "{\"type\":\"service_account\",\"project_id\":\"p\",\"private_key_id\":\"k1\","
        + "\"private_key\":\"-----BEGIN PRIVATE KEY-----\\n"
        + key
        + "\\n-----END PRIVATE KEY-----\\n\",\"client_email\":\"a@p.iam.gserviceaccount.com\","
        + "\"client_id\":\"1\",\"token_uri\":\"https://oauth2.googleapis.com/token\"}";
  }

  private static void assertAboutAnHour(Fetched<String> fetched) {
    assertEquals("t-1", fetched.token());
    assertTrue(fetched.lifetime().compareTo(Duration.ofMinutes(58)) > 0);
    assertTrue(fetched.lifetime().compareTo(Duration.ofHours(1)) <= 0);
    assertFalse(fetched.toString().contains("t-1"));
  }

  @Test
  void aServiceAccountSendsASignedAssertionForTheCloudScope() throws Exception {
    try (TokenServer server = new TokenServer()) {
      TokenFetch<String> google = GoogleSignIn.serviceAccount(serviceAccount(), server.uri());
      assertAboutAnHour(google.fetch());
      TokenServer.Seen seen = server.seen.take();
      assertEquals("POST", seen.method());
      assertTrue(
          seen.body().contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"));
      String assertion = seen.body().substring(seen.body().indexOf("assertion=") + 10);
      String claims =
          new String(
              Base64.getUrlDecoder().decode(assertion.split("\\.", -1)[1]), StandardCharsets.UTF_8);
      assertTrue(claims.contains("https://www.googleapis.com/auth/cloud-platform"), claims);
      assertTrue(claims.contains("a@p.iam.gserviceaccount.com"), claims);
      assertFalse(google.toString().contains("gserviceaccount"));
    }
  }

  @Test
  void aRefusedServiceAccountIsAnException() throws Exception {
    try (TokenServer server = new TokenServer()) {
      server.status = 400;
      server.answer = "{\"error\":\"invalid_grant\"}";
      TokenFetch<String> google = GoogleSignIn.serviceAccount(serviceAccount(), server.uri());
      assertThrows(IOException.class, google::fetch);
    }
  }

  @Test
  void aBrokenServiceAccountIsRefusedAtOnce() {
    assertThrows(IOException.class, () -> GoogleSignIn.serviceAccount("{}", null));
  }

  @Test
  void theMachineAsksItsMetadataServerWithTheFlavor() throws Exception {
    try (TokenServer server = new TokenServer()) {
      TokenFetch<String> google = GoogleSignIn.metadata(server.uri());
      assertAboutAnHour(google.fetch());
      TokenServer.Seen seen = server.seen.take();
      assertEquals("GET", seen.method());
      assertTrue(
          seen.uri().startsWith("/computeMetadata/v1/instance/service-accounts/default/token"),
          seen.uri());
      assertEquals("Google", seen.header("Metadata-Flavor"));
    }
  }

  private static EntraConfig entra(URI authority) {
    return new EntraConfig(
        "tenant-1",
        "app-1",
        new EntraProof.ClientSecret("s3cret"),
        EntraConfig.AZURE_OPENAI,
        authority);
  }

  @Test
  void anApplicationSignsInAtItsTenantWithItsSecret() throws Exception {
    try (TokenServer server = new TokenServer()) {
      EntraSignIn signIn = new EntraSignIn(entra(server.uri()));
      assertAboutAnHour(signIn.fetch());
      TokenServer.Seen seen = server.seen.take();
      assertEquals("POST", seen.method());
      assertEquals("/tenant-1/oauth2/v2.0/token", seen.uri());
      assertTrue(seen.body().contains("grant_type=client_credentials"), seen.body());
      assertTrue(seen.body().contains("client_secret=s3cret"), seen.body());
      assertTrue(seen.body().contains("cognitiveservices.azure.com"), seen.body());
      server.answer = server.answer.replace("t-1", "t-2");
      assertEquals("t-2", signIn.fetch().token());
      assertFalse(signIn.toString().contains("s3cret"));
    }
  }

  /** Whoever has refused the first token is told that there is another. */
  @Test
  void aKeeperTellsOfTheTokenThatReplacesARefusedOne() throws Exception {
    try (TokenServer server = new TokenServer();
        CredentialKeeper keeper = new CredentialKeeper(System::nanoTime, new Random(7))) {
      BlockingQueue<String> renewed = new LinkedBlockingQueue<>();
      keeper.tell(renewed::add);
      RefreshedToken<String> token = keeper.keep("azure", new EntraSignIn(entra(server.uri())));
      assertEquals("azure", renewed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertEquals("t-1", token.current());

      server.answer = server.answer.replace("t-1", "t-2");
      token.invalidate();
      assertEquals("azure", renewed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertEquals("t-2", token.current());
    }
  }

  @Test
  void aRefusedApplicationIsAnException() throws Exception {
    try (TokenServer server = new TokenServer()) {
      server.status = 401;
      server.answer = "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215\"}";
      assertThrows(Exception.class, () -> new EntraSignIn(entra(server.uri())).fetch());
    }
  }

  @Test
  void secretsStayOutOfDescriptions() {
    assertFalse(entra(EntraConfig.PUBLIC_CLOUD).toString().contains("s3cret"));
    assertFalse(new StaticKey("sk-1\n").toString().contains("sk-1"));
    assertEquals("sk-1", new StaticKey(" sk-1\n").current());
  }

  @Test
  void clearTextIsForLoopbackOnly() {
    assertThrows(
        IllegalArgumentException.class, () -> entra(URI.create("http://login.example.com")));
    assertThrows(
        IllegalArgumentException.class, () -> entra(URI.create("http://127.0.0.1.example.com")));
  }
}
