package dev.isthmus.server.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way of showing Entra who we are, against a server that stands for Entra or the machine. */
final class EntraWaysTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SCOPE = EntraConfig.AZURE_OPENAI;

  private final Clockwork clock = new Clockwork();

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

  private EntraSignIn application(EntraProof proof) {
    return new EntraSignIn(new EntraConfig("tenant-1", "app-1", proof, SCOPE, server.uri()));
  }

  private static KeyPair pair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static X509Certificate certificate(KeyPair pair) throws Exception {
    X500Name name = new X500Name("CN=app");
    Date from = Date.from(Instant.now().minusSeconds(60));
    Date to = Date.from(Instant.now().plusSeconds(3_600));
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    return new JcaX509CertificateConverter()
        .getCertificate(
            new X509v3CertificateBuilder(name, BigInteger.ONE, from, to, name, key)
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
  }

  @Test
  void anApplicationSignsAStatementWithTheKeyOfItsCertificate() throws Exception {
    KeyPair pair = pair();
    X509Certificate certificate = certificate(pair);
    EntraSignIn signIn =
        application(new EntraProof.Certificate(pair.getPrivate(), List.of(certificate)));

    assertEquals("t-1", signIn.fetch().token());

    TokenServer.Seen seen = server.seen.take();
    assertEquals("/tenant-1/oauth2/v2.0/token", seen.uri());
    assertEquals("client_credentials", seen.field("grant_type"));
    assertTrue(seen.field("scope").contains(SCOPE), seen::body);
    assertEquals("", seen.field("client_secret"));
    assertEquals(
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        seen.field("client_assertion_type"));
    String statement = seen.field("client_assertion");
    assertTrue(isSignedBy(statement, certificate), statement);
    JsonNode head = part(statement, 0);
    byte[] print = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    assertEquals(
        HexFormat.of().formatHex(print),
        HexFormat.of().formatHex(anyBase64(head.path("x5t#S256").asText())));
    JsonNode claims = part(statement, 1);
    assertEquals("app-1", claims.path("iss").asText());
    assertEquals("app-1", claims.path("sub").asText());
    assertTrue(claims.path("aud").asText().endsWith("/tenant-1/oauth2/v2.0/token"));
    assertTrue(claims.path("exp").asLong() <= Instant.now().plusSeconds(605).getEpochSecond());
    assertFalse(signIn.toString().contains("app-1"));
  }

  private static JsonNode part(String statement, int index) throws Exception {
    return JSON.readTree(Base64.getUrlDecoder().decode(statement.split("\\.", -1)[index]));
  }

  private static boolean isSignedBy(String statement, X509Certificate certificate)
      throws Exception {
    int dot = statement.lastIndexOf('.');
    Signature signature =
        Signature.getInstance(
            part(statement, 0).path("alg").asText().equals("PS256")
                ? "RSASSA-PSS"
                : "SHA256withRSA");
    if (signature.getAlgorithm().equals("RSASSA-PSS")) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    signature.initVerify(certificate.getPublicKey());
    signature.update(statement.substring(0, dot).getBytes(UTF_8));
    return signature.verify(Base64.getUrlDecoder().decode(statement.substring(dot + 1)));
  }

  @Test
  void aPodsTokenIsReadAnewForEverySignIn() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "pod.token.1\n");
    EntraSignIn signIn = application(new EntraProof.TokenFile(file));

    assertEquals("t-1", signIn.fetch().token());
    Files.writeString(file, "pod.token.2\n");
    signIn.fetch();

    TokenServer.Seen first = server.seen.take();
    assertEquals("/tenant-1/oauth2/v2.0/token", first.uri());
    assertEquals("app-1", first.field("client_id"));
    assertEquals("pod.token.1", first.field("client_assertion"));
    assertEquals(
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        first.field("client_assertion_type"));
    assertEquals("pod.token.2", server.seen.take().field("client_assertion"));
  }

  @Test
  void whileAPodHasNoTokenTheLastGoodOneServes() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "pod.token.1");
    server.answer = tokenFor("t-1", 60);
    RefreshedToken<String> token = begun(application(new EntraProof.TokenFile(file)));
    assertEquals("t-1", token.current());

    Files.delete(file);
    server.answer = tokenFor("t-2", 60);
    clock.pass(Duration.ofSeconds(40));
    assertEquals("t-1", token.current());
    assertTrue(token.state().failures() > 0);
    Files.writeString(file, "pod.token.2");
    clock.pass(Duration.ofSeconds(17));
    assertEquals("t-2", token.current());
    assertEquals(0, token.state().failures());
  }

  @Test
  void aTokenOfThirtySecondsIsRenewedInTimeAndNotUsedBeyondItsEnd() throws Exception {
    server.answer = tokenFor("t-1", 30);
    RefreshedToken<String> token = begun(application(new EntraProof.ClientSecret("s3cret")));
    for (int i = 2; i < 10; i++) {
      server.answer = tokenFor("t-" + i, 30);
      clock.pass(Duration.ofSeconds(15));
      assertEquals("t-" + i, token.current());
    }
    server.status = 500;
    clock.pass(Duration.ofSeconds(20));
    assertEquals("t-9", token.current());
    clock.pass(Duration.ofSeconds(10));
    assertNull(token.current());
  }

  private RefreshedToken<String> begun(TokenFetch<String> fetch) {
    RefreshedToken<String> token =
        new RefreshedToken<>("azure", fetch, clock.environment(new Random(7)));
    token.begin();
    clock.pass(Duration.ZERO);
    return token;
  }

  private static String tokenFor(String token, int seconds) {
    return "{\"access_token\":\""
        + token
        + "\",\"expires_in\":"
        + seconds
        + ",\"token_type\":\"Bearer\"}";
  }

  @Test
  void aMachineAsksItsMetadataServerAsItselfAndPastTheLibrarysCache() throws Exception {
    server.answer = machineToken("t-1");
    AzureMachine machine = new AzureMachine(null, SCOPE, server.uri());

    Fetched<String> fetched = machine.fetch();

    assertEquals("t-1", fetched.token());
    assertTrue(fetched.lifetime().compareTo(Duration.ofHours(23)) > 0, fetched::toString);
    TokenServer.Seen seen = server.seen.take();
    assertEquals("GET", seen.method());
    assertTrue(seen.uri().startsWith("/metadata/identity/oauth2/token?"), seen.uri());
    assertEquals("2018-02-01", seen.field("api-version"));
    assertEquals("https://cognitiveservices.azure.com", seen.field("resource"));
    assertEquals("", seen.field("client_id"));
    assertEquals("true", seen.header("Metadata"));
    server.answer = machineToken("t-2");
    assertEquals("t-2", machine.fetch().token());
  }

  @Test
  void aMachineWithSeveralIdentitiesIsAskedForOne() throws Exception {
    server.answer = machineToken("t-1");

    new AzureMachine("client-7", "https://ai.azure.com/.default", server.uri()).fetch();

    TokenServer.Seen seen = server.seen.take();
    assertEquals("client-7", seen.field("client_id"));
    assertEquals("https://ai.azure.com", seen.field("resource"));
  }

  @Test
  void aMachineWithoutThatIdentityIsAnExceptionAfterOneQuestion() throws Exception {
    server.status = 400;
    server.answer = "{\"error\":\"invalid_request\",\"error_description\":\"Identity not found\"}";
    AzureMachine machine = new AzureMachine("client-8", SCOPE, server.uri());

    assertThrows(Exception.class, machine::fetch);

    assertEquals(1, server.seen.size());
  }

  @Test
  void aBusyMetadataServerIsAskedAgainByTheKeeperAndNotByTheLibrary() throws Exception {
    server.status = 503;
    RefreshedToken<String> token = begun(new AzureMachine(null, SCOPE, server.uri()));
    assertNull(token.current());
    assertEquals(1, server.seen.size());

    server.status = 200;
    server.answer = machineToken("t-1");
    clock.pass(Duration.ofSeconds(1));

    assertEquals("t-1", token.current());
  }

  @Test
  void anAppServiceIsAskedWhereItsEnvironmentSays() throws Exception {
    server.answer = machineToken("t-1");

    String token =
        SignInProcess.token(
            "azure_machine",
            Map.of("IDENTITY_ENDPOINT", server.uri() + "/msi/token", "IDENTITY_HEADER", "h3ader"));

    assertEquals("t-1", token);
    TokenServer.Seen seen = server.seen.take();
    assertTrue(seen.uri().startsWith("/msi/token?"), seen.uri());
    assertEquals("2019-08-01", seen.field("api-version"));
    assertEquals("h3ader", seen.header("X-IDENTITY-HEADER"));
  }

  /** As machines answer: numbers as texts. */
  private static String machineToken(String token) {
    long end = Instant.now().plusSeconds(86_399).getEpochSecond();
    return "{\"access_token\":\""
        + token
        + "\",\"client_id\":\"c\",\"expires_in\":\"86399\",\"expires_on\":\""
        + end
        + "\",\"resource\":\"https://cognitiveservices.azure.com\",\"token_type\":\"Bearer\"}";
  }

  /** The library writes it in either alphabet. */
  private static byte[] anyBase64(String text) {
    return Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
  }
}
