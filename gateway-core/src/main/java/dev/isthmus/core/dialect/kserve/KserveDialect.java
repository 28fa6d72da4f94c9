package dev.isthmus.core.dialect.kserve;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.JsonText;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * The Open Inference Protocol over HTTP, with the extension for binary tensors. A body is JSON, or
 * JSON followed by raw tensors where {@value #JSON_BYTES} says how long the JSON is.
 *
 * <p>Threads: stateless, any thread. Source: kserve/open-inference-protocol, {@code
 * inference_rest.md}; Triton, {@code extension_binary_data.md}.
 */
public final class KserveDialect implements Dialect {
  static final String JSON_BYTES = "inference-header-content-length";
  private static final String BINARY = "application/octet-stream";

  private final Asked asked;

  /**
   * @param asked what is answered where models are asked for, and no inference
   */
  public KserveDialect(Asked asked) {
    this.asked = asked;
  }

  @Override
  public String name() {
    return "kserve";
  }

  @Override
  public Operation modelsAreFor() {
    return Operation.INFER;
  }

  @Override
  public FactsReader factsReader(Operation operation) {
    return new InferFactsReader(JsonPart.WHOLE);
  }

  @Override
  public FactsReader factsReader(Operation operation, HeaderView headers) {
    return new InferFactsReader(JsonPart.bytes(headers));
  }

  /** Without the JSON's length the body is read as JSON by everybody, whatever it says it is. */
  @Override
  public String requestType(HeaderView headers) {
    return headers.get(JSON_BYTES) == null ? "application/json" : BINARY;
  }

  @Override
  public UsageTap tap(Operation operation, boolean stream, UsageEvents usageEvents) {
    return new InferTap();
  }

  /** {@code {"error":"…"}}, a plain text and no object. */
  @Override
  public ByteBuf errorBody(Failure failure, String requestId) {
    return new JsonText().raw("{\"error\":").string(failure.detail()).raw("}").bytes();
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

  @Override
  public ByteBuf modelList(List<String> models) {
    return switch (asked) {
      case METADATA ->
          text("{\"name\":\"isthmus\",\"version\":\"\",\"extensions\":[\"binary_tensor_data\"]}");
      case READY -> text("{\"ready\":true}");
      case LIVE -> text("{\"live\":true}");
    };
  }

  /** The gateway knows a model's name, and leaves its tensors to those who serve it. */
  @Override
  public ByteBuf model(String model) {
    JsonText text = new JsonText().raw("{\"name\":").string(model);
    return switch (asked) {
      case METADATA -> text.raw(",\"platform\":\"\",\"inputs\":[],\"outputs\":[]}").bytes();
      case READY, LIVE -> text.raw(",\"ready\":true}").bytes();
    };
  }

  private static ByteBuf text(String json) {
    return new JsonText().raw(json).bytes();
  }
}
