package dev.isthmus.load.acceptance;

import dev.isthmus.load.chaos.FakeUpstream;
import dev.isthmus.load.chaos.Script;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.FaultKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The packaged gateway, which logs all that it can, with a secret of every kind that no other place
 * may show. Threads: one test.
 */
final class SecretStand implements AutoCloseable {
  static final Marked CALLER_KEY = new Marked("sk-Qx7caller+Wm/4vTzR9b");
  static final Marked AZURE_KEY = new Marked("Yt6azure+Hc/2nBvK8dPq");
  static final Marked WRONG_KEY = new Marked("Gf3wrong+Lz/9sDxM5jRu");
  static final Marked ENTRA_SECRET = new Marked("Jw8entra+Vb/1kCyN6hTg");
  static final Marked WRONG_SECRET = new Marked("Pd5unfit+Xs/7mFzQ3rKa");
  static final Marked GOOGLE_TOKEN = new Marked("Nu2google.Rj/8wGaV4cLe");
  static final Marked OWN_KEY = new Marked("Bk9own+Zt/3yHdX6fSvM");

  /** The faults of deployments named after them. */
  static final List<FaultKind> FAULTS =
      List.of(
          FaultKind.STATUS,
          FaultKind.HTML_502,
          FaultKind.REDIRECT,
          FaultKind.RESET_BEFORE_HEAD,
          FaultKind.ERROR_IN_200,
          FaultKind.ERROR_MIDSTREAM,
          FaultKind.RESET_AFTER_EVENTS,
          FaultKind.TRUNCATE,
          FaultKind.GZIP,
          FaultKind.HEADER_ECHO);

  private final CloudHost host = CloudHost.start(1);

  /** Tells the credential that it was shown, in every place where that can be done. */
  final FakeUpstream teller = FakeUpstream.start(telling());

  /** Quotes the credential in a refusal that is the caller's fault, and whose words are passed. */
  final FakeUpstream quoter = FakeUpstream.start(quoting());

  /** Where the token goes that Entra gave. */
  final FakeUpstream signedIn = FakeUpstream.start(Script.answer(200, Documents.CHAT));

  final FakeUpstream own = FakeUpstream.start(Script.answer(200, Documents.CHAT));

  /** Nobody has a reason to come here. */
  final FakeUpstream elsewhere = FakeUpstream.start(Script.onConnect().hang());

  /** What the Java machine itself logs. */
  final Path machineLog = Files.createTempFile("isthmus-machine-", ".log");

  private final PackagedGateway gateway;

  SecretStand() throws Exception {
    Cloud azure = host.open(faulty(CloudSpec.azure("azure", "eastus2").key(AZURE_KEY.text())));
    Cloud vertex =
        host.open(
            CloudSpec.vertex("vertex", "project", "europe-west4")
                .key(GOOGLE_TOKEN.text())
                .deploy(Deployment.of("gemini-2.5-flash", "gemini-2.5-flash")));
    for (FaultKind kind : FAULTS) {
      Fault fault = kind == FaultKind.STATUS ? Fault.status(500) : Fault.of(kind);
      azure.faults().add(fault.onDeployment(kind.name()).location(at(elsewhere)).afterEvents(6));
    }
    azure.faults().add(Fault.of(FaultKind.HEADER_ECHO));
    vertex.faults().add(Fault.of(FaultKind.HEADER_ECHO));
    Cloud signIn = host.open(CloudSpec.signIn("entra").key(ENTRA_SECRET.text()));
    gateway = start(azure.base().toString(), vertex.base().toString(), signIn.base().toString());
  }

  private static CloudSpec faulty(CloudSpec azure) {
    CloudSpec full = azure.deploy(Deployment.of("good", "good"));
    for (FaultKind kind : FAULTS) {
      full = full.deploy(Deployment.of(kind.name(), kind.name()));
    }
    return full;
  }

  private static Script telling() {
    String body =
        "{\"error\":{\"message\":\"wrong key: " + AZURE_KEY.text() + "\",\"code\":\"401\"}}";
    return Script.onRequest()
        .send("HTTP/1.1 401 X\\r\\nContent-Type: application/json\\r\\napi-key: ")
        .send(AZURE_KEY.text() + "\\r\\nset-cookie: key=" + AZURE_KEY.text())
        .send("\\r\\nContent-Length: " + body.length() + "\\r\\n\\r\\n" + body);
  }

  private static Script quoting() {
    String base64 =
        Base64.getEncoder().encodeToString(AZURE_KEY.text().getBytes(StandardCharsets.UTF_8));
    String body =
        "{\"error\":{\"message\":\"not with "
            + AZURE_KEY.text()
            + " alias "
            + base64
            + "\",\"code\":\"content_filter\"}}";
    return Script.onRequest()
        .send("HTTP/1.1 400 X\\r\\nContent-Type: application/json\\r\\nopenai-processing-ms: ")
        .send(AZURE_KEY.text() + "\\r\\nContent-Length: " + body.length() + "\\r\\n\\r\\n" + body);
  }

