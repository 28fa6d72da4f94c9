package dev.isthmus.core.provider.kserve;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.provider.ProviderCodec;
import dev.isthmus.core.provider.Refusals;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The protocol over HTTP: requests go out as they came, errors are {@code {"error":"…"}}. Threads:
 * any; immutable.
 */
final class KserveCodec implements ProviderCodec {
  private static final String JSON_BYTES = "inference-header-content-length";
  private static final String JSON = "application/json";
  private static final String BINARY = "application/octet-stream";
  private static final int BAD_REQUEST = 400;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_MESSAGE_BYTES = 2048;

  private static final JsonPaths PATHS =
      JsonPaths.builder().captured("error", MAX_MESSAGE_BYTES).build();
  private static final int ERROR = PATHS.id("error");

  private final String model;
  private final Refusals refusals;

  KserveCodec(String model, Refusals refusals) {
    this.model = model;
    this.refusals = refusals;
  }

  @Override
  public String dialect() {
    return "kserve";
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public String accepts(boolean stream) {
    return JSON + ", " + BINARY;
  }

  @Override
  public boolean isAnswer(String contentType, boolean stream) {
    return contentType.isEmpty() || contentType.startsWith(JSON) || contentType.startsWith(BINARY);
  }

  @Override
  public void addHeaders(@Nullable HeaderView caller, HeaderSink headers) {
    String jsonBytes = caller == null ? null : caller.get(JSON_BYTES);
    if (jsonBytes != null) {
      headers.add(JSON_BYTES, jsonBytes);
    }
  }

  @Override
  public Failure readFailure(int status, HeaderView headers, ByteBuf body) {
    String message = status == BAD_REQUEST ? message(body) : null;
    return UnknownModel.isMeant(message)
        ? UnknownModel.FAILURE
        : refusals.read(status, headers, body);
  }

  @Override
  public boolean passesErrorBody(Failure failure, ByteBuf body) {
    return failure.origin() == Failure.Origin.CLIENT && message(body) != null;
  }

  @Override
  public @Nullable String message(ByteBuf body) {
    JsonScanner scanner = new JsonScanner(PATHS, MAX_DEPTH);
    boolean whole = scanner.feed(body) == null && scanner.end() == null;
    return whole ? scanner.text(ERROR) : null;
  }

  /** The protocol knows no limits. */
  @Override
  public LimitReport readLimits(int status, HeaderView headers) {
    return LimitReport.NONE;
  }

  /** Triton answers with the status of a bad request where it does not have the model. */
  static final class UnknownModel {
    static final Failure FAILURE =
        Failure.ofProvider(
            FailureKind.DEPLOYMENT_NOT_FOUND,
            Failure.Retry.REFUSED,
            "the provider has no such deployment");

    private UnknownModel() {}

    static boolean isMeant(@Nullable String message) {
      return message != null && message.startsWith("Request for unknown model");
    }
  }
}
