package dev.isthmus.server.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.exchange.Upstream;
import dev.isthmus.core.provider.Address;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakWatch.class)
final class UpstreamPoolTest {

  static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

  private PoolBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new PoolBench(PoolConfig.DEFAULT);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static RawServer.Script answering(String answer) {
    return peer -> {
      while (true) {
        peer.request();
        peer.send(answer);
      }
    };
  }

  @Test
  void aCallGoesOutAndItsAnswerComesBack() throws Exception {
    try (RawServer server = new RawServer(answering(OK))) {
      Heard heard = bench.post(PoolBench.local(server.port()), "{\"a\":1}");
      assertEquals("end", heard.await());
      assertEquals("hi", heard.body());
      assertEquals(200, heard.status);
      assertEquals(List.of("sent", "head", "body", "end"), heard.order);
      String head = server.awaitRequest();
      assertTrue(head.startsWith("POST /v1/x HTTP/1.1\r\nhost: 127.0.0.1:" + server.port()), head);
      assertTrue(head.contains("content-length: 7\r\n"), head);
      assertTrue(head.contains("content-type: application/json\r\n"), head);
    }
  }

  @Test
  void aConnectionCarriesOneCallAfterAnother() throws Exception {
    try (RawServer server = new RawServer(answering(OK))) {
      for (int i = 0; i < 20; i++) {
        assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      }
      bench.awaitCount(bench.reused, 19);
      assertTrue(server.accepted.get() <= 2, "one and a spare");
    }
  }

  @Test
  void takingTheLastIdleConnectionOpensASpare() throws Exception {
    try (RawServer server = new RawServer(answering(OK))) {
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      bench.awaitCount(bench.opened, 2);
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      assertEquals(2, bench.opened.get());
    }
  }

  /** A peer that is gone without a word: it takes what comes and never says anything again. */
  @Test
  void u19ASilentConnectionTakesThoseWithItThatWereIdleBefore() throws Exception {
    CountDownLatch together = new CountDownLatch(3);
    RawServer.Script answersOnce =
        peer -> {
          peer.request();
          together.countDown();
          awaitAll(together);
          peer.send(OK);
          peer.awaitEnd();
        };
    try (RawServer server = new RawServer(answersOnce)) {
      Address address = PoolBench.local(server.port());
      List<Heard> first =
          List.of(bench.post(address, "{}"), bench.post(address, "{}"), bench.post(address, "{}"));
      for (Heard heard : first) {
        assertEquals("end", heard.await());
      }
      Heard impatient = bench.post(address, "{}");
      bench.pass(4);
      bench.cancel(impatient);
      bench.awaitCount(bench.closed, 1);
      assertEquals(1, bench.closed.get(), "a caller without patience proves nothing");
      Heard patient = bench.post(address, "{}");
      bench.pass(6);
      bench.cancel(patient);
      bench.awaitCount(bench.closed, 3);
      assertEquals("end", bench.post(address, "{}").await());
    }
  }

