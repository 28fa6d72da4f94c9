package dev.isthmus.core.provider.kserve;

import dev.isthmus.core.bytes.ProtoScanner;
import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.dialect.Marks;
import dev.isthmus.core.dialect.kserve.KserveGrpcDialect;
import dev.isthmus.core.provider.ProviderCodec;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The protocol over gRPC: a message goes out as it came but for the model's name. A refusal's body
 * is the status's message in UTF-8, and its headers are the trailers with {@code grpc-status}.
 * Threads: any; immutable.
 */
final class KserveGrpcCodec implements ProviderCodec {
  private static final String TIMEOUT = "grpc-timeout";
  private static final int MAX_MESSAGE_BYTES = 2048;

  private final String model;
  private final byte[] member;

  KserveGrpcCodec(String model) {
    this.model = model;
    this.member = ProtoScanner.member(KserveGrpcDialect.MODEL_NAME, model);
  }

  @Override
  public String dialect() {
    return "kserve-grpc";
  }

  @Override
  public String model() {
    return model;
  }

  /** How long the caller waits is also how long the provider need try. */
  @Override
  public void addHeaders(@Nullable HeaderView caller, HeaderSink headers) {
    String timeout = caller == null ? null : caller.get(TIMEOUT);
    if (timeout != null) {
      headers.add(TIMEOUT, timeout);
    }
  }

  @Override
  public boolean isAnswer(String contentType, boolean stream) {
    return true;
  }

  @Override
  public void splice(CallFacts facts, Marks marks, Splice splice) {
    splice.replace(marks.model().start(), marks.model().end(), member);
  }

  @Override
  public Failure readFailure(int status, HeaderView headers, ByteBuf body) {
    return KserveCodec.UnknownModel.isMeant(message(body))
        ? KserveCodec.UnknownModel.FAILURE
        : GrpcRefusals.read(headers);
  }

  /** It is no message of the caller's dialect. */
  @Override
  public boolean passesErrorBody(Failure failure, ByteBuf body) {
    return false;
  }

  @Override
  public @Nullable String message(ByteBuf body) {
    int length = Math.min(body.readableBytes(), MAX_MESSAGE_BYTES);
    return length == 0 ? null : body.toString(body.readerIndex(), length, StandardCharsets.UTF_8);
  }

  /** The protocol knows no limits. */
  @Override
  public LimitReport readLimits(int status, HeaderView headers) {
    return LimitReport.NONE;
  }
}
