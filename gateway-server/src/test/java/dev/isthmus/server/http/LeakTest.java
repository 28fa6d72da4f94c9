package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** No buffer is forgotten, however a request ends. */
class LeakTest {
  private static final int ROUNDS = 40;
  private static final int COLLECTIONS = 10;
  private static final String P =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: gw.test\r\nAuthorization: Bearer sk-test-A\r\n";
  private static final String BY_HAND = P + "X-By-Hand: 1\r\nContent-Length: 2\r\n\r\n{}";

  private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private ResourceLeakDetector.Level before = ResourceLeakDetector.Level.SIMPLE;

  @BeforeEach
  void watch() {
    before = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopWatching() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    ResourceLeakDetector.setLevel(before);
  }

  @Test
  void plantedLeaksAreFound() {
    // The line is for this test alone: in the build's log it would look like a real one.
    logger.setAdditive(false);
    plant();
    assertTrue(leaks() > 0);
  }

  private static void plant() {
    assertEquals(8, ByteBufAllocator.DEFAULT.directBuffer(8).writeLong(1).readableBytes());
  }

  @Test
  void requestsLeaveNothingBehind() throws Exception {
    TlsIdentity tls = Certificates.create().identity;
    try (TestEdge edge = new TestEdge(TestEdge.bodyLimit(1000))) {
      edge.server.bind(new ListenerConfig("127.0.0.1", 0, new ServerTls(tls)));
      for (int i = 0; i < ROUNDS; i++) {
        http1(edge);
        http2(edge);
      }
    }
    assertEquals(0, leaks());
  }

  private static void http1(TestEdge edge) throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND + BY_HAND + P + "Content-Length: 9\r\n\r\nabc");
      ScriptedGate.Call call = edge.gate.next();
      call.body.get();
      call.run(d -> d.head(200, -1, sink -> {}));
      call.run(d -> d.body(ByteBufAllocator.DEFAULT.directBuffer().writeLong(1)));
      call.run(d -> d.end());
      edge.gate.next().run(d -> d.abort());
    }
    try (RawClient client = edge.connect()) {
      client.sendAnyway(P + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nfff\r\nx");
      assertEquals(413, client.read().status());
    }
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND);
      edge.gate.next();
      ScriptedGate.Call call = edge.gate.next();
      client.reset();
      call.hungUp.get();
      call.run(d -> d.body(ByteBufAllocator.DEFAULT.directBuffer().writeLong(1)));
    }
  }

  private static void http2(TestEdge edge) throws Exception {
    Socket socket = new Socket(edge.address.getAddress(), edge.address.getPort());
    try (FrameClient client = new FrameClient(socket)) {
      client.headers(1, 0, FrameClient.post("x-by-hand", "1"));
      client.frame(FrameClient.DATA, 0, 1, new byte[10]);
      client.headers(3, 0, FrameClient.post());
      client.frame(FrameClient.DATA, 0, 3, new byte[1001]).flush();
      ScriptedGate.Call call = edge.gate.next();
      edge.gate.next().failed.get();
      call.run(d -> d.head(200, -1, sink -> {}));
      call.run(d -> d.body(Unpooled.copiedBuffer("x", ISO_8859_1)));
      client.reset(1).flush();
      call.hungUp.get();
      call.run(d -> d.body(ByteBufAllocator.DEFAULT.directBuffer().writeLong(1)));
    }
  }

  /** Collects garbage and lets the detector report what it finds. */
  private int leaks() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      ByteBufAllocator.DEFAULT.directBuffer(8).release();
    }
    return lines.list.size();
  }
}