  private static void awaitAll(CountDownLatch latch) {
    try {
      assertTrue(latch.await(5, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void chunksComeWithoutTheirFraming() throws Exception {
    String head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    String answer =
        head + String.join("\r\n", "5", "hello", "6;a=\"b\"", " world", "0", "x: y", "", "");
    try (RawServer server = new RawServer(answering(answer))) {
      Heard heard = bench.post(PoolBench.local(server.port()), "{}");
      assertEquals("end", heard.await());
      assertEquals("hello world", heard.body());
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      bench.awaitCount(bench.reused, 1);
    }
  }

  @Test
  void aLargeCompositeBodyArrivesWhole() throws Exception {
    int parts = 40;
    int partBytes = 200_000;
    try (RawServer server =
        new RawServer(
            peer -> {
              byte[] body = peer.request();
              long sum = 0;
              for (byte b : body) {
                sum += b & 0xff;
              }
              String text = body.length + " " + sum;
              peer.send("HTTP/1.1 200 OK\r\ncontent-length: " + text.length() + "\r\n\r\n" + text);
              peer.awaitEnd();
            })) {
      CompositeByteBuf body = PooledByteBufAllocator.DEFAULT.compositeBuffer(parts);
      long sum = 0;
      for (int i = 0; i < parts; i++) {
        ByteBuf part = PooledByteBufAllocator.DEFAULT.directBuffer(partBytes);
        byte[] bytes = new byte[partBytes];
        for (int j = 0; j < partBytes; j++) {
          bytes[j] = (byte) (i * 31 + j);
          sum += bytes[j] & 0xff;
        }
        part.writeBytes(bytes);
        body.addComponent(true, part);
      }
      Heard heard = bench.post(PoolBench.local(server.port()), body, true);
      assertEquals("end", heard.await());
      assertEquals(parts * partBytes + " " + sum, heard.body());
    }
  }

  @Test
  void nothingIsReadUntilItIsAskedFor() throws Exception {
    byte[] megabyte = new byte[1 << 20];
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.send("HTTP/1.1 200 OK\r\ncontent-length: " + (8L << 20) + "\r\n\r\n");
              for (int i = 0; i < 8; i++) {
                peer.send(megabyte);
              }
              peer.awaitEnd();
            })) {
      Heard heard = bench.post(PoolBench.local(server.port()), Unpooled.EMPTY_BUFFER, false);
      assertEquals(200, heard.head.get(5, TimeUnit.SECONDS));
      heard.awaitStep("batch");
      assertEquals(0, heard.bodyBytes());
      int batches = 0;
      int most = 0;
      while (!heard.over.isDone()) {
        int before = heard.bodyBytes();
        bench.read(heard);
        String step = heard.steps.poll(5, TimeUnit.SECONDS);
        while (step != null && step.equals("body")) {
          step = heard.steps.poll(5, TimeUnit.SECONDS);
        }
        most = Math.max(most, heard.bodyBytes() - before);
        batches++;
      }
      assertEquals(8 << 20, heard.bodyBytes());
      assertTrue(most <= 128 * 1024, "one socket read at a time, not " + most);
      assertTrue(batches > 64, "batches: " + batches);
    }
  }

  @Test
  void askedForInHasteTheBodyFollowsItsHead() throws Exception {
    try (RawServer server = new RawServer(answering(OK))) {
      Heard heard = bench.post(PoolBench.local(server.port()), Unpooled.EMPTY_BUFFER, false);
      bench.read(heard);
      assertEquals("end", heard.await());
    }
  }

  @Test
  void bytesThatCameWithTheHeadWaitEvenWhenTheConnectionEnds() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.send("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nrest of it");
              closed.countDown();
            })) {
      Heard heard = bench.post(PoolBench.local(server.port()), Unpooled.EMPTY_BUFFER, false);
      heard.awaitStep("batch");
      assertTrue(closed.await(5, TimeUnit.SECONDS));
      assertEquals("", heard.body());
      while (!heard.over.isDone()) {
        bench.read(heard);
        heard.steps.poll(100, TimeUnit.MILLISECONDS);
      }
      assertEquals("end", heard.await());
      assertEquals("rest of it", heard.body());
    }
  }

  @Test
  void cancelClosesTheConnectionAndNothingIsHeardAfterIt() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n");
              peer.awaitEnd();
            })) {
      Heard heard = bench.post(PoolBench.local(server.port()), "{}");
      heard.awaitStep("body");
      bench.cancel(heard);
      int heardBefore = heard.order.size();
      server.awaitEnd();
      bench.awaitCount(bench.closed, 1);
      bench.cancel(heard);
      assertEquals(heardBefore, heard.order.size());
      assertFalse(heard.over.isDone());
    }
  }

  @Test
  void cancelBeforeTheConnectionIsThereLeavesASpareOne() throws Exception {
    try (RawServer server = new RawServer(answering(OK))) {
      ByteBuf body = roomy("{}");
      Heard heard = new Heard(true);
      bench.onLoop(
          () -> {
            Upstream.Request request =
                new Upstream.Request(
                    PoolBench.local(server.port()), "POST", "/", PoolBench.JSON, body, 1L << 30);
            bench.pool.send(request, heard).cancel();
            return true;
          });
      assertEquals(0, body.refCnt());
      bench.awaitCount(bench.opened, 1);
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      assertEquals(1, bench.reused.get());
      assertEquals(List.of(), heard.order);
    }
  }

  @Test
  void anAnswerBeforeTheWholeRequestIsHeardAndEndsTheConnection() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              while (peer.readByte() != '\n') {}
              peer.send("HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n");
              peer.readByte();
              CountDownLatch never = new CountDownLatch(1);
              try {
                never.await(2, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })) {
      Heard heard =
          bench.post(
              PoolBench.local(server.port()), Unpooled.wrappedBuffer(new byte[32 << 20]), true);
      assertEquals("end", heard.await());
      assertEquals(413, heard.status);
      bench.awaitCount(bench.closed, 1);
    }
  }

  @Test
  void connectionsPerAddressAreBounded() throws Exception {
    PoolConfig two =
        new PoolConfig(PoolConfig.DEFAULT.idleTimeout(), 2, 1, PoolConfig.DEFAULT.warmFor());
    try (PoolBench small = new PoolBench(two);
        RawServer server = new RawServer(RawServer.Peer::awaitEnd)) {
      Address address = PoolBench.local(server.port());
      Heard first = small.post(address, "{}");
      Heard second = small.post(address, "{}");
      Heard third = small.post(address, "{}");
      assertEquals("GATEWAY_OVERLOADED UNSENT", third.await());
      small.cancel(first);
      small.cancel(second);
    }
  }

  @Test
  void anIdleConnectionGoesAfterItsTimeAndAWarmOneComesBack() throws Exception {
    try (RawServer server = new RawServer(answering(OK))) {
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      bench.pass(49);
      assertEquals(0, bench.closed.get());
      bench.pass(2);
      bench.awaitCount(bench.closed, 1);
      bench.awaitCount(bench.opened, 2);
      bench.pass(700);
      bench.awaitCount(bench.closed, 2);
      assertEquals(2, bench.opened.get());
      bench.pass(1);
      assertTrue(bench.timers.isEmpty(), "an unused address is forgotten");
    }
  }

  @Test
  void warmOpensOneConnectionAheadOfTheFirstCall() throws Exception {
    try (RawServer server = new RawServer(answering(OK))) {
      Address address = PoolBench.local(server.port());
      bench.onLoop(
          () -> {
            bench.pool.warm(address);
            bench.pool.warm(address);
            return true;
          });
      bench.awaitCount(bench.opened, 1);
      assertEquals("end", bench.post(address, "{}").await());
      assertEquals(1, bench.reused.get());
    }
  }

  @Test
  void aWarmConnectionThatCannotOpenIsTriedAgainMoreSlowly() throws Exception {
    int port;
    try (RawServer server = new RawServer(answering(OK))) {
      port = server.port();
    }
    bench.onLoop(
        () -> {
          bench.pool.warm(PoolBench.local(port));
          return true;
        });
    bench.awaitCount(bench.failed, 1);
    bench.pass(1);
    bench.awaitCount(bench.failed, 2);
    bench.pass(1);
    bench.onLoop(() -> true);
    assertEquals(2, bench.failed.get());
    bench.pass(1);
    bench.awaitCount(bench.failed, 3);
  }

  @Test
  void redirectsAreStatusesLikeOthers() throws Exception {
    String answer =
        "HTTP/1.1 307 Elsewhere\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n";
    try (RawServer server = new RawServer(answering(answer))) {
      Heard heard = bench.post(PoolBench.local(server.port()), "{}");
      assertEquals("end", heard.await());
      assertEquals(307, heard.status);
      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void aHeaderThatCouldStartAnotherLineIsNotSent() throws Exception {
    try (RawServer server = new RawServer(answering(OK))) {
      Heard heard = new Heard(true);
      bench.send(
          new Upstream.Request(
              PoolBench.local(server.port()),
              "POST",
              "/",
              sink -> sink.add("x-a", "b\r\nx-c: d"),
              Unpooled.buffer().writeLong(1),
              1L << 30),
          heard);
      assertEquals("INTERNAL UNSENT", heard.await());
      assertEquals(0, server.accepted.get());
    }
  }

  @Test
  void aClosedPoolSendsNothingMore() throws Exception {
    try (RawServer server = new RawServer(answering(OK))) {
      assertEquals("end", bench.post(PoolBench.local(server.port()), "{}").await());
      bench.onLoop(
          () -> {
            bench.pool.close();
            return true;
          });
      bench.awaitCount(bench.closed, 1);
      assertEquals("DRAINING UNSENT", bench.post(PoolBench.local(server.port()), "{}").await());
    }
  }

  @Test
  void aHeadInItsBodysBufferIsSentWithItAndLetGo() throws Exception {
    CompletableFuture<byte[]> came = new CompletableFuture<>();
    RawServer.Script script =
        peer -> {
          came.complete(peer.request());
          peer.send(OK);
        };
    try (RawServer server = new RawServer(script)) {
      ByteBuf body = roomy("{}");
      assertEquals("end", bench.post(PoolBench.local(server.port()), body, true).await());
      assertTrue(server.awaitRequest().startsWith("POST /v1/x HTTP/1.1\r\n"));
      assertEquals("{}", new String(came.get(5, TimeUnit.SECONDS), StandardCharsets.US_ASCII));
      assertEquals(0, body.refCnt());
      ByteBuf unsent = roomy("{}");
      bench.onLoop(
          () -> {
            bench.pool.close();
            return true;
          });
      Heard refused = bench.post(PoolBench.local(server.port()), unsent, true);
      assertEquals("DRAINING UNSENT", refused.await());
      assertEquals(0, unsent.refCnt());
    }
  }

  /** With room before it for a head. */
  private static ByteBuf roomy(String text) {
    ByteBuf body = PooledByteBufAllocator.DEFAULT.directBuffer(1_024).setIndex(512, 512);
    body.writeCharSequence(text, StandardCharsets.US_ASCII);
    return body;
  }
}
