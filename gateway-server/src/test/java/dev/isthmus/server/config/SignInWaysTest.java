package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.server.config.CredentialConfig.Entra;
import dev.isthmus.server.config.CredentialConfig.ExternalAccount;
import dev.isthmus.server.config.CredentialConfig.ManagedIdentity;
import dev.isthmus.server.config.CredentialConfig.Proof;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a file says in which way the gateway signs in, and which ways make no sense. */
final class SignInWaysTest {
  private static final String FEDERATION =
      """
      {"type": "external_account", "audience": "//iam.googleapis.com/p", "subject_token_type": "jwt",
       "token_url": "https://sts.googleapis.com/v1/token", "credential_source": {"file": "/t"}}
      """;

  private static KeyPair rsa;
  private static KeyPair otherRsa;
  private static KeyPair shortRsa;

  @TempDir Path folder = Path.of("");
  private Bench bench;

  @BeforeAll
  static void makeKeys() throws Exception {
    rsa = pair(2048);
    otherRsa = pair(2048);
    shortRsa = pair(1024);
  }

  private static KeyPair pair(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  @BeforeEach
  void prepare() throws Exception {
    bench = new Bench(folder);
    bench.writeIdentity("app.pem", "app-key.pem", rsa);
    bench.writeIdentity("other-app.pem", "other-app-key.pem", otherRsa);
    bench.writeIdentity("short.pem", "short-key.pem", shortRsa);
    bench.write("federation.json", FEDERATION);
    bench.write("pod-token", "a.b.c");
  }

  /** A file whose line 9 begins {@code entra}, and whose line 10 is {@code fields}. */
  private static String azure(String fields) {
    return file(
        "type: azure\n    endpoint: https://a.openai.azure.com",
        "\n      entra:\n        {" + fields + "}");
  }

  private static String vertex(String credential) {
    return file("type: vertex\n    project: p\n    location: us-east1", " {" + credential + "}");
  }

  private static String file(String type, String credential) {
    return """
        listeners: [{address: "localhost:0"}]
        models:
          m: {deployments: [{name: d, provider: p, model: m, price: free}]}
        providers:
          p:
            %s
            credential:%s
        callers: [{name: c, key: "${DEMO_KEY}"}]
        """
        .formatted(type, credential);
  }

  private CredentialConfig credential(String file) throws Exception {
    return bench.loaded(file).provider("p").credential();
  }

  private Entra entra(String fields) throws Exception {
    return assertInstanceOf(Entra.class, credential(azure(fields)));
  }

  @Test
  void aCertificateTakesTheSecretsPlace() throws Exception {
    Entra entra =
        entra(
            "tenant: t, client_id: c, certificate: \"file:app.pem\", key: \"file:app-key.pem\","
                + " authority: https://login.microsoftonline.us/");

    Proof.Certificate proof = assertInstanceOf(Proof.Certificate.class, entra.proof());
    assertEquals(rsa.getPrivate(), proof.privateKey());
    assertEquals(rsa.getPublic(), proof.chain().get(0).getPublicKey());
    assertEquals(URI.create("https://login.microsoftonline.us"), entra.authority());
    assertEquals("https://cognitiveservices.azure.com/.default", entra.scope());
    assertFalse(entra.toString().contains("PRIVATE KEY"));
  }

  @Test
  void aReplacedCertificateIsAnotherConfigurationOfTheSameApplication() throws Exception {
    String fields =
        "tenant: t, client_id: c, certificate: \"file:app.pem\", key: \"file:app-key.pem\"";
    Entra before = entra(fields);
    bench.writeIdentity("app.pem", "app-key.pem", otherRsa);

    LoadResult.Loaded after = assertInstanceOf(LoadResult.Loaded.class, bench.load(azure(fields)));

    CredentialConfig now = after.config().provider("p").credential();
    assertNotEquals(before, now);
    assertTrue(now.isSamePrincipal(before));
    assertTrue(after.files().contains(folder.resolve("app.pem")));
    assertTrue(after.files().contains(folder.resolve("app-key.pem")));
  }

  @Test
  void onlyTheSamePrincipalInheritsAToken() throws Exception {
    Entra one = entra("tenant: t, client_id: c, client_secret: \"${ENTRA_SECRET}\"");

    for (String other :
        List.of(
            "tenant: t, client_id: d, client_secret: \"${ENTRA_SECRET}\"",
            "tenant: u, client_id: c, client_secret: \"${ENTRA_SECRET}\"",
            "tenant: t, client_id: c, client_secret: \"${ENTRA_SECRET}\", scope: x/.default",
            "tenant: t, client_id: c, client_secret: \"${ENTRA_SECRET}\", authority: https://l.test",
            "managed_identity: c")) {
      assertFalse(credential(azure(other)).isSamePrincipal(one), other);
    }
  }

  @Test
  void aPodOfAksKnowsFromItsEnvironmentWhoItIs() throws Exception {
    bench.environment.put("AZURE_TENANT_ID", "pod-tenant");
    bench.environment.put("AZURE_CLIENT_ID", "pod-client");
    bench.environment.put("AZURE_AUTHORITY_HOST", "https://login.chinacloudapi.cn/");
    Path token = folder.resolve("pod-token");
    bench.environment.put("AZURE_FEDERATED_TOKEN_FILE", token.toString());

    Entra entra = entra("workload_identity: true");

    assertEquals("pod-tenant", entra.tenant());
    assertEquals("pod-client", entra.clientId());
    assertEquals(new Proof.TokenFile(token), entra.proof());
    assertEquals(URI.create("https://login.chinacloudapi.cn"), entra.authority());
  }

  @Test
  void theSectionGoesBeforeTheEnvironmentOfThePod() throws Exception {
    bench.environment.put("AZURE_TENANT_ID", "pod-tenant");
    bench.environment.put("AZURE_AUTHORITY_HOST", "http://not.even.https.test/");

    Entra entra =
        entra(
            "workload_identity: true, tenant: t, client_id: c, federated_token_file: pod-token,"
                + " authority: https://login.example.test");

    assertEquals("t", entra.tenant());
    assertEquals("c", entra.clientId());
    assertEquals(new Proof.TokenFile(folder.resolve("pod-token")), entra.proof());
    assertEquals(URI.create("https://login.example.test"), entra.authority());
  }

  @Test
  void withoutAnyAuthorityAPodSignsInAtThePublicCloud() throws Exception {
    Entra entra =
        entra("workload_identity: true, tenant: t, client_id: c, federated_token_file: pod-token");

    assertEquals(URI.create("https://login.microsoftonline.com"), entra.authority());
  }

  @Test
  void whatThePodsEnvironmentLacksIsNamedVariableByVariable() throws Exception {
    bench.environment.put("AZURE_CLIENT_ID", "two words");

    assertEquals(
        List.of(
            "10 client_id: cannot be what AZURE_CLIENT_ID holds (expected: letters, digits and"
                + " . _ : / @ + -, 128 at most)",
            "10 federated_token_file: is missing, and environment variable"
                + " AZURE_FEDERATED_TOKEN_FILE is not set (expected: one of them)",
            "10 tenant: is missing, and environment variable AZURE_TENANT_ID is not set (expected:"
                + " one of them)"),
        said(azure("workload_identity: true")));
  }

  @Test
  void aTokenFileThatIsNotThereYetIsAWarning() throws Exception {
    List<ConfigProblem> said =
        bench.problems(
            azure("workload_identity: true, tenant: t, client_id: c, federated_token_file: later"));

    assertEquals(1, said.size(), said::toString);
    assertEquals(ConfigProblem.Level.WARNING, said.get(0).level());
    assertEquals("providers.p.credential.entra.federated_token_file", said.get(0).path());
  }

  @Test
  void theMachineSignsInAsItselfOrAsOneOfItsIdentities() throws Exception {
    ManagedIdentity own =
        assertInstanceOf(ManagedIdentity.class, credential(azure("managed_identity: true")));
    ManagedIdentity one =
        assertInstanceOf(
            ManagedIdentity.class,
            credential(azure("managed_identity: 0f-1c, scope: https://ai.azure.com/.default")));

    assertNull(own.clientId());
    assertEquals("https://cognitiveservices.azure.com/.default", own.scope());
    assertEquals("0f-1c", one.clientId());
    assertEquals("https://ai.azure.com/.default", one.scope());
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tenant: t, client_id: c | 9 | has no proof of who signs in
          tenant: t, client_id: c, client_secret: "${ENTRA_SECRET}", managed_identity: true | 10 managed_identity | stands beside client_secret
          tenant: t, client_id: c, client_secret: "${ENTRA_SECRET}", certificate: "file:app.pem", key: "file:app-key.pem" | 10 certificate | stands beside client_secret
          tenant: t, client_secret: "${ENTRA_SECRET}" | 10 client_id | is missing
          client_id: c, client_secret: "${ENTRA_SECRET}" | 10 tenant | is missing
          client_id: c, tenant: t, client_secret: "${ENTRA_SECRET}", key: "file:app-key.pem" | 10 key | does not go with client_secret
          client_id: c, tenant: t, client_secret: "${ENTRA_SECRET}", federated_token_file: x | 10 federated_token_file | only with workload_identity
          client_id: c, tenant: t, certificate: "file:app.pem" | 10 key | is missing
          client_id: c, tenant: t, certificate: "file:gone.pem", key: "file:app-key.pem" | 10 certificate | does not exist
          client_id: c, tenant: t, certificate: "file:sa.json", key: "file:app-key.pem" | 10 certificate | PEM
          client_id: c, tenant: t, certificate: "file:app.pem", key: "file:app.pem" | 10 key | PKCS #8
          client_id: c, tenant: t, certificate: "file:app.pem", key: "file:other-app-key.pem" | 10 key | not the certificate's
          client_id: c, tenant: t, certificate: "file:cert.pem", key: "file:key.pem" | 10 certificate | RSA
          client_id: c, tenant: t, certificate: "file:short.pem", key: "file:short-key.pem" | 10 certificate | 2048
          workload_identity: false, tenant: t, client_id: c | 10 workload_identity | is not true
          workload_identity: maybe, tenant: t, client_id: c | 10 workload_identity | true or false
          workload_identity: true, tenant: t, client_id: c, federated_token_file: pod-token, client_secret: x | 10 workload_identity | stands beside client_secret
          workload_identity: true, tenant: t, client_id: c, federated_token_file: pod-token, authority: http://login.test | 10 authority | clear text
          managed_identity: false | 10 managed_identity | is false
          managed_identity: two words | 10 managed_identity | letters, digits
          managed_identity: true, client_id: c | 10 client_id | does not go with managed_identity
          managed_identity: true, tenant: c | 10 tenant | does not go with managed_identity
          managed_identity: true, authority: https://login.test | 10 authority | does not go with managed_identity
          """)
  void anEntraSectionThatMakesNoSenseIsRefusedWithItsLine(
      String fields, String where, String phrase) throws Exception {
    List<String> said = said(azure(fields));

    assertTrue(
        said.stream().anyMatch(one -> one.startsWith(where) && one.contains(phrase)),
        said::toString);
    assertFalse(said.toString().contains(Bench.MARK));
  }

  @Test
  void anAuthorityFromTheEnvironmentIsCheckedLikeOneInTheFile() throws Exception {
    bench.environment.put("AZURE_AUTHORITY_HOST", "https://169.254.169.254/");

    List<String> said =
        said(
            azure(
                "workload_identity: true, tenant: t, client_id: c, federated_token_file:"
                    + " pod-token"));

    assertEquals(1, said.size(), said::toString);
    assertTrue(said.get(0).startsWith("10 authority: cannot be what AZURE_AUTHORITY_HOST holds"));
    assertTrue(said.get(0).contains("link-local"), said::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vertex", "gemini", "vertex_claude"})
  void googlesOwnWaysFitAllThatGoogleServes(String type) throws Exception {
    String adc = vertex("adc: true").replace("type: vertex", "type: " + type);
    String federation =
        vertex("external_account: \"file:federation.json\"")
            .replace("type: vertex", "type: " + type);

    assertEquals(new CredentialConfig.Adc(), credential(adc));
    ExternalAccount account = assertInstanceOf(ExternalAccount.class, credential(federation));
    assertEquals(FEDERATION.strip(), account.json().reveal());
    assertFalse(ConfigPrinter.print(bench.loaded(federation)).contains("audience"));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          adc: false | adc | not true
          adc: yes please | adc | true or false
          external_account: "file:sa.json" | external_account | the JSON file from Google
          external_account: "file:app.pem" | external_account | the JSON file from Google
          external_account: "file:gone.json" | external_account | does not exist
          entra: {managed_identity: true} | credential | does not fit
          adc: true, metadata: true | credential | exactly one
          """)
  void aGoogleCredentialThatMakesNoSenseIsRefusedWithItsLine(
      String credential, String field, String phrase) throws Exception {
    List<String> said = said(vertex(credential));

    assertTrue(
        said.stream().anyMatch(one -> one.startsWith("9 " + field) && one.contains(phrase)),
        said::toString);
  }

  @Test
  void thePlanSaysInWhichWayTheGatewaySignsIn() throws Exception {
    assertTrue(plan("managed_identity: true").contains("signs in by entra managed_identity"));
    assertTrue(
        plan("tenant: t, client_id: c, certificate: \"file:app.pem\", key: \"file:app-key.pem\"")
            .contains("signs in by entra certificate ***"));
  }

  private String plan(String fields) throws Exception {
    return ConfigPrinter.print(bench.loaded(azure(fields)));
  }

  /** Line, field and message of every error. */
  private List<String> said(String file) throws Exception {
    return bench.errors(file).stream()
        .map(
            one ->
                one.line()
                    + " "
                    + one.path().substring(one.path().lastIndexOf('.') + 1)
                    + ": "
                    + one.message())
        .toList();
  }
}
