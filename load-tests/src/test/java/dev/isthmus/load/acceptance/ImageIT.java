package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.deploy.Repository;
import dev.isthmus.load.stand.GatewayProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image's own command line, on the runtime that the image has, does all that the gateway does
 * with its libraries: TLS, both clouds' sign-in, metrics, explanations. What the small runtime
 * lacked would show here.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class ImageIT {
  private static final String KEY = "sk-image-0123456789";
  private static final String SECRET = "entra-secret-0123456789";

  private final CloudHost host = CloudHost.start(1);
  private final SdkCertificate certificate;
  private final HttpClient client;
  private final UnpackedImage image;
  private final PackagedGateway gateway;
  private final Path scratch;

  ImageIT(@TempDir Path folder) throws Exception {
    certificate = new SdkCertificate();
    client = trustingClient(certificate);
    image = UnpackedImage.make(folder);
    scratch = Files.createDirectories(folder.resolve("scratch"));
    Cloud signIn = host.open(CloudSpec.signIn("tokens").key(SECRET));
    Files.writeString(image.config().resolve("cert.pem"), certificate.certificatePem());
    Files.writeString(image.config().resolve("key.pem"), certificate.keyPem());
    Files.writeString(image.config().resolve("google.json"), serviceAccount(signIn.base()));
    Files.writeString(image.config().resolve("gateway.yaml"), config(signIn));
    gateway = PackagedGateway.startCommand(image.command(), environment(signIn));
  }

  private static HttpClient trustingClient(SdkCertificate certificate) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {certificate.trustManager()}, null);
    return HttpClient.newBuilder().sslContext(tls).build();
  }

  private static String serviceAccount(URI signIn) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n";
    return new ObjectMapper()
        .writeValueAsString(
            Map.of(
                "type", "service_account",
                "project_id", "p",
                "private_key_id", "1",
                "private_key", pem,
                "client_email", "robot@p.iam.gserviceaccount.com",
                "client_id", "1",
                "token_uri", signIn.resolve("/token").toString()));
  }

  private String config(Cloud signIn) throws IOException {
    Cloud azure = host.open(CloudSpec.azure("azure", "eastus2").deploy(Deployment.of("m", "m")));
    Cloud vertex =
        host.open(
            CloudSpec.vertex("vertex", "p", "europe-west4")
                .deploy(Deployment.of("gemini-2.5-flash", "gemini-2.5-flash")));
    return CONFIG
        .replace("@AZURE@", azure.base().toString())
        .replace("@VERTEX@", vertex.base().toString())
        .replace("@SIGN_IN@", signIn.base().toString());
  }

  private Map<String, String> environment(Cloud signIn) {
    return Map.of(
        "CALLER_KEY",
        KEY,
        "ENTRA_SECRET",
        SECRET,
        "GCE_METADATA_HOST",
        "127.0.0.1:" + signIn.port(),
        "JDK_JAVA_OPTIONS",
        "-Djava.io.tmpdir=" + scratch);
  }

  @Test
  @Case(id = "image", did = "measures what the image adds to its base")
  void theImageIsSmall(Figures figures) throws IOException {
    figures
        .add("unpacked_bytes_without_base", image.bytes())
        .add("java", image.isOfItsVersion() ? "its own" : "the test's");
  }

  @AfterAll
  void stop() {
    gateway.close();
    host.close();
  }

  @Test
  void itSignsInAtBothClouds() throws Exception {
    for (String model : List.of("by-entra", "by-key-file", "by-metadata")) {
      HttpResponse<String> answer = chat(gateway.base(), model);
      assertEquals(200, answer.statusCode(), model + ": " + answer.body());
    }
  }

  @Test
  void itServesTls() throws Exception {
    URI base = URI.create("https://" + gateway.listener(1));

    HttpResponse<String> answer = chat(base, "by-entra");

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(HttpClient.Version.HTTP_2, answer.version());
  }

  @Test
  void itExplainsWithTheSameCommandLine() throws Exception {
    HttpResponse<String> answer = chat(gateway.base(), "by-entra");
    String id = answer.headers().firstValue("x-isthmus-decision").orElseThrow();
    String admin =
        gateway.output().stream()
            .filter(line -> line.startsWith("admin on "))
            .map(line -> "http://" + line.substring("admin on ".length()))
            .findFirst()
            .orElseThrow();

    String said = Repository.run(image.command("explain", id, "--admin", admin));

    assertTrue(said.contains("entra"), said);
  }

  @Test
  void itChecksItsConfiguration() throws Exception {
    List<String> command = new ArrayList<>(List.of("env", "CALLER_KEY=" + KEY));
    command.add("ENTRA_SECRET=" + SECRET);
    command.addAll(image.command("check", image.config().resolve("gateway.yaml").toString()));

    assertTrue(Repository.run(command).contains("by-metadata"));
  }

  @Test
  void whatTheOperatorSaysOfTheHeapCounts() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("env", "JDK_JAVA_OPTIONS=-Xmx300m -XX:+PrintFlagsFinal"));
    command.addAll(image.command("version"));

    String said = Repository.run(command);

    assertTrue(said.matches("(?s).* MaxHeapSize += 314572800 .*"), said);
    assertTrue(
        said.matches("(?s).* MaxNewSize += " + (GatewayProcess.YOUNG_MIB << 20) + " .*"),
        "the other flags stay: " + said);
  }

  @Test
  void itCountsItself() throws Exception {
    String page = gateway.admin("/metrics");

    assertTrue(page.contains("process_open_fds"), page);
    assertTrue(page.contains("jvm_memory_bytes_used"), page);
  }

  /** The container's file system is read-only, and has nowhere to unpack a library to. */
  @Test
  void itWritesNoFileAndUsesTheNativeLibrariesOfTheImage() throws Exception {
    chat(URI.create("https://" + gateway.listener(1)), "by-entra");

    try (Stream<Path> written = Files.list(scratch)) {
      assertEquals(List.of(), written.toList());
    }
    Path maps = Path.of("/proc", Long.toString(gateway.process().pid()), "maps");
    if (Files.isReadable(maps)) {
      String mapped = Files.readString(maps);
      assertTrue(mapped.contains(image.natives() + "/libnetty_tcnative"), "TLS library");
      // Of the ways to watch sockets the one that this system allows.
      assertTrue(mapped.contains(image.natives() + "/libnetty_transport_native_"), "transport");
    }
  }

  /** The JVM refuses one that other jars, another runtime or other options made. */
  @Test
  void itIsWarmFromItsCache() throws Exception {
    assumeTrue(image.isOfItsVersion(), "no JDK of the image's version here");
    Path maps = Path.of("/proc", Long.toString(gateway.process().pid()), "maps");
    assumeTrue(Files.isReadable(maps), "this system does not tell what is mapped");

    assertTrue(Files.readString(maps).contains(image.cache().toString()));
  }

  @Test
  void itStartsWithoutItsCache() throws Exception {
    assumeTrue(image.isOfItsVersion(), "no JDK of the image's version here");
    Path cut = Files.write(image.config().resolve("cut.aot"), new byte[1_000]);

    for (String other : List.of("missing.aot", cut.toString())) {
      List<String> command = new ArrayList<>(image.command("version"));
      command.replaceAll(word -> word.replace(image.cache().toString(), other));

      String said = Repository.run(command);

      assertTrue(said.startsWith("isthmus "), said);
    }
  }

  private HttpResponse<String> chat(URI base, String model)
      throws IOException, InterruptedException {
    String body =
        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/v1/chat/completions"))
            .header("authorization", "Bearer " + KEY)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static final String CONFIG =
      """
      limits: {drain_delay: 0s}
      listeners:
        - {address: "127.0.0.1:0"}
        - {address: "127.0.0.1:0", tls: {certificate: "file:cert.pem", key: "file:key.pem"}}
      admin: {address: "127.0.0.1:0"}
      providers:
        entra: {type: azure, endpoint: "@AZURE@", allow_private: true,
          credential: {entra: {tenant: t, client_id: c, client_secret: "${ENTRA_SECRET}", authority: "@SIGN_IN@"}}}
        key-file: {type: gemini, endpoint: "@VERTEX@", project: p, location: europe-west4, allow_private: true,
          credential: {service_account: "file:google.json"}}
        metadata: {type: gemini, endpoint: "@VERTEX@", project: p, location: europe-west4, allow_private: true,
          credential: {metadata: true}}
      models:
        by-entra: {deployments: [{name: entra, provider: entra, model: m, price: free}]}
        by-key-file: {deployments: [{name: key-file, provider: key-file, model: gemini-2.5-flash, price: free}]}
        by-metadata: {deployments: [{name: metadata, provider: metadata, model: gemini-2.5-flash, price: free}]}
      callers:
        - {name: caller, key: "${CALLER_KEY}", models: ["*"], expose: full}
      """;
}
