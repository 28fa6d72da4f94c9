package dev.isthmus.server.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.provider.Address;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller is told of a provider's faults, and what may be tried after them. */
@ExtendWith(LeakWatch.class)
final class UpstreamFailureTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\n";

  private PoolBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new PoolBench(PoolConfig.DEFAULT);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aRefusedConnectionLeftNothingBehind() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    Heard heard = bench.post(PoolBench.local(port), "{}");
    assertEquals("CONNECT UNSENT", heard.await());
    assertEquals(List.of("failure"), heard.order);
  }

  @Test
  void aBlackHoleEndsAtTheConnectDeadline() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> fillers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Socket filler = new Socket();
        fillers.add(filler);
        try {
          filler.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 100);
        } catch (java.net.SocketTimeoutException queueIsFull) {
          break;
        }
      }
      Heard heard = bench.post(PoolBench.local(full.getLocalPort()), "{}");
      assertEquals("CONNECT UNSENT", heard.await());
      for (Socket filler : fillers) {
        filler.close();
      }
    }
  }

  @Test
  void anUnknownNameLeftNothingBehind() {
    Heard heard = bench.post(new Address("no-such-host.invalid", 80, false, true), "{}");
    assertEquals("CONNECT UNSENT", heard.await());
  }

  @Test
  void aPrivateAddressIsRefusedUnlessTheConfigurationAllowsIt() throws Exception {
    try (RawServer server = new RawServer(RawServer.Peer::awaitEnd)) {
      for (String host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]")) {
        Heard heard = bench.post(new Address(host, server.port(), false, false), "{}");
        assertEquals("CONNECT UNSENT", heard.await(), host);
      }
      assertEquals(0, server.accepted.get());
    }
  }

  @Test
  void aConnectionThatDiedWhileIdleRefusedTheCall() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.send(UpstreamPoolTest.OK);
              peer.request();
              go.countDown();
            })) {
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      Heard heard = bench.post(PoolBench.local(server.port()), "{}");
      assertTrue(go.await(5, TimeUnit.SECONDS));
      assertEquals("RESET REFUSED", heard.await());
      assertEquals(List.of("sent", "failure"), heard.order);
    }
  }

  @Test
  void aReusedConnectionThatDiesLaterMayHaveActed() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.send(UpstreamPoolTest.OK);
              peer.request();
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })) {
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      Heard heard = bench.post(PoolBench.local(server.port()), "{}");
      heard.awaitStep("sent");
      bench.nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(101));
      go.countDown();
      assertEquals("RESET UNANSWERED", heard.await());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 2",
        "HTTP/1.1 200 OK\r\nx: y\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
      })
  void anAnswerCutOffIsNoAnswer(String cut) throws Exception {
    for (boolean hard : new boolean[] {false, true}) {
      try (RawServer server =
          new RawServer(
              peer -> {
                peer.request();
                peer.send(cut);
                if (hard) {
                  peer.reset();
                }
              })) {
        Heard heard = bench.post(PoolBench.local(server.port()), "{}");
        assertEquals("RESET UNANSWERED", heard.await(), cut);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: 2\r\n\r\nhi!",
        "content-length: 2\r\ncontent-length: 2\r\n\r\nhi",
        "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n",
        "transfer-encoding: chunked\r\n\r\n2\r\nhi0\r\n\r\n",
        "transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "content-encoding: gzip\r\ncontent-length: 2\r\n\r\nhi",
        "\r\nhi"
      })
  void aBrokenAnswerClosesItsConnection(String rest) throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.send(HEAD + rest);
              peer.awaitEnd();
            })) {
      Heard heard = bench.post(PoolBench.local(server.port()), "{}");
      assertEquals("MALFORMED UNANSWERED", heard.await(), rest);
      bench.awaitCount(bench.closed, 1);
      assertFalse(server.awaitEnd().isEmpty());
    }
  }

  @Test
  void bytesOnAnIdleConnectionCloseIt() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              boolean first = go.getCount() > 0;
              peer.send(UpstreamPoolTest.OK);
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              if (first) {
                peer.send(UpstreamPoolTest.OK.replace("hi", "no"));
              }
              peer.awaitEnd();
            })) {
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      go.countDown();
      bench.awaitCount(bench.closed, 1);
      Heard next = bench.post(PoolBench.local(server.port()), "{}");
      assertEquals("end", next.await());
      assertEquals("hi", next.body());
      assertEquals(0, bench.reused.get());
    }
  }

  @Test
  void anIdleConnectionThatThePeerClosesIsForgotten() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.send(UpstreamPoolTest.OK);
            })) {
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      bench.awaitCount(bench.closed, 1);
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      assertEquals(0, bench.reused.get());
    }
  }

  @Test
  void anAnswerThatEndsWithItsConnectionIsWhole() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.send("HTTP/1.0 200 OK\r\n\r\nall there is");
            })) {
      Heard heard = bench.post(PoolBench.local(server.port()), Unpooled.EMPTY_BUFFER, true);
      assertEquals("end", heard.await());
      assertEquals("all there is", heard.body());
    }
  }
}
