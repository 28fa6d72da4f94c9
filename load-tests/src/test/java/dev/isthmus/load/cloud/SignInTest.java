package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.auth.oauth2.ServiceAccountCredentials;
import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The token endpoints, asked by the clouds' own libraries. */
@TestInstance(Lifecycle.PER_CLASS)
final class SignInTest {

  private static final String CHAT = "{'messages':[{'role':'user','content':'hi'}]}";
  private static final String AZURE =
      "/openai/deployments/m/chat/completions?api-version=2024-10-21";

  private final CloudHost host = CloudHost.start(1);
  private final KeyPair keys;

  SignInTest() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
  }

  @AfterAll
  void close() {
    host.close();
  }

  @Test
  void googlesLibraryGetsATokenThatOpensVertex() throws Exception {
    Cloud signIn = host.open(CloudSpec.signIn("tokens"));
    Cloud vertex =
        host.open(CloudSpec.vertex("vx", "p", "eu").deploy(Deployment.of("gemini-2.5-flash", "g")));
    ServiceAccountCredentials account =
        ServiceAccountCredentials.newBuilder()
            .setClientEmail("robot@p.iam.gserviceaccount.com")
            .setPrivateKey(keys.getPrivate())
            .setPrivateKeyId("key-1")
            .setTokenServerUri(signIn.base().resolve("/token"))
            .setScopes(List.of("https://www.googleapis.com/auth/cloud-platform"))
            .build();

    String token = account.refreshAccessToken().getTokenValue();

    String path =
        "/v1/projects/p/locations/eu/publishers/google/models/gemini-2.5-flash:generateContent";
    String body = "{'contents':[{'parts':[{'text':'hi'}]}]}";
    CloudClient client = new CloudClient(vertex.base(), "authorization", "Bearer " + token);
    assertEquals(200, client.post(path, body).status());
    vertex.revokeTokens();
    assertEquals(401, client.post(path, body).status());
  }

  @Test
  void microsoftsLibraryGetsATokenThatOpensAzure(@TempDir Path folder) throws Exception {
    X509Certificate certificate = certificate();
    Path chain = pem(folder.resolve("chain.pem"), "CERTIFICATE", certificate.getEncoded());
    Path key = pem(folder.resolve("key.pem"), "PRIVATE KEY", keys.getPrivate().getEncoded());
    Cloud signIn =
        host.open(
            CloudSpec.signIn("entra")
                .key("s3cret")
                .listen(new Listen(0, 0, new Listen.Tls(chain, key))));
    Cloud azure = host.open(CloudSpec.azure("az", "eastus2").deploy(Deployment.of("m", "m")));

    String token = application(signIn, "s3cret", certificate);

    assertEquals(
        200,
        new CloudClient(azure.base(), "authorization", "Bearer " + token)
            .post(AZURE, CHAT)
            .status());
    assertThrows(Exception.class, () -> application(signIn, "wrong", certificate));
  }

  private static String application(Cloud signIn, String secret, X509Certificate trusted)
      throws Exception {
    ConfidentialClientApplication application =
        ConfidentialClientApplication.builder(
                "client", ClientCredentialFactory.createFromSecret(secret))
            .authority("https://localhost:" + signIn.port() + "/tenant/")
            .instanceDiscovery(false)
            .sslSocketFactory(trusting(trusted).getSocketFactory())
            .build();
    Set<String> scopes = Set.of("https://cognitiveservices.azure.com/.default");
    return application
        .acquireToken(ClientCredentialParameters.builder(scopes).build())
        .get()
        .accessToken();
  }

  @Test
  void theMetadataServerWantsItsHeader() throws Exception {
    Cloud signIn = host.open(CloudSpec.signIn("metadata"));
    String path = "/computeMetadata/v1/instance/service-accounts/default/token";

    assertEquals(403, new CloudClient(signIn.base()).get(path).status());
    CloudClient.Answer answer =
        new CloudClient(signIn.base(), "Metadata-Flavor", "Google").get(path);
    assertEquals("Google", answer.header("metadata-flavor"));
    assertEquals("Bearer", answer.json().path("token_type").asText());
    assertTrue(answer.json().path("expires_in").asInt() > 3000);
  }

  @Test
  void otherGrantsAndBrokenAssertionsAreRefused() throws Exception {
    CloudClient client = new CloudClient(host.open(CloudSpec.signIn("strict")).base());
    String grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";

    assertEquals(
        "unsupported_grant_type",
        client.send("POST", "/token", "grant_type=password").json().path("error").asText());
    assertEquals(
        "invalid_grant",
        client.send("POST", "/token", grant + "&assertion=a.b.c").json().path("error").asText());
    assertEquals(
        400,
        client
            .send("POST", "/t/oauth2/v2.0/token", "grant_type=client_credentials&scope=x")
            .status());
  }

  private X509Certificate certificate() throws Exception {
    X500Name name = new X500Name("CN=localhost");
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minusSeconds(60)),
            Date.from(now.plusSeconds(3600)),
            name,
            keys.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
  }

  private static SSLContext trusting(Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("cloud", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static Path pem(Path file, String kind, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }
}
