package dev.isthmus.core.provider.stability;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.provider.ProviderCodec;
import dev.isthmus.core.provider.Refusals;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A deployment that speaks Stability AI's dialect: everything is translated, errors too. */
final class StabilityCodec implements ProviderCodec {
  /** How long it takes no more requests after too many, which it does not say itself. */
  private static final long SHUT_MILLIS = 60_000;

  private final String model;
  private final Refusals refusals;

  StabilityCodec(String model, Refusals refusals) {
    this.model = model;
    this.refusals = refusals;
  }

  @Override
  public String dialect() {
    return "stability";
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public Failure readFailure(int status, HeaderView headers, ByteBuf body) {
    Failure failure = refusals.read(status, headers, body);
    boolean full = failure.kind() == FailureKind.RATE_LIMITED && failure.retryAfterMillis() < 0;
    return full ? failure.withRetryAfterMillis(SHUT_MILLIS) : failure;
  }

  @Override
  public boolean passesErrorBody(Failure failure, ByteBuf body) {
    return false;
  }

  @Override
  public @Nullable String message(ByteBuf body) {
    return Refusals.message(body);
  }

  @Override
  public LimitReport readLimits(int status, HeaderView headers) {
    return LimitReport.NONE;
  }
}
