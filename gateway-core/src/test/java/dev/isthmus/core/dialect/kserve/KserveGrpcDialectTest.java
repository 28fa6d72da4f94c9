package dev.isthmus.core.dialect.kserve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.ProtoScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KserveGrpcDialectTest {
  private final Dialect dialect = new KserveGrpcDialect(Asked.METADATA);

  private static ByteBuf request(String model) {
    return Unpooled.wrappedBuffer(
        ProtoScanner.member(3, "id-1"),
        ProtoScanner.member(1, model),
        ProtoScanner.member(5, "tensors that nobody reads"));
  }

  private static String hex(ByteBuf message) {
    return ByteBufUtil.hexDump(message);
  }

  @Test
  void theModelIsFoundAndItsPlaceMarked() {
    ByteBuf message = request("resnet");
    FactsReader reader = dialect.factsReader(Operation.INFER);
    assertNull(reader.see(message));
    assertNull(reader.finish(null));
    assertEquals("resnet", reader.facts().model());
    assertEquals(message.readableBytes(), reader.facts().bodyBytes());
    assertEquals(6, reader.marks().model().start());
    assertEquals(6 + 2 + 6, reader.marks().model().end());
  }

  @Test
  void withoutOneNameThereIsNoCall() {
    for (String model : new String[] {"", "a\u0000b", "x".repeat(257)}) {
      FactsReader reader = dialect.factsReader(Operation.INFER);
      Failure failure = reader.see(request(model));
      failure = failure == null ? reader.finish(null) : failure;
      assertNotNull(failure);
      assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    }
    FactsReader none = dialect.factsReader(Operation.INFER);
    assertNotNull(none.finish(null));
    FactsReader half = dialect.factsReader(Operation.INFER);
    assertNull(half.see(request("m").writerIndex(5)));
    assertNotNull(half.finish(null));
  }

  @Test
  void anAnswerCountsNoTokens() {
    UsageTap tap = dialect.tap(Operation.INFER, false, Dialect.UsageEvents.DROP);
    assertNull(tap.usage());
    tap.see(request("m"));
    assertTrue(tap.contentSeen());
    tap.end();
    assertTrue(tap.complete());
    assertNotNull(tap.usage());
    assertEquals(0, tap.usage().total());
  }

  @Test
  void everyFailureIsAStatusThatIsReadAsItWasWritten() {
    for (FailureKind kind : FailureKind.values()) {
      Failure failure = Failure.ofGateway(kind, "why: " + kind);
      RpcStatus read = RpcStatus.read(dialect.errorBody(failure, "req_1"));
      assertEquals("why: " + kind, read.text());
      assertTrue(read.code() >= 1 && read.code() <= 16, kind::name);
    }
    assertEquals(3, RpcStatus.of(Failure.ofGateway(FailureKind.INVALID_REQUEST, "")).code());
    assertEquals(16, RpcStatus.of(Failure.ofGateway(FailureKind.UNAUTHENTICATED, "")).code());
    assertEquals(5, RpcStatus.of(Failure.ofGateway(FailureKind.NOT_FOUND, "")).code());
    assertEquals(8, RpcStatus.of(Failure.ofGateway(FailureKind.RATE_LIMITED, "")).code());
    assertEquals(4, RpcStatus.of(Failure.ofGateway(FailureKind.DEADLINE, "")).code());
    assertEquals(14, RpcStatus.of(Failure.ofGateway(FailureKind.CONNECT, "")).code());
    assertEquals(13, RpcStatus.read(Unpooled.wrappedBuffer(new byte[] {1})).code());
  }

  @Test
  void speaksOfServerAndModels() {
    assertEquals("0801", hex(new KserveGrpcDialect(Asked.LIVE).modelList(List.of())));
    assertEquals("0801", hex(new KserveGrpcDialect(Asked.READY).modelList(List.of())));
    assertEquals("0801", hex(new KserveGrpcDialect(Asked.READY).model("m")));
    assertEquals("0a016d", hex(dialect.model("m")));
    assertTrue(hex(dialect.modelList(List.of())).startsWith("0a07697374686d7573" + "1a12"));
  }
}
