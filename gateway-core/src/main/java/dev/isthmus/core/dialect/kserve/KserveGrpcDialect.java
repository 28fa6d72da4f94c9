package dev.isthmus.core.dialect.kserve;

import dev.isthmus.core.bytes.ProtoScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.RequestFields;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Open Inference Protocol over gRPC. Bodies are single messages without gRPC's frame; an error
 * body is a {@code google.rpc.Status}, whose code and message the edge turns into trailers.
 *
 * <p>Threads: stateless, any thread. Source: kserve/open-inference-protocol, {@code
 * open_inference_grpc.proto}.
 */
public final class KserveGrpcDialect implements Dialect {
  /** {@code ModelInferRequest.model_name}, and {@code name} of all that ask for one model. */
  public static final int MODEL_NAME = 1;

  private static final byte TRUE_FIRST = 0x08;
  private static final int METADATA_NAME = 1;
  private static final int METADATA_EXTENSIONS = 3;

  private final Asked asked;

  /**
   * @param asked what is answered where models are asked for, and no inference
   */
  public KserveGrpcDialect(Asked asked) {
    this.asked = asked;
  }

  @Override
  public String name() {
    return "kserve-grpc";
  }

  @Override
  public Operation modelsAreFor() {
    return Operation.INFER;
  }

  @Override
  public FactsReader factsReader(Operation operation) {
    return new MessageFactsReader();
  }

  @Override
  public UsageTap tap(Operation operation, boolean stream, UsageEvents usageEvents) {
    return new MessageTap();
  }

  @Override
  public ByteBuf errorBody(Failure failure, String requestId) {
    return RpcStatus.of(failure).message();
  }

  /** There are no streams here. */
  @Override
  public ByteBuf errorEvent(Operation operation, Failure failure, String requestId) {
    return Unpooled.EMPTY_BUFFER;
  }

  @Override
  public ByteBuf keepAlive() {
    return Unpooled.EMPTY_BUFFER;
  }

  /** {@code ServerMetadataResponse}, {@code ServerReadyResponse} or {@code ServerLiveResponse}. */
  @Override
  public ByteBuf modelList(List<String> models) {
    return switch (asked) {
      case METADATA ->
          Unpooled.wrappedBuffer(
              ProtoScanner.member(METADATA_NAME, "isthmus"),
              ProtoScanner.member(METADATA_EXTENSIONS, "binary_tensor_data"));
      case READY, LIVE -> yes();
    };
  }

  /** {@code ModelMetadataResponse} or {@code ModelReadyResponse}. */
  @Override
  public ByteBuf model(String model) {
    return switch (asked) {
      case METADATA -> Unpooled.wrappedBuffer(ProtoScanner.member(METADATA_NAME, model));
      case READY, LIVE -> yes();
    };
  }

  /**
   * The text in the first field of {@code message}, borrowed; empty where it is absent, null where
   * the message cannot be read.
   */
  public static @Nullable String firstText(ByteBuf message) {
    ProtoScanner scanner = new ProtoScanner(MODEL_NAME, "name", RequestFields.MODEL_BYTES);
    if (scanner.feed(message) != null || scanner.end() != null) {
      return null;
    }
    return scanner.start() < 0 ? "" : scanner.text();
  }

  /** A message whose first field is true. */
  private static ByteBuf yes() {
    return Unpooled.wrappedBuffer(new byte[] {TRUE_FIRST, 1});
  }
}
