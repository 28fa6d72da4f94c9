package dev.isthmus.core.provider.sagemaker;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.provider.AwsRefusals;
import dev.isthmus.core.provider.ProviderCodec;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A container behind SageMaker's own envelope: streams and errors are taken out of it. */
final class SageMakerCodec implements ProviderCodec {
  private static final String DIALECT = "openai-parts";

  private final String model;
  private final boolean usageInStream;
  private final AwsRefusals refusals;

  SageMakerCodec(String model, boolean usageInStream, AwsRefusals refusals) {
    this.model = model;
    this.usageInStream = usageInStream;
    this.refusals = refusals;
  }

  @Override
  public String dialect() {
    return DIALECT;
  }

  @Override
  public String side() {
    return usageInStream ? DIALECT : DIALECT + "-without-usage";
  }

  @Override
  public String model() {
    return model;
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

  /** Only the container's words: SageMaker's name the account and the endpoint. */
  @Override
  public @Nullable String message(ByteBuf body) {
    return AwsRefusals.containersWords(body);
  }

  @Override
  public LimitReport readLimits(int status, HeaderView headers) {
    return LimitReport.NONE;
  }
}
