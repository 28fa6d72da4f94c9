package dev.isthmus.server.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.core.provider.Address;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider that cannot prove its name gets no byte of a request, whatever engine runs TLS. */
@ExtendWith(LeakWatch.class)
final class UpstreamTlsTest {

  private static Certificates certificates;
  private static Path trust;

  @BeforeAll
  static void issue(@TempDir Path folder) throws Exception {
    certificates = new Certificates();
    trust = certificates.writeAuthority(folder.resolve("authority.pem"));
  }

  private static List<SslProvider> engines() {
    return OpenSsl.isAvailable()
        ? List.of(SslProvider.JDK, SslProvider.OPENSSL)
        : List.of(SslProvider.JDK);
  }

  static List<Arguments> faultsByEngine() {
    List<Arguments> all = new ArrayList<>();
    for (SslProvider engine : engines()) {
      for (Certificates.Fault fault : Certificates.Fault.values()) {
        all.add(Arguments.of(engine, fault));
      }
    }
    return all;
  }

  private static SSLServerSocket listening(Certificates.@Nullable Fault fault) throws Exception {
    return (SSLServerSocket)
        certificates
            .server(fault)
            .getServerSocketFactory()
            .createServerSocket(0, 16, InetAddress.getLoopbackAddress());
  }

  private static Address secure(String host, int port) {
    return new Address(host, port, true, true);
  }

  @ParameterizedTest
  @MethodSource("faultsByEngine")
  @Case(id = "T2", did = "each fault of a certificate, with the engines of the JDK and of OpenSSL")
  void theRequestNeverLeaves(SslProvider engine, Certificates.Fault fault, Figures figures)
      throws Exception {
    try (PoolBench bench = bench(engine);
        RawServer server = new RawServer(listening(fault), RawServer.Peer::request)) {
      Heard heard = bench.post(secure("localhost", server.port()), "{\"secret\":1}");
      assertEquals("TLS UNSENT", heard.await());
      assertEquals(List.of("failure"), heard.order);
      assertEquals("broken", server.awaitEnd());
      figures.add("engine", engine.name()).add("fault", fault.name());
      figures.add("body_bytes_sent", server.bytes.get());
      assertEquals(0, server.bytes.get());
    }
  }

  private static PoolBench bench(SslProvider engine) throws Exception {
    return new PoolBench(PoolConfig.DEFAULT, UpstreamTls.of(engine, trust), Epoll.isAvailable());
  }

  static List<SslProvider> availableEngines() {
    return engines();
  }

  @ParameterizedTest
  @MethodSource("availableEngines")
  void aTrustedNameIsServedAndItsConnectionUsedAgain(SslProvider engine) throws Exception {
    byte[] body = new byte[3 << 20];
    try (PoolBench bench = bench(engine);
        RawServer server =
            new RawServer(
                listening(null),
                peer -> {
                  while (true) {
                    int length = peer.request().length;
                    peer.send(
                        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n"
                            + length
                            + "\r\n0\r\n\r\n");
                  }
                })) {
      for (int i = 0; i < 3; i++) {
        Heard heard =
            bench.post(secure("localhost", server.port()), Unpooled.wrappedBuffer(body), true);
        assertEquals("end", heard.await());
        assertEquals(Integer.toString(3 << 20), heard.body());
      }
      assertTrue(bench.reused.get() >= 2);
    }
  }

  @ParameterizedTest
  @MethodSource("availableEngines")
  void aBodyUntilCloseNeedsTheFarewellOfTls(SslProvider engine) throws Exception {
    for (boolean farewell : new boolean[] {true, false}) {
      String answer = "HTTP/1.0 200 OK\r\n\r\npart";
      try (PoolBench bench = bench(engine);
          TlsCutter server = new TlsCutter(certificates.server(null), answer, farewell)) {
        Heard heard = bench.post(secure("localhost", server.port()), "{}");
        assertEquals(farewell ? "end" : "RESET UNANSWERED", heard.await());
        assertEquals("part", heard.body());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("availableEngines")
  void aPeerThatSpeaksNoTlsGetsNothingInClear(SslProvider engine) throws Exception {
    try (PoolBench bench = bench(engine);
        RawServer server =
            new RawServer(
                peer -> {
                  peer.send(UpstreamPoolTest.OK);
                  peer.awaitEnd();
                })) {
      Heard heard = bench.post(secure("localhost", server.port()), "{}");
      assertEquals("TLS UNSENT", heard.await());
    }
  }

  @ParameterizedTest
  @MethodSource("availableEngines")
  void aPeerThatGoesAwayInTheHandshakeIsNotDistrusted(SslProvider engine) throws Exception {
    try (PoolBench bench = bench(engine);
        RawServer server = new RawServer(RawServer.Peer::readByte)) {
      Heard heard = bench.post(secure("localhost", server.port()), "{}");
      assertEquals("CONNECT UNSENT", heard.await());
    }
  }

  @ParameterizedTest
  @MethodSource("availableEngines")
  void aHandshakeThatStallsEndsAtTheConnectDeadline(SslProvider engine) throws Exception {
    try (PoolBench bench = bench(engine);
        RawServer server = new RawServer(RawServer.Peer::awaitEnd)) {
      Heard heard = bench.post(secure("localhost", server.port()), "{}");
      assertEquals("CONNECT UNSENT", heard.await());
    }
  }
}
