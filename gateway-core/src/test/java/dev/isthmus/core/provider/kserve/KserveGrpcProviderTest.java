package dev.isthmus.core.provider.kserve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.ProtoScanner;
import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.kserve.Asked;
import dev.isthmus.core.dialect.kserve.KserveGrpcDialect;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import dev.isthmus.core.provider.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KserveGrpcProviderTest {
  private final ProviderKind kind = new KserveGrpcProvider();
  private final Provider provider =
      kind.at(
          new Site(
              "resnet-50",
              URI.create("http://triton:8001"),
              null,
              Map.of(),
              Site.Credential.NONE,
              true,
              true,
              InstantSource.fixed(Instant.EPOCH)));

  private static HeaderView view(Map<String, String> headers) {
    return new HeaderView() {
      @Override
      public @Nullable String get(String name) {
        return headers.get(name);
      }

      @Override
      public void forEach(BiConsumer<String, String> visitor) {
        headers.forEach(visitor);
      }
    };
  }

  private Failure refused(String code, String message) {
    return refused(Map.of("grpc-status", code), message);
  }

  private Failure refused(Map<String, String> trailers, String message) {
    return provider
        .codec()
        .readFailure(500, view(trailers), Unpooled.wrappedBuffer(message.getBytes(UTF_8)));
  }

  @Test
  void oneMethodOfOneServiceIsCalled() {
    assertEquals(Wire.GRPC, provider.endpoint().wire());
    assertEquals(
        "/inference.GRPCInferenceService/ModelInfer",
        provider.endpoint().path(Operation.INFER, false));
    assertEquals("triton:8001", provider.endpoint().address().authority());
    assertNotNull(kind.endpointProblem(URI.create("http://triton:8001/v2")));
    assertNull(kind.endpointProblem(URI.create("http://triton:8001")));
  }

  @Test
  void onlyTheModelsNameChangesAndTheRestIsShared() {
    byte[] tensors = ProtoScanner.member(5, "tensors".repeat(Splice.SMALL_BYTES));
    ByteBuf came = Unpooled.directBuffer();
    came.writeBytes(ProtoScanner.member(3, "id")).writeBytes(ProtoScanner.member(1, "m"));
    came.writeBytes(tensors);
    FactsReader reader = new KserveGrpcDialect(Asked.READY).factsReader(Operation.INFER);
    assertNull(reader.see(came));
    assertNull(reader.finish(null));
    Splice splice = new Splice();
    provider.codec().splice(reader.facts(), reader.marks(), splice);
    ByteBuf out = splice.apply(came, UnpooledByteBufAllocator.DEFAULT);
    ByteBuf expected =
        Unpooled.wrappedBuffer(
            ProtoScanner.member(3, "id"), ProtoScanner.member(1, "resnet-50"), tensors);
    assertTrue(ByteBufUtil.equals(expected, out));
    assertTrue(came.refCnt() > 1, "shares memory");
    out.release();
    came.release();
    assertEquals(0, came.refCnt());
  }

  @Test
  void statusesMeanWhatTheyMeanOverHttp() {
    Map.of(
            "3", FailureKind.INVALID_REQUEST,
            "5", FailureKind.DEPLOYMENT_NOT_FOUND,
            "8", FailureKind.RATE_LIMITED,
            "14", FailureKind.OVERLOADED,
            "13", FailureKind.SERVER_ERROR,
            "2", FailureKind.SERVER_ERROR,
            "16", FailureKind.CREDENTIAL,
            "7", FailureKind.CREDENTIAL,
            "12", FailureKind.DEPLOYMENT_NOT_FOUND,
            "4", FailureKind.SERVER_ERROR)
        .forEach((code, kind) -> assertEquals(kind, refused(code, "secret").kind(), code));
    assertEquals(Failure.Origin.CLIENT, refused("3", "").origin());
    assertEquals(Failure.Retry.NEVER, refused("3", "").retry());
    assertEquals(Failure.Retry.REFUSED, refused("8", "").retry());
    assertEquals(Failure.Retry.UNANSWERED, refused("14", "").retry());
    assertEquals(
        FailureKind.DEPLOYMENT_NOT_FOUND,
        refused("14", "Request for unknown model: 'x' is not found").kind());
    assertTrue(!refused("13", "secret").toString().contains("secret"));
  }

  @Test
  void aServerMaySayWhenToComeBack() {
    assertEquals(
        1500,
        refused(Map.of("grpc-status", "8", "grpc-retry-pushback-ms", "1500"), "")
            .retryAfterMillis());
    for (String never : new String[] {"-1", "", "soon", "99999999999"}) {
      assertEquals(
          -1,
          refused(Map.of("grpc-status", "8", "grpc-retry-pushback-ms", never), "")
              .retryAfterMillis());
    }
  }

  @Test
  void theCallersPatienceGoesOn() {
    List<String> out = new ArrayList<>();
    provider
        .codec()
        .addHeaders(
            view(Map.of("grpc-timeout", "900m", "x-other", "1")),
            (name, value) -> out.add(name + ": " + value));
    assertEquals(List.of("grpc-timeout: 900m"), out);
  }
}
