package dev.isthmus.server.probe;

import static dev.isthmus.server.probe.EngineServer.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.observe.Events;
import dev.isthmus.core.observe.Metrics;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Authenticator;
import dev.isthmus.core.provider.KeyAuth;
import dev.isthmus.core.signal.EngineLimits;
import dev.isthmus.core.signal.EngineReport;
import dev.isthmus.core.signal.Feed;
import dev.isthmus.server.upstream.Certificates;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines over real sockets, asked every 100 ms. */
final class ProbesTest {
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final EngineLimits LIMITS =
      new EngineLimits(5, 0.8, ProbeTarget.holdsNanos(EVERY));
  private static final DeploymentId ID = new DeploymentId("own-gpu", 3);
  private static final String GOOD = page("vllm:num_requests_waiting{model_name=\"m\"} 4\n");

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<EngineReport> reports = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final Metrics metrics = new Metrics();
  private @Nullable Probes probes;

  @AfterEach
  void stop() {
    if (probes != null) {
      probes.close();
    }
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  @Test
  void whatAnEngineSaysIsPublishedTimeAfterTimeOverOneConnection() throws Exception {
    try (EngineServer engine = new EngineServer(GOOD)) {
      probe(engine.port(), KeyAuth.bearer(() -> "engine-key"));
      for (int i = 0; i < 3; i++) {
        assertEquals(4, heard().waiting());
      }
      assertEquals(1, engine.connections.get());
      String request = soon(engine.requests);
      assertTrue(request.startsWith("GET /metrics HTTP/1.1\r\n"), request);
      assertTrue(request.contains("authorization: Bearer engine-key\r\n"), request);
      assertTrue(request.contains("host: 127.0.0.1:" + engine.port() + "\r\n"), request);
    }
  }

  @Test
  void chunkedPagesAndThoseThatEndWithTheConnectionAreRead() throws Exception {
    String first = "tgi_queue_si";
    String second = "ze 7\n";
    String chunked =
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
            + Integer.toHexString(first.length())
            + "\r\n"
            + first
            + "\r\n"
            + Integer.toHexString(second.length())
            + "\r\n"
            + second
            + "\r\n0\r\n\r\n";
    try (EngineServer engine = new EngineServer(chunked)) {
      probe(engine.port(), Authenticator.NONE);
      assertEquals(7, heard().waiting());
      engine.answer("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\ntgi_queue_size 8\n");
      while (heard().waiting() != 8) {
        assertEquals(0, failures());
      }
      assertEquals(8, heard().waiting());
      assertEquals(0, failures());
      assertTrue(engine.connections.get() > 1);
    }
  }

  @Test
  void anEngineThatCannotBeHeardIsToldOfOnceAndSoIsItsReturn() throws Exception {
    try (EngineServer engine =
        new EngineServer("HTTP/1.1 500 Oh\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")) {
      probe(engine.port(), Authenticator.NONE);
      assertEquals("unheard own-gpu status", soon(events));
      assertTrue(failures() >= Probe.FAILURES_UNTIL_TOLD);
      engine.answer(GOOD);
      assertEquals("heard own-gpu", soon(events));
      assertEquals(4, heard().waiting());
      assertTrue(
          metrics
              .text()
              .contains(
                  "isthmus_probe_failures_total{deployment=\"own-gpu\",reason=\"status\",} "));
    }
  }

  @Test
  void eachTroubleHasItsName() throws Exception {
    assertTrouble(
        "broken", "HTTP/1.1 200 OK\r\ncontent-length: 99\r\nx: connection: close\r\n\r\nt");
    assertTrouble("broken", "connection: close, and no HTTP\r\n\r\n");
    assertTrouble(
        "broken", "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 1\r\n\r\nx");
    assertTrouble("no_gauges", page("go_goroutines 7\n"));
    assertTrouble("no_gauges", page("tgi_queue_size NaN\n"));
    assertTrouble("too_long", page("#".repeat(Scrape.MOST_BYTES + 1)));
    assertTrouble("timeout", "");
  }

  private void assertTrouble(String name, String answer) throws Exception {
    try (EngineServer engine = new EngineServer(answer)) {
      probe(engine.port(), Authenticator.NONE);
      assertEquals(
          "unheard own-gpu " + name,
          soon(events),
          answer.substring(0, Math.min(60, answer.length())));
      close();
    }
    assertEquals(0, reports.size());
  }

  @Test
  void whereNobodyListensItIsUnreachable() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    probe(port, Authenticator.NONE);
    assertEquals("unheard own-gpu unreachable", soon(events));
  }