  private PackagedGateway start(String azure, String vertex, String signIn) throws IOException {
    StringBuilder models = new StringBuilder();
    FAULTS.forEach(kind -> models.append(MODEL.formatted(kind, kind, "azure", kind)));
    String config =
        CONFIG
                .replace("@AZURE@", azure)
                .replace("@TELLER@", at(teller))
                .replace("@QUOTER@", at(quoter))
                .replace("@GONE@", gone())
                .replace("@SIGNED_IN@", at(signedIn))
                .replace("@OWN@", at(own))
                .replace("@VERTEX@", vertex)
                .replace("@SIGN_IN@", signIn)
            + models;
    Path log = Files.createTempFile("logback-", ".xml");
    log.toFile().deleteOnExit();
    Files.writeString(log, EVERYTHING);
    try {
      return PackagedGateway.start(
          config,
          secrets(),
          "-Dlogback.configurationFile=" + log,
          "-Xlog:all=info:file=" + machineLog);
    } catch (Exception e) {
      throw new IllegalStateException("the gateway did not start", e);
    }
  }

  private static Map<String, String> secrets() {
    return Map.of(
        "CALLER_KEY", CALLER_KEY.text(),
        "AZURE_KEY", AZURE_KEY.text(),
        "WRONG_KEY", WRONG_KEY.text(),
        "ENTRA_SECRET", ENTRA_SECRET.text(),
        "WRONG_SECRET", WRONG_SECRET.text(),
        "GOOGLE_TOKEN", GOOGLE_TOKEN.text(),
        "OWN_KEY", OWN_KEY.text());
  }

  /** Where something listened that does no more. */
  private static String gone() throws IOException {
    try (FakeUpstream closed = FakeUpstream.start(Script.onConnect())) {
      return at(closed);
    }
  }

  static String at(FakeUpstream upstream) {
    return "http://127.0.0.1:" + upstream.port();
  }

  PackagedGateway gateway() {
    return gateway;
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    host.close();
    Files.delete(machineLog);
    for (FakeUpstream upstream : List.of(teller, quoter, signedIn, own, elsewhere)) {
      upstream.close();
    }
  }

  private static final String EVERYTHING =
      """
      <configuration>
        <appender name="all" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%level %logger %msg%n%ex</pattern></encoder>
        </appender>
        <root level="TRACE"><appender-ref ref="all"/></root>
      </configuration>
      """;

  private static final String MODEL =
      """
        %s: {deployments: [{name: at-%s, provider: %s, model: %s, price: free}]}
      """;

  private static final String CONFIG =
      """
      limits: {drain_delay: 0s}
      listeners:
        - {address: "127.0.0.1:0"}
      admin: {address: "127.0.0.1:0"}
      providers:
        azure: {type: azure, endpoint: "@AZURE@", credential: {api_key: "${AZURE_KEY}"}, allow_private: true}
        wrong: {type: azure, endpoint: "@AZURE@", credential: {api_key: "${WRONG_KEY}"}, allow_private: true}
        teller: {type: azure, endpoint: "@TELLER@", credential: {api_key: "${AZURE_KEY}"}, allow_private: true}
        quoter: {type: azure, endpoint: "@QUOTER@", credential: {api_key: "${AZURE_KEY}"}, allow_private: true}
        refused: {type: azure, endpoint: "@GONE@", credential: {api_key: "${AZURE_KEY}"}, allow_private: true}
        unnamed: {type: azure, endpoint: "https://nobody.invalid", credential: {api_key: "${AZURE_KEY}"}, allow_private: true}
        vertex: {type: gemini, endpoint: "@VERTEX@", project: project, location: europe-west4, credential: {token: "${GOOGLE_TOKEN}"}, allow_private: true}
        entra: {type: azure, endpoint: "@SIGNED_IN@", credential: {entra: {tenant: t, client_id: c, client_secret: "${ENTRA_SECRET}", authority: "@SIGN_IN@"}}, allow_private: true}
        unfit: {type: azure, endpoint: "@SIGNED_IN@", credential: {entra: {tenant: t, client_id: c, client_secret: "${WRONG_SECRET}", authority: "@SIGN_IN@"}}, allow_private: true}
        own: {type: compatible, endpoint: "@OWN@/v1", credential: {api_key: "${OWN_KEY}"}, allow_private: true}
      callers:
        - {name: caller, key: "${CALLER_KEY}", models: ["*"], expose: full}
      routes:
        handed-on: {strict_priority: true}
      models:
        good: {deployments: [{name: good, provider: azure, model: good, price: free}]}
        gemini: {deployments: [{name: gemini, provider: vertex, model: gemini-2.5-flash, price: free}]}
        signed-in: {deployments: [{name: signed-in, provider: entra, model: m, price: free}]}
        own: {deployments: [{name: own, provider: own, model: m, price: free}]}
        wrong: {deployments: [{name: wrong, provider: wrong, model: good, price: free}]}
        told: {deployments: [{name: told, provider: teller, model: m, price: free}]}
        quoted: {deployments: [{name: quoted, provider: quoter, model: m, price: free}]}
        refused: {deployments: [{name: refused, provider: refused, model: m, price: free}]}
        unnamed: {deployments: [{name: unnamed, provider: unnamed, model: m, price: free}]}
        unfit: {deployments: [{name: unfit, provider: unfit, model: m, price: free}]}
        handed-on:
          deployments:
            - {name: first, provider: teller, model: m, price: free}
            - {name: then, provider: own, model: m, price: free, priority: 1}
      """;
}
