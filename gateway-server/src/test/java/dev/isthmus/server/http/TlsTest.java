package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.server.http.EdgeEvents.Cut;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS, and which protocol it leads to. */
class TlsTest {
  private static final String GET =
      "GET /v1/models HTTP/1.1\r\nHost: gw.test\r\nAuthorization: Bearer sk-test-A\r\n\r\n";

  private Certificates certificates;
  private TestEdge edge;

  @BeforeEach
  void start() throws IOException {
    certificates = Certificates.create();
    edge = new TestEdge(EdgeLimits.DEFAULT, certificates.identity);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private SSLSocket connect(String... protocols) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            certificates
                .trusting
                .getSocketFactory()
                .createSocket(edge.address.getAddress(), edge.address.getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    return socket;
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aStandardClientIsServedInTheVersionItWants(HttpClient.Version version) throws Exception {
    HttpClient client =
        HttpClient.newBuilder().version(version).sslContext(certificates.trusting).build();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(
          client.sendAsync(
              request("https", edge, "x".repeat(100_000)), HttpResponse.BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertEquals(200, answer.get().statusCode());
      assertEquals(version, answer.get().version());
      assertEquals(ScriptedGate.ANSWER, answer.get().body());
    }
    for (ScriptedGate.Call call : edge.gate.calls) {
      assertEquals(100_000, call.body.get().length());
    }
  }

  @Test
  void aStandardClientsOfferToUpgradeIsAnsweredInHttp11() throws Exception {
    try (TestEdge plain = new TestEdge(EdgeLimits.DEFAULT)) {
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
      HttpResponse<String> answer =
          client.send(request("http", plain, "{}"), HttpResponse.BodyHandlers.ofString());
      assertEquals(200, answer.statusCode());
      assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
    }
  }

  private static HttpRequest request(String scheme, TestEdge to, String body) {
    String url = scheme + "://127.0.0.1:" + to.address.getPort() + "/v1/chat/completions";
    return HttpRequest.newBuilder(URI.create(url))
        .header("authorization", ScriptedGate.KEY)
        .timeout(Duration.ofSeconds(10))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  @Test
  void callersWithoutAlpnSpeakHttp11() throws Exception {
    try (RawClient client = new RawClient(connect())) {
      assertEquals(200, client.send(GET).read().status());
      assertEquals(200, client.send(GET).read().status());
    }
  }

  @Test
  void refusalsOverTlsEndWithAFarewell() throws Exception {
    try (RawClient client = new RawClient(connect("http/1.1"))) {
      assertEquals(400, client.send("GET / HTTP/9\r\n\r\n").read().status());
      // A clean end: the socket would throw if TLS had not been closed.
      assertEquals("", client.readToEnd());
    }
  }

  @Test
  void http2WithoutAlpnIsRefused() throws Exception {
    try (RawClient client = new RawClient(connect())) {
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      assertEquals(400, client.read().status());
      assertTrue(client.millisToEnd() <= 100);
    }
  }

  @Test
  void whatIsNotTlsIsClosedAtOnce() throws Exception {
    for (String start : List.of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", GET, "\0\1\2\3\4\5\6\7")) {
      try (RawClient client = edge.connect()) {
        client.send(start);
        assertTrue(client.millisToEnd() <= 100);
        assertEquals(Cut.HANDSHAKE, edge.nextCut());
      }
    }
  }

  @Test
  @Case(id = "T4", did = "begins a handshake and says no more; here within 300 ms, by default 10 s")
  void handshakesThatStallAreEnded(Figures figures) throws Exception {
    assertEquals(Duration.ofSeconds(10), EdgeTimeouts.DEFAULT.handshake());
    Duration minute = Duration.ofSeconds(60);
    EdgeTimeouts times = new EdgeTimeouts(minute, minute, minute, minute, TestEdge.millis(300));
    try (TestEdge quick = new TestEdge(TestEdge.limits(times), certificates.identity);
        RawClient client = quick.connect()) {
      client.send("\u0016\u0003\u0001");
      long millis = client.millisToEnd();
      figures.add("closed_ms", millis);
      assertTrue(millis < 2_000);
      assertEquals(Cut.HANDSHAKE, quick.nextCut());
      for (int i = 0; i < 100 && quick.open.get() > 0; i++) {
        LockSupport.parkNanos(10_000_000);
      }
      assertEquals(0, quick.open.get(), "its place is free");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"JDK", "OPENSSL"})
  @Case(id = "T1", did = "versions and suites of both engines")
  void bothEnginesKeepToStrongVersionsAndSuites(SslProvider provider) {
    if (provider == SslProvider.OPENSSL && !OpenSsl.isAvailable()) {
      return;
    }
    SslContext context = TlsContexts.create(certificates.identity, provider);
    SSLEngine engine = context.newEngine(UnpooledByteBufAllocator.DEFAULT);
    List<String> enabled = new ArrayList<>(List.of(engine.getEnabledProtocols()));
    enabled.remove("SSLv2Hello");
    assertEquals(List.of("TLSv1.2", "TLSv1.3"), enabled.stream().sorted().toList());
    for (String suite : engine.getEnabledCipherSuites()) {
      assertTrue(suite.contains("GCM") || suite.contains("CHACHA20"), suite);
      assertTrue(!suite.startsWith("TLS_RSA"), suite);
    }
  }

  @Test
  @Case(id = "T1", did = "TLS 1.1")
  void oldVersionsAreRefused() throws Exception {
    try (SSLSocket socket = connect()) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThrows(SSLException.class, socket::startHandshake);
    }
  }

  @Test
  @Case(id = "T5", did = "another identity while a connection is open; then a broken one")
  void whoConnectsLaterSeesTheNewIdentity() throws Exception {
    ServerTls tls = Objects.requireNonNull(edge.tls);
    Certificates before = certificates;
    Certificates after = Certificates.create();
    try (SSLSocket old = connect()) {
      old.startHandshake();
      tls.prepare(after.identity).run();
      assertThrows(SSLException.class, () -> handshake(before));
      handshake(after);
      TlsIdentity broken = new TlsIdentity("no certificate", after.identity.key());
      assertThrows(IllegalArgumentException.class, () -> tls.prepare(broken));
      handshake(after);
      old.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
      assertEquals('H', old.getInputStream().read(), "a connection keeps its identity");
    }
  }

  private void handshake(Certificates trusted) throws IOException {
    certificates = trusted;
    try (SSLSocket socket = connect()) {
      socket.startHandshake();
    }
  }

  @Test
  void anUnusableCertificateIsRefusedAndTheKeyIsNotShown() {
    TlsIdentity bad = new TlsIdentity("no certificate", certificates.identity.key());
    Exception refusal = assertThrows(IllegalArgumentException.class, () -> new ServerTls(bad));
    assertFalse(String.valueOf(refusal.getMessage()).contains("PRIVATE KEY"));
    assertTrue(!bad.toString().contains("PRIVATE KEY"));
  }
}