  @Test
  void withoutAnAddressOrACredentialNobodyIsAsked() throws Exception {
    probes = start(ProbePlace.usualTls(), (InetAddress) null);
    probes.retain(List.of(target(9, false, Authenticator.NONE)));
    assertEquals("unheard own-gpu no_address", soon(events));
    close();
    try (EngineServer engine = new EngineServer(GOOD)) {
      probe(engine.port(), KeyAuth.bearer(() -> null));
      assertEquals("unheard own-gpu no_credential", soon(events));
      assertEquals(0, engine.connections.get());
    }
  }

  @Test
  void whoIsNoLongerNamedIsLeftAlone() throws Exception {
    try (EngineServer engine = new EngineServer(GOOD)) {
      probe(engine.port(), Authenticator.NONE);
      heard();
      close();
      assertEquals("end", soon(engine.ends), "its connection is closed");
      assertFalse(metrics.text().contains("own-gpu"));
    }
  }

  @Test
  void whoWasNamedElsewhereMeanwhileIsHeardThereAloneAndSeesNoKey() throws Exception {
    BlockingQueue<Consumer<@Nullable InetAddress>> waiting = new LinkedBlockingQueue<>();
    AtomicBoolean slow = new AtomicBoolean(true);
    ProbePlace.Resolver names =
        (host, allowPrivate, executor, is) -> {
          if (slow.getAndSet(false)) {
            waiting.add(is);
          } else {
            is.accept(InetAddress.getLoopbackAddress());
          }
        };
    try (EngineServer old = new EngineServer(GOOD);
        EngineServer other = new EngineServer(page("tgi_queue_size 9\n"))) {
      Probes started = start(ProbePlace.usualTls(), names);
      probes = started;
      started.retain(List.of(target(old.port(), false, Authenticator.NONE)));
      Consumer<@Nullable InetAddress> found = soon(waiting);
      started.retain(List.of(target(other.port(), false, KeyAuth.bearer(() -> "other-key"))));
      loops.next().submit(() -> found.accept(InetAddress.getLoopbackAddress())).get();
      assertEquals(9, heard().waiting());
      assertEquals(9, heard().waiting());
      assertEquals(0, old.requests.size());
      assertTrue(soon(other.requests).contains("authorization: Bearer other-key\r\n"));
    }
  }

  @Test
  void whoIsNoLongerNamedIsNotConnectedToOnceItsNameIsFound() throws Exception {
    BlockingQueue<Consumer<@Nullable InetAddress>> waiting = new LinkedBlockingQueue<>();
    try (EngineServer engine = new EngineServer(GOOD)) {
      probes = start(ProbePlace.usualTls(), (host, allowPrivate, executor, is) -> waiting.add(is));
      probes.retain(List.of(target(engine.port(), false, Authenticator.NONE)));
      Consumer<@Nullable InetAddress> found = soon(waiting);
      close();
      loops.next().submit(() -> found.accept(InetAddress.getLoopbackAddress())).get();
      probe(engine.port(), Authenticator.NONE);
      heard();
      assertEquals(1, engine.connections.get());
    }
  }

  @Test
  void whatWasUnderWayToAnotherAddressIsNoFailure() throws Exception {
    try (EngineServer silent = new EngineServer("");
        EngineServer other = new EngineServer(GOOD)) {
      probe(silent.port(), Authenticator.NONE);
      soon(silent.requests);
      Probes started = probes;
      assertNotNull(started);
      started.retain(List.of(target(other.port(), false, Authenticator.NONE)));
      assertEquals("end", soon(silent.ends));
      assertEquals(4, heard().waiting());
      assertEquals(0, failures());
    }
  }

