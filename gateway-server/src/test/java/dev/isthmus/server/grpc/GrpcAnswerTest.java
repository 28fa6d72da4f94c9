package dev.isthmus.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GrpcAnswerTest {
  private final Recorded call = new Recorded();
  private final GrpcAnswer answer = new GrpcAnswer(call, "req_1");

  /** Remembers what was sent; messages it takes are let go. */
  private static final class Recorded extends ServerCall<ByteBuf, ByteBuf> {
    private final List<String> sent = new ArrayList<>();

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {
      sent.add("head " + headers.get(MetadataView.key("x-request-id")));
    }

    @Override
    public void sendMessage(ByteBuf message) {
      sent.add("message " + message.readableBytes());
      message.release();
    }

    @Override
    public void close(Status status, Metadata trailers) {
      sent.add(status.getCode() + " " + status.getDescription());
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<ByteBuf, ByteBuf> getMethodDescriptor() {
      return Methods.MODEL_INFER;
    }
  }

  private static ByteBuf bytes() {
    return Unpooled.directBuffer(3).writeZero(3);
  }

  @Test
  void anAnswerLeavesWholeAtItsEnd() {
    answer.head(200, 6, sink -> {});
    ByteBuf first = bytes();
    answer.body(first);
    answer.body(bytes());
    assertTrue(call.sent.isEmpty());
    answer.end();
    assertEquals(List.of("head req_1", "message 6", "OK null"), call.sent);
    assertEquals(0, first.refCnt());
    assertTrue(answer.isDone());
  }

  @Test
  void anAnswerThatBreaksOffIsNoAnswer() {
    answer.head(200, 6, sink -> {});
    ByteBuf held = bytes();
    answer.body(held);
    answer.abort();
    assertEquals(List.of("UNAVAILABLE the answer broke off"), call.sent);
    assertEquals(0, held.refCnt());

    ByteBuf late = bytes();
    answer.body(late);
    answer.end();
    answer.abort();
    assertEquals(0, late.refCnt());
    assertEquals(1, call.sent.size());
  }

  @Test
  void whoeverIsGoneIsSentNothing() {
    answer.head(200, 6, sink -> {});
    ByteBuf held = bytes();
    answer.body(held);
    answer.forget();
    answer.abort();
    answer.end();
    assertEquals(List.of(), call.sent);
    assertEquals(0, held.refCnt());
  }
}
