package dev.isthmus.core.provider.vertex;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.provider.ProviderCodec;
import dev.isthmus.core.provider.Refusals;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A deployment that speaks Gemini's dialect; its errors are always written anew. */
final class GeminiCodec implements ProviderCodec {
  private final String model;
  private final Refusals refusals;

  GeminiCodec(String model, Refusals refusals) {
    this.model = model;
    this.refusals = refusals;
  }

  @Override
  public String dialect() {
    return "gemini";
  }

  @Override
  public String model() {
    return model;
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

  /** Vertex AI's quota is shared and dynamic: its answers say nothing about limits. */
  @Override
  public LimitReport readLimits(int status, HeaderView headers) {
    return LimitReport.NONE;
  }
}