  @Test
  void tlsIsVerified(@TempDir Path folder) throws Exception {
    Certificates certificates = new Certificates();
    SslContext tls =
        SslContextBuilder.forClient()
            .trustManager(certificates.writeAuthority(folder.resolve("ca.pem")).toFile())
            .endpointIdentificationAlgorithm("HTTPS")
            .build();
    try (EngineServer engine = new EngineServer(GOOD, listening(certificates, null))) {
      probes = start(tls, InetAddress.getLoopbackAddress());
      probes.retain(List.of(target(engine.port(), true, Authenticator.NONE)));
      assertEquals(4, heard().waiting());
      close();
    }
    reports.clear();
    try (EngineServer engine =
        new EngineServer(GOOD, listening(certificates, Certificates.Fault.WRONG_HOST))) {
      probes = start(tls, InetAddress.getLoopbackAddress());
      probes.retain(List.of(target(engine.port(), true, KeyAuth.bearer(() -> "engine-key"))));
      assertEquals("unheard own-gpu unreachable", soon(events));
      assertEquals(0, engine.requests.size());
    }
  }

  @Test
  void whoFailsIsAskedLessOften() {
    long second = TimeUnit.SECONDS.toNanos(1);
    assertEquals(2 * second, Probe.patience(second, 1));
    assertEquals(16 * second, Probe.patience(second, 4));
    assertEquals(30 * second, Probe.patience(second, 5));
    assertEquals(30 * second, Probe.patience(second, 1_000_000));
    assertEquals(60 * second, Probe.patience(60 * second, 3));
  }

  private static ServerSocket listening(
      Certificates certificates, Certificates.@Nullable Fault fault) throws Exception {
    return certificates
        .server(fault)
        .getServerSocketFactory()
        .createServerSocket(0, 64, InetAddress.getLoopbackAddress());
  }

  private void probe(int port, Authenticator authenticator) throws IOException {
    probes = start(ProbePlace.usualTls(), InetAddress.getLoopbackAddress());
    probes.retain(List.of(target(port, false, authenticator)));
  }

  private Probes start(SslContext tls, @Nullable InetAddress address) {
    return start(
        tls, (host, allowPrivate, executor, is) -> is.accept(allowPrivate ? address : null));
  }

  private Probes start(SslContext tls, ProbePlace.Resolver names) {
    Probes started =
        new Probes(
            new ProbePlace(loops.next(), NioSocketChannel.class, names, tls),
            new Reports(),
            new Told(),
            new Random(1));
    metrics.readings(started);
    return started;
  }

  private static ProbeTarget target(int port, boolean tls, Authenticator authenticator) {
    String host = tls ? "localhost" : "127.0.0.1";
    Address address = new Address(host, port, tls, true);
    return new ProbeTarget(ID, address, "/metrics", authenticator, "m", EVERY, LIMITS);
  }

  /** Returns when nobody is asked any more. */
  private void close() throws Exception {
    Probes started = probes;
    assertNotNull(started);
    started.close();
    loops.next().submit(() -> {}).get(5, TimeUnit.SECONDS);
  }

  private double failures() {
    return metrics
        .text()
        .lines()
        .filter(line -> line.startsWith("isthmus_probe_failures_total{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
        .sum();
  }

  private EngineReport heard() throws InterruptedException {
    return soon(reports);
  }

  private static <T> T soon(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(30, TimeUnit.SECONDS);
    assertNotNull(next, "nothing came");
    return next;
  }

  private final class Reports implements Feed {
    @Override
    public void drained(DeploymentId deployment, boolean on) {
      throw new AssertionError("a probe drains nobody");
    }

    @Override
    public void cooldownHint(DeploymentId deployment, long millis) {
      throw new AssertionError("a probe cools nobody");
    }

    @Override
    public void engine(DeploymentId deployment, EngineReport report, EngineLimits limits) {
      assertEquals(ID, deployment);
      assertEquals(LIMITS, limits);
      reports.add(report);
    }
  }

  private final class Told implements Events {
    @Override
    public void breaker(String deployment, String from, String to) {
      events.add("breaker");
    }

    @Override
    public void misconfigured(String deployment, String why) {
      events.add("misconfigured");
    }

    @Override
    public void suspended(String deployment, long seconds) {
      events.add("suspended");
    }

    @Override
    public void residencyRefused(String caller, String route, String requestId, String reasons) {
      events.add("residency");
    }

    @Override
    public void unpriced(String deployment) {
      events.add("unpriced");
    }

    @Override
    public void engineUnheard(String deployment, String why) {
      events.add("unheard " + deployment + " " + why);
    }

    @Override
    public void broken(Throwable cause) {}

    @Override
    public void engineHeard(String deployment) {
      events.add("heard " + deployment);
    }
  }
}
