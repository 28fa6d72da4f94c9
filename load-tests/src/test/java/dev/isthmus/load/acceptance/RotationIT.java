package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.cloud.model.SimulatedModel.Temper;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.stand.GatewayProcess;
import dev.isthmus.load.stand.MetricsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys are replaced on disk while the gateway serves. Nobody tells it. */
final class RotationIT {
  private static final String MODEL = "gpt-oss-120b";
  private static final String CALLER = "sk-rotation-0123456789";
  private static final String FIRST = "provider-key-1-0123456789";
  private static final String SECOND = "provider-key-2-0123456789";
  private static final String OPS = "ops-token-0123456789";
  private static final double SWITCH_SECONDS = 10;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  @TempDir Path folder = Path.of("");
  private final CloudHost host = CloudHost.start(1);
  private final SdkCertificate before = new SdkCertificate();
  private final SdkCertificate after = new SdkCertificate();
  private Cloud cloud;
  private PackagedGateway gateway;

  RotationIT() throws Exception {}

  @BeforeEach
  void start() throws Exception {
    cloud =
        host.open(
            CloudSpec.compatible("cloud")
                .key(FIRST)
                .key(SECOND)
                .deploy(
                    Deployment.of(MODEL, MODEL)
                        .temper(new Temper(20, 0, 4096))
                        .tempo(Tempo.of(Duration.ofMillis(50), 200))));
    write("provider-key", FIRST);
    write("certificate.pem", before.certificatePem());
    write("key.pem", before.keyPem());
    Path config = folder.resolve("gateway.yaml");
    Files.writeString(config, CONFIG.replace("@CLOUD@", "" + cloud.port()));
    gateway =
        PackagedGateway.startCommand(
            GatewayProcess.command(PackagedGateway.MAIN, List.of("-ea"), config),
            Map.of("CALLER_KEY", CALLER));
  }

  @AfterEach
  void stop() {
    gateway.close();
    host.close();
  }

  @Test
  @Case(id = "SEC5", did = "a provider's key file replaced under 100 calls a second")
  void aReplacedKeyFailsNoCall(Figures figures) throws Exception {
    rotateKey(100, figures);
  }

  @Test
  @Tag("drill")
  @Case(id = "SEC5", did = "a provider's key file replaced under 500 calls a second")
  void aReplacedKeyFailsNoCallUnderHeavyLoad(Figures figures) throws Exception {
    rotateKey(500, figures);
  }

  /** Both keys are good for a while, as clouds have it; then the first is not. */
  private void rotateKey(double rate, Figures figures) throws Exception {
    LoadPlan plan = LoadPlan.of(gateway.base(), MODEL, rate, LONGEST).streaming(0.5).key(CALLER);
    LoadRun load = LoadRun.start(plan);
    TimeUnit.SECONDS.sleep(3);
    write("provider-key", SECOND);
    double seconds = secondsUntil(() -> generation() == 2);
    cloud.revokeKey(FIRST);
    TimeUnit.SECONDS.sleep(3);
    load.stop();
    LoadResult result = load.await();
    figures.add("rate", rate).add("switch_seconds", seconds);
    figures.add("calls", result.counts().scheduled());
    figures.add("outcomes", result.outcomes().toString());
    assertTrue(seconds <= SWITCH_SECONDS, "seconds to switch: " + seconds);
    assertTrue(result.allOk(), result::text);
  }

  @Test
  @Case(id = "T5", did = "certificate and key files replaced; then a broken certificate")
  void aReplacedCertificateIsShownAndABrokenOneIsNot(Figures figures) throws Exception {
    Map<X509Certificate, Integer> seen = new HashMap<>();
    show(seen);
    assertEquals(Map.of(before.certificate(), 1), seen);
    // One after the other, as people do it: in between the two do not fit together.
    write("certificate.pem", after.certificatePem());
    double half = secondsUntil(() -> refused() > 0);
    write("key.pem", after.keyPem());
    int[] failed = {0};
    double seconds =
        secondsUntil(
            () -> {
              failed[0] += show(seen) ? 0 : 1;
              return seen.containsKey(after.certificate());
            });
    double refusedBefore = refused();
    write("certificate.pem", "no certificate");
    double noticed = secondsUntil(() -> refused() > refusedBefore);
    Map<X509Certificate, Integer> last = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      failed[0] += show(last) ? 0 : 1;
    }
    JsonNode problem = gateway.adminPort().token(OPS).json("/admin/version").at("/last_reload");
    figures.add("half_refused_after_seconds", half);
    figures.add("switch_seconds", seconds).add("failed_handshakes", failed[0]);
    figures.add("broken_noticed_seconds", noticed);
    figures.add("handshakes", seen.values().stream().mapToInt(Integer::intValue).sum() + 20);
    assertEquals(0, failed[0], "failed handshakes");
    assertTrue(seconds <= SWITCH_SECONDS, "seconds to switch: " + seconds);
    assertEquals(Map.of(after.certificate(), 20), last);
    assertTrue(problem.toString().contains("certificate"), problem::toString);
  }

  /** Shakes hands once, and notes who was there; false where that fails. */
  private boolean show(Map<X509Certificate, Integer> seen) {
    String address = gateway.listener(1);
    int colon = address.lastIndexOf(':');
    try (SSLSocket socket =
        (SSLSocket)
            trusting()
                .getSocketFactory()
                .createSocket("127.0.0.1", Integer.parseInt(address.substring(colon + 1)))) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      seen.merge(shown, 1, Integer::sum);
      return true;
    } catch (SSLException e) {
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Trusts both; made anew each time, so that no session is resumed. */
  private SSLContext trusting() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Either(before, after)}, null);
    return context;
  }

  /** Trusts two certificates. */
  private record Either(SdkCertificate one, SdkCertificate other) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      if (!chain[0].equals(one.certificate()) && !chain[0].equals(other.certificate())) {
        throw new CertificateException("neither");
      }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private int generation() {
    try {
      return gateway.adminPort().token(OPS).json("/admin/version").path("generation").asInt();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private double refused() {
    try {
      return new MetricsPage(gateway.adminPort().get("/metrics"))
          .sum("isthmus_configuration_reloads_total", "result=\"refused\"");
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static double secondsUntil(BooleanSupplier there) throws InterruptedException {
    long start = System.nanoTime();
    while (!there.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(50);
      assertTrue(System.nanoTime() - start < TimeUnit.MINUTES.toNanos(1), "never came");
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /** Replaces a file in one step, as careful tools do. */
  private void write(String name, String text) throws IOException {
    Path next = Files.writeString(folder.resolve(name + ".next"), text);
    Files.move(next, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static final String CONFIG =
      """
      limits: {drain_delay: 0s}
      listeners:
        - {address: "127.0.0.1:0"}
        - address: "127.0.0.1:0"
          tls: {certificate: "file:certificate.pem", key: "file:key.pem"}
      admin:
        address: "127.0.0.1:0"
        tokens: [{name: ops, token: "ops-token-0123456789", role: read}]
      providers:
        cloud: {type: compatible, endpoint: "http://127.0.0.1:@CLOUD@/v1",
          credential: {api_key: "file:provider-key"}, allow_private: true}
      models:
        gpt-oss-120b:
          deployments: [{name: only, provider: cloud, model: gpt-oss-120b, price: free}]
      callers:
        - {name: rotation, key: "${CALLER_KEY}", class: interactive}
      """;
}
