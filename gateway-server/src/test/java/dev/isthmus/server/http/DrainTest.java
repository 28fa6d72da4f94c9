package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.cases.Case;
import dev.isthmus.server.http.RawClient.Answer;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the edge goes away. */
@Timeout(30)
class DrainTest {
  private static final String P =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: gw.test\r\nAuthorization: Bearer sk-test-A\r\n";
  private static final String BY_HAND = P + "X-By-Hand: 1\r\nContent-Length: 2\r\n\r\n{}";

  @Test
  @Case(id = "D1", did = "calls under way and idle connections while draining")
  void callsEndAndIdleConnectionsCloseAndNobodyNewIsTaken() throws Exception {
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT);
        RawClient idle = edge.connect();
        RawClient silent = edge.connect();
        RawClient busy = edge.connect()) {
      assertEquals(200, idle.send(P + "Content-Length: 0\r\n\r\n").read().status());
      edge.gate.next();
      busy.send(BY_HAND);
      ScriptedGate.Call call = edge.gate.next();
      CompletableFuture<Void> drained = edge.server.drain(Duration.ZERO).toCompletableFuture();
      idle.millisToEnd();
      silent.millisToEnd();
      assertThrows(IOException.class, edge::connect);
      assertFalse(drained.isDone());
      call.run(d -> ScriptedGate.answer(d, 200, "done"));
      Answer last = busy.read();
      assertEquals("close", last.header("connection"));
      assertEquals("done", last.body());
      busy.millisToEnd();
      drained.get(5, TimeUnit.SECONDS);
      assertEquals(0, edge.open.get());
    }
  }

  @Test
  @Case(id = "D1", did = "new callers while the end is announced")
  void newCallersAreServedUntilTheDelayIsOver() throws Exception {
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT)) {
      CompletableFuture<Void> drained =
          edge.server.drain(Duration.ofMillis(500)).toCompletableFuture();
      edge.loops.next().submit(() -> {}).sync(); // its one loop knows now
      try (RawClient late = edge.connect()) {
        Answer answer = late.send(P + "Content-Length: 0\r\n\r\n").read();
        assertEquals(200, answer.status());
        assertEquals("close", answer.header("connection"));
      }
      drained.get(5, TimeUnit.SECONDS);
      assertThrows(IOException.class, edge::connect);
    }
  }

  @Test
  void aRequestOnItsWayIsServed() throws Exception {
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT);
        RawClient silent = edge.connect();
        RawClient slow = edge.connect().send(P)) {
      while (edge.open.get() < 2) {
        Thread.onSpinWait(); // until both are accepted
      }
      CompletableFuture<Void> drained = edge.server.drain(Duration.ZERO).toCompletableFuture();
      assertEquals(200, silent.send(P + "Content-Length: 0\r\n\r\n").read().status());
      assertEquals(200, slow.send("Content-Length: 0\r\n\r\n").read().status());
      drained.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void anAnswerThatBeganBeforeIsTheLastOneAllTheSame() throws Exception {
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT);
        RawClient idle = edge.connect();
        RawClient client = edge.connect()) {
      client.send(BY_HAND);
      ScriptedGate.Call call = edge.gate.next();
      call.run(d -> d.head(200, 4, sink -> {}));
      CompletableFuture<Void> drained = edge.server.drain(Duration.ZERO).toCompletableFuture();
      idle.millisToEnd();
      call.run(
          d -> {
            d.body(Unpooled.copiedBuffer("done", StandardCharsets.US_ASCII));
            d.end();
          });
      Answer answer = client.read();
      assertEquals("done", answer.body());
      assertTrue(!"close".equals(answer.header("connection")));
      drained.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  @Case(id = "D2", did = "the end of the grace period, with calls at every stage")
  void whatIsLeftIsCut() throws Exception {
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT);
        RawClient busy = edge.connect();
        RawClient uploading = edge.connect();
        RawClient slow = edge.connect().send(P)) {
      busy.send(BY_HAND);
      ScriptedGate.Call answering = edge.gate.next();
      uploading.send(P + "Content-Length: 9\r\n\r\n12");
      ScriptedGate.Call taking = edge.gate.next();
      while (edge.open.get() < 3) {
        Thread.onSpinWait();
      }
      CompletableFuture<Void> drained = edge.server.drain(Duration.ZERO).toCompletableFuture();
      edge.server.cut();
      assertEquals(FailureKind.DRAINING, answering.cut.get(5, TimeUnit.SECONDS).kind());
      assertEquals(FailureKind.DRAINING, taking.cut.get(5, TimeUnit.SECONDS).kind());
      slow.millisToEnd();
      drained.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void closingDoesNotWait() throws Exception {
    TestEdge edge = new TestEdge(EdgeLimits.DEFAULT);
    try (RawClient client = edge.connect()) {
      client.send(BY_HAND);
      ScriptedGate.Call call = edge.gate.next();
      edge.close();
      assertTrue(call.hungUp.isDone());
    }
  }
}
