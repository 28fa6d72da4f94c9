package dev.isthmus.core.provider.bedrock;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.provider.AwsRefusals;
import dev.isthmus.core.provider.ProviderCodec;
import dev.isthmus.core.provider.Refusals;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A deployment that speaks Converse: everything is translated, errors too. */
final class ConverseCodec implements ProviderCodec {
  private final String model;
  private final AwsRefusals refusals;

  ConverseCodec(String model, AwsRefusals refusals) {
    this.model = model;
    this.refusals = refusals;
  }

  @Override
  public String dialect() {
    return "converse";
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public boolean reservesMost() {
    return true;
  }

  @Override
  public String streamType() {
    return "application/vnd.amazon.eventstream";
  }

  @Override
  public Failure readFailure(int status, HeaderView headers, ByteBuf body) {
    return refusals.read(status, headers, body);
  }

  @Override
  public boolean passesErrorBody(Failure failure, ByteBuf body) {
    return false;
  }

  @Override
  public @Nullable String message(ByteBuf body) {
    return Refusals.message(body);
  }

  /** Bedrock says nothing about limits until they are reached. */
  @Override
  public LimitReport readLimits(int status, HeaderView headers) {
    return LimitReport.NONE;
  }
}
